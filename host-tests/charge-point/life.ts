import { expect } from "vitest";
import type { AuthorizationData } from "../../modules/ocpp/types";
import { seededRandom } from "../../tools/seeded-random";
import { PowerCut } from "../storage/memory-flash";
import { Accounts } from "./accounts";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

const IDS = ["ALICE", "alice", "BOB", "CAROL", "EVE"];
const DELAYS = [0, 0, 0.05, 0.1, 0.25, 1, 1, 3, 8, 21, 35, 70, 400];
const FAULTS = ["GroundFailure", "HighTemperature", "WeakSignal", "EVCommunicationError"] as const;
const CHANGES: readonly [key: string, values: readonly string[]][] = [
	["ConnectionTimeOut", ["20", "60"]],
	["MeterValueSampleInterval", ["0", "7", "60"]],
	["ClockAlignedDataInterval", ["0", "60", "900"]],
	["MinimumStatusDuration", ["0", "5"]],
	["HeartbeatInterval", ["0", "30", "300"]],
	["StopTransactionOnEVSideDisconnect", ["true", "false"]],
	["StopTransactionOnInvalidId", ["true", "false"]],
	["UnlockConnectorOnEVSideDisconnect", ["true", "false"]],
	["AuthorizeRemoteTxRequests", ["true", "false"]],
	["AllowOfflineTxForUnknownId", ["true", "false"]],
	["AuthorizationCacheEnabled", ["true", "false"]],
	["LocalAuthorizeOffline", ["true", "false"]],
	["LocalPreAuthorize", ["true", "false"]],
	["MaxEnergyOnInvalidId", ["0", "50"]],
	["MeterValuesSampledData", ["", "Voltage,Current.Import", "Energy.Active.Import.Register"]],
	["StopTxnSampledData", ["", "Voltage,Current.Import", "Energy.Active.Import.Register"]],
	["StopTxnAlignedData", ["", "Energy.Active.Import.Interval", "Power.Offered,Current.Import"]],
];

/** One random life of a charge point: drivers, operators, faults, networks and power cuts as they come. */
export class Life {
	readonly rig: Rig;
	readonly accounts: Accounts;
	readonly steps: string[] = [];
	readonly #random: () => number;
	readonly #connectors: number;
	/** No status is left out, neither on purpose nor by a connection that is dead and looks alive. */
	readonly tellsAll: boolean;
	/** No message is given up because the CSMS refuses it again and again. */
	readonly losesNothing: boolean;
	#online = true;

	constructor(seed: number) {
		this.tellsAll = seed % 2 === 0;
		this.losesNothing = seed % 5 > 0;
		this.#random = seededRandom(seed);
		this.#connectors = this.#pick([1, 1, 2, 4]);
		this.rig = new Rig({
			connectors: this.#connectors,
			cable: this.#pick(["detachable", "fixed"] as const),
			journalBlocks: this.#pick([5, 8, 32]),
			defaults: {
				TransactionMessageAttempts: this.losesNothing ? "1000" : "2",
				TransactionMessageRetryInterval: "1",
				MessageTimeout: "10",
				AllowOfflineTxForUnknownId: "true",
			},
		});
		this.accounts = new Accounts(this.rig);
		this.#usualCsms();
		this.rig.advance(1);
	}

	/** Does one thing and looks at what must hold whatever happens. */
	step(): void {
		const { rig } = this;
		try {
			this.#act();
			rig.advance(this.#pick(DELAYS));
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
		}
		if (rig.powerFailed) {
			rig.advance(this.#pick(DELAYS));
			rig.boot();
		}
		this.#hold();
	}

	/** Everybody leaves, everything is repaired, and much time passes. */
	end(): void {
		const { rig } = this;
		rig.flash.powerFor = Number.POSITIVE_INFINITY;
		this.#usualCsms();
		for (const errorCode of FAULTS) {
			for (let id = 0; id <= this.#connectors; id++) rig.chargePoint.setFault(id, { errorCode }, false);
		}
		rig.chargePoint.setEmergencyStop(false);
		rig.blackHole = false;
		rig.latency = 0;
		rig.setOnline(false);
		rig.setOnline(true);
		for (const hardware of rig.hardware) hardware.jammed = false;
		rig.advance(100);
		for (let i = 0; i < 9; i++) {
			for (const { cancelled, events } of [...rig.files.downloads.splice(0), ...rig.files.uploads.splice(0)])
				if (!cancelled) events.onFailed("failed", "the end");
			rig.advance(40);
		}
		rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
		rig.csms.call("ClearChargingProfile", {});
		rig.advance(100);
		rig.hardware.forEach((hardware, i) => {
			if (hardware.detachable && hardware.locked) rig.csms.call("UnlockConnector", { connectorId: i + 1 });
			const { transactionId } = rig.state(i + 1);
			if (transactionId !== null) rig.csms.call("RemoteStopTransaction", { transactionId });
			rig.advance(2);
			hardware.plug(false);
		});
		rig.advance(20_000);
		rig.hardware.forEach((hardware, i) => {
			expect(rig.state(i + 1)).toMatchObject({ status: "Available", errorCode: "NoError", idTag: null });
			expect(hardware).toMatchObject({ contactor: false, offered: 0 });
			if (hardware.detachable) expect(hardware.locked).toBe(false);
		});
		expect(rig.chargePoint.state).toMatchObject({ queueLength: 0, registration: "Accepted" });
		if (this.losesNothing) this.accounts.close();
		// What is left: the next Heartbeat, the next clock-aligned sample.
		expect(rig.timers.running).toBeLessThanOrEqual(2);
	}

	#usualCsms(): void {
		const { csms } = this.rig;
		csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo: {
				status: idTag === "EVE" ? "Invalid" : "Accepted",
				...(idTag === "ALICE" || idTag === "BOB" ? { parentIdTag: "FAMILY" } : {}),
			},
		}));
		csms.answer("StartTransaction", (start) => ({
			idTagInfo: { status: start.idTag === "CAROL" ? "ConcurrentTx" : "Accepted" },
			transactionId: this.accounts.idFor(start as never),
		}));
		for (const action of ["StopTransaction", "MeterValues", "StatusNotification", "Heartbeat"] as const)
			csms.answerAsUsual(action);
		csms.answerAsUsual("BootNotification");
	}

	#act(): void {
		const { rig } = this;
		const connectorId = 1 + Math.floor(this.#random() * this.#connectors);
		const hardware = rig.hardware[connectorId - 1];
		const roll = Math.floor(this.#random() * 39);
		this.steps.push(`${roll} ${connectorId}`);
		if (roll < 5) hardware.plug(true);
		else if (roll < 8) {
			if (!hardware.detachable || !hardware.locked) hardware.plug(false);
		} else if (roll < 14)
			rig.chargePoint.presentIdTag(this.#pick([connectorId, connectorId, 0]), this.#pick(IDS));
		else if (roll === 14) hardware.setVehicle(this.#flip());
		else if (roll === 15) hardware.setEvReady(this.#flip());
		else if (roll === 16)
			rig.chargePoint.setFault(this.#pick([connectorId, 0]), { errorCode: this.#pick(FAULTS) }, true);
		else if (roll < 19) {
			for (const errorCode of FAULTS)
				rig.chargePoint.setFault(this.#pick([connectorId, 0]), { errorCode }, false);
		} else if (roll === 19) rig.chargePoint.setEmergencyStop(this.#flip());
		else if (roll === 20) hardware.jammed = this.#flip() && this.#flip();
		else if (roll === 21) this.#cutPower();
		else if (roll === 22) rig.flash.powerFor = Math.floor(this.#random() * 300);
		else if (roll < 25) this.#switchNetwork();
		else if (roll < 28) this.#disturbCsms();
		else if (roll < 34) this.#command(connectorId);
		else if (roll < 36) this.#limit(connectorId);
		else this.#maintain();
	}

	#cutPower(): void {
		this.rig.powerOff();
		this.rig.advance(this.#pick(DELAYS));
		this.rig.boot();
	}

	#switchNetwork(): void {
		this.#online = !this.#online;
		this.rig.blackHole = false;
		if (this.#online) this.rig.setOnline(true);
		else if (this.tellsAll || this.#flip()) this.rig.setOnline(false);
		else this.rig.blackHole = true;
	}

	#disturbCsms(): void {
		const { csms } = this.rig;
		this.#usualCsms();
		this.rig.latency = this.#pick([0, 0, 0, 20, 300, 4000, 12_000]);
		if (this.#flip()) return;
		const steps = [-7_200_000, -3000, 500, 3000, 86_400_000];
		const step = this.#pick(steps);
		csms.answer("Heartbeat", () => ({ currentTime: new Date(Date.parse(csms.time) + step).toISOString() }));
		if (this.#flip()) return;
		const actions = [
			...(["Authorize", "StartTransaction", "StopTransaction", "MeterValues"] as const),
			...(["StatusNotification", "Heartbeat", "BootNotification"] as const),
		];
		csms.answer(this.#pick(actions), this.#pick([SILENCE, { code: "InternalError" }, { wrong: 1 } as never]));
	}

	#command(connectorId: number): void {
		const { rig } = this;
		const { csms } = rig;
		if (!rig.isConnected) return;
		const { transactionId } = rig.state(connectorId);
		const any = this.#pick([0, connectorId]);
		const type = this.#pick(["Operative", "Operative", "Inoperative"] as const);
		const [key, values] = this.#pick(CHANGES);
		const requestedMessage = this.#pick(["MeterValues", "StatusNotification", "Heartbeat"] as const);
		const reservationId = this.#pick([1, 2, 3]);
		switch (Math.floor(this.#random() * 13)) {
			case 0:
			case 1:
				csms.call("RemoteStartTransaction", { idTag: this.#pick(IDS), connectorId });
				return;
			case 2:
				csms.call("RemoteStopTransaction", { transactionId: transactionId ?? 1 });
				return;
			case 3:
				csms.call("ChangeAvailability", { connectorId: any, type });
				return;
			case 4:
				csms.call("UnlockConnector", { connectorId });
				return;
			case 5:
				csms.call("Reset", { type: this.#pick(["Soft", "Hard"] as const) });
				return;
			case 6:
				csms.call("TriggerMessage", { requestedMessage, connectorId: any });
				return;
			case 7:
			case 8:
			case 9: {
				const expiryDate = new Date(
					Date.parse(csms.time) + 1000 * this.#pick([2, 60, 900, 3600]),
				).toISOString();
				const group = this.#flip() ? { parentIdTag: "FAMILY" } : {};
				csms.call("ReserveNow", {
					...{ connectorId: any, reservationId, idTag: this.#pick(IDS), expiryDate, ...group },
				});
				return;
			}
			case 10:
				csms.call("CancelReservation", { reservationId });
				return;
			case 11:
				this.#updateList();
				return;
			default:
				if (this.tellsAll && key === "MinimumStatusDuration") return;
				csms.call("ChangeConfiguration", { key, value: this.#pick(values) });
		}
	}

	/** Firmware, logs and credentials are looked after, or a file arrives. */
	#maintain(): void {
		const { csms, files, isConnected } = this.rig;
		const transfer = this.#flip() ? files.downloads.pop() : files.uploads.pop();
		if (transfer && !transfer.cancelled) {
			if ("deliver" in transfer && this.#flip()) transfer.deliver(this.#pick(["", "new image"]));
			else if ("text" in transfer && this.#flip()) transfer.events.onDone();
			else transfer.events.onFailed("failed", "as it happens");
			return;
		}
		if (!isConnected) return;
		const location = "http://files.example/";
		const retrieveDate = new Date(Date.parse(csms.time) + this.#pick([0, 20_000])).toISOString();
		const key = this.#pick(["41", "42"]).repeat(20);
		switch (Math.floor(this.#random() * 6)) {
			case 0:
				csms.call("UpdateFirmware", { location, retrieveDate, retries: 1, retryInterval: 5 });
				return;
			case 1:
				csms.call("GetDiagnostics", { location, retries: 1, retryInterval: 5 });
				return;
			case 2:
				csms.call("GetLog", { logType: "SecurityLog", requestId: 7, log: { remoteLocation: location } });
				return;
			case 3:
				csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: key });
				return;
			case 4:
				csms.call("ChangeConfiguration", { key: "SecurityProfile", value: "1" });
				return;
			default:
				csms.answer("BootNotification", () => ({
					...{ status: this.#pick(["Pending", "Rejected"] as const), currentTime: csms.time, interval: 30 },
				}));
				csms.call("Reset", { type: "Hard" });
		}
	}

	/** A charging profile comes, or all go. */
	#limit(connectorId: number): void {
		const { rig } = this;
		if (!rig.isConnected) return;
		if (this.#random() < 0.3) {
			rig.csms.call("ClearChargingProfile", {});
			return;
		}
		const purpose = this.#pick(["ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"] as const);
		const kind = this.#pick(["Absolute", "Relative", "Recurring"] as const);
		const isWhole = purpose === "ChargePointMaxProfile" || (purpose === "TxDefaultProfile" && this.#flip());
		rig.csms.call("SetChargingProfile", {
			connectorId: isWhole ? 0 : connectorId,
			csChargingProfiles: {
				...{ chargingProfileId: this.#pick([1, 2, 3]), stackLevel: this.#pick([0, 1]) },
				...{ chargingProfilePurpose: purpose, chargingProfileKind: kind },
				...(kind === "Recurring" ? { recurrencyKind: "Daily" as const } : {}),
				chargingSchedule: {
					chargingRateUnit: this.#pick(["A", "W"] as const),
					...(kind === "Relative" ? {} : { startSchedule: rig.csms.time }),
					...(this.#flip() ? { duration: this.#pick([30, 600]) } : {}),
					chargingSchedulePeriod: [
						{ startPeriod: 0, limit: this.#pick([0, 5, 6, 10, 32, 7000]) },
						{ startPeriod: this.#pick([5, 60]), limit: this.#pick([0, 8, 16.5, 4200]) },
					],
				},
			},
		});
	}

	/** A few ids as the CSMS of this life knows them, or some of them wrong or gone; or the cache is cleared. */
	#updateList(): void {
		const { csms } = this.rig;
		if (this.#flip()) {
			csms.call("ClearCache", {});
			return;
		}
		const localAuthorizationList: AuthorizationData[] = [];
		for (const idTag of ["ALICE", "BOB", "CAROL", "EVE"]) {
			const status = this.#pick(["Accepted", "Blocked", "ConcurrentTx"] as const);
			const parentIdTag = this.#pick(["FAMILY", undefined]);
			if (this.#flip()) localAuthorizationList.push({ idTag, idTagInfo: { status, parentIdTag } });
		}
		csms.call("SendLocalList", { listVersion: 1, updateType: "Full", localAuthorizationList });
	}

	/** What must hold at every moment. */
	#hold(): void {
		const { rig } = this;
		rig.hardware.forEach((hardware, i) => {
			const state = rig.state(i + 1);
			const at = `connector ${i + 1} ${JSON.stringify(state)}`;
			expect(state.contactor, at).toBe(hardware.contactor);
			if (hardware.contactor) {
				expect(["Charging", "Unavailable"], at).toContain(state.status);
				expect(state.idTag, at).not.toBeNull();
				expect(hardware.cable && hardware.ev && hardware.evReady, at).toBe(true);
			}
			if (state.status === "Charging") expect(hardware.contactor, at).toBe(true);
			if (state.status === "Reserved") expect(state, at).toMatchObject({ idTag: null, contactor: false });
		});
		expect(rig.timers.running).toBeLessThan(12 + 8 * this.#connectors);
		if (this.losesNothing) this.accounts.check();
	}

	#pick<T>(list: readonly T[]): T {
		return list[Math.floor(this.#random() * list.length)];
	}

	#flip(): boolean {
		return this.#random() < 0.5;
	}
}
