import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChargePointState } from "../../modules/charge-point/state";
import { TEXTS } from "../../modules/ui/texts";
import type { FirmwareCommand } from "../../simulator/engine";
import { PIN, type ToFirmware } from "../../simulator/protocol";
import { certificateAuthority } from "../net/certificates";
import { StrictCsms } from "../scenarios/strict-csms";
import { Firmware } from "./firmware";
import { LOCAL_LIST, listedTag, MEASURANDS, profile } from "./scripted-messages";

/** What simulator/xs/host/measure.c tells, in bytes. */
export interface Memory {
	/** Of one slot. */
	slot: number;
	/** What stack and heaps have grown to. */
	stackSize: number;
	chunkSize: number;
	slotSize: number;
	/** What lives in them after a garbage collection. */
	chunkLive: number;
	slotLive: number;
	/** The most that they held since the time before, with the garbage of the moment unless it is weighed. */
	chunkMost: number;
	slotMost: number;
}

const OFFLINE_TRANSACTIONS = 100;
/** On demand: as many as an hour with one a minute has. */
const SAMPLES = 60;
const HOUR = 3600;
/** Its place in a line of instruments. */
const STACK_USED = 13;
const pin = (line: keyof typeof PIN) => 100 + PIN[line];
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What a charge point does in a busy hour, in half a minute: the memory that it needs follows from what
 * happens and what is kept, not from the time between. The world around the board is played here.
 */
export class ScriptedHour {
	/** After each part of the hour. */
	readonly memory: [part: string, memory: Memory][] = [];
	readonly firmware: Firmware;
	#csms: StrictCsms;
	readonly #tls: { key: string; cert: string } | undefined;
	readonly #world: ReturnType<typeof setInterval>;
	#seen = 0;
	#importWh = 0;

	private constructor(firmware: Firmware, csms: StrictCsms, tls?: { key: string; cert: string }) {
		this.firmware = firmware;
		this.#csms = csms;
		this.#tls = tls;
		this.#world = setInterval(() => this.#turn(), 5);
	}

	/** Boots a 32-bit build, `secure` over wss, with the engine's `creation` as measure.c takes it. */
	static async boot(command: FirmwareCommand, secure: boolean, creation?: string): Promise<ScriptedHour> {
		const authority = secure ? await certificateAuthority("Root of the scripted hour") : undefined;
		const issued = await authority?.issue({ ip: ["127.0.0.1"] });
		const tls = issued && { key: issued.key, cert: issued.chain };
		const csms = new StrictCsms(0, tls);
		await csms.open();
		const firmware = await Firmware.run(command, {
			boot: { csms: csms.url, ca: authority?.root },
			env: creation ? { XS_CREATION: creation } : undefined,
			before: [meter(0, false)],
		});
		return new ScriptedHour(firmware, csms, tls);
	}

	/** The most that the stack has held so far, in bytes: the engine prints each second what it was. */
	get stackMost(): number {
		const printed = this.firmware.errors.filter((line) => line.startsWith("instruments: "));
		return Math.max(...printed.map((line) => Number(line.split(",")[STACK_USED])));
	}

	/** Texts that the screen has shown. */
	get shown(): Set<string> {
		return new Set(this.firmware.all("display").flatMap(({ lines }) => lines));
	}

	/** Boots, and charges if asked to. */
	async begin(charging: boolean): Promise<void> {
		await this.#until("Available", (state) => state.registration === "Accepted");
		await wait(1500);
		if (charging) {
			this.#plug(true);
			this.#present("ALICE");
			await this.#until("Charging", ({ connectors }) => connectors[0].transactionId !== null);
			await wait(500);
		}
		await this.#note(charging ? "charging" : "boot");
	}

	/** Has garbage collected before each allocation from now on: the most of each part is then what lived. */
	weigh(): void {
		this.firmware.sayText("#weigh");
	}

	async run(): Promise<void> {
		await this.#boot();
		await this.#configure();
		await this.#charge();
		await this.#chargeRemotely();
		await this.#upsets();
		await this.#offline();
		await this.#setUp();
		await this.#update();
		this.#check(this.#csms.violations.length === 0, this.#csms.violations.join("\n"));
	}

	async close(): Promise<void> {
		clearInterval(this.#world);
		await this.firmware.close();
		await this.#csms.close();
	}

	/** Pending and rejected first, each for a second. */
	async #boot(): Promise<void> {
		const answers = ["Pending", "Rejected"];
		this.#csms.answer("BootNotification", () => {
			const status = answers.shift() ?? "Accepted";
			const interval = status === "Accepted" ? 300 : 1;
			return { status, interval, currentTime: new Date().toISOString() };
		});
		await this.#until("Available", (state) => state.registration === "Accepted");
		await this.#note("boot");
		await wait(1500);
		await this.#note("idle");
	}

	async #configure(): Promise<void> {
		await this.#call("SendLocalList", LOCAL_LIST);
		await this.#note("local list of 48 entries");
		await this.#call("SetChargingProfile", {
			connectorId: 0,
			csChargingProfiles: profile(1, "TxDefaultProfile"),
		});
		const { status } = await this.#csms.call("GetCompositeSchedule", { connectorId: 1, duration: 24 * HOUR });
		this.#check(status === "Accepted", `GetCompositeSchedule: ${status}`);
		await this.#note("profile of 24 periods");
		const { configurationKey } = await this.#csms.call("GetConfiguration");
		this.#check(configurationKey.length > 40, `${configurationKey.length} configuration keys`);
		await this.#note("GetConfiguration of all keys");
		const most = configurationKey.find(
			({ key }: { key: string }) => key === "MeterValuesSampledDataMaxLength",
		).value;
		this.#check(Number(most) >= MEASURANDS.length, `${most} measurands`);
		for (const key of ["MeterValuesSampledData", "StopTxnSampledData"])
			await this.#call("ChangeConfiguration", { key, value: MEASURANDS.join() });
		await this.#call("ChangeConfiguration", { key: "MeterValueSampleInterval", value: "1" });
		await this.#call("ChangeConfiguration", { key: "ConnectionTimeOut", value: "1" });
		await this.#call("ChangeConfiguration", { key: "HeartbeatInterval", value: "1" });
	}

	/** Plugged in first; the vehicle pauses, then the charge point. */
	async #charge(): Promise<void> {
		this.#plug(true);
		await this.#until("Preparing");
		await this.#screen(TEXTS.en.titles.Preparing);
		this.#csms.answer("Authorize", async () => {
			await wait(300);
			return { idTagInfo: { status: "Accepted" } };
		});
		this.#present("ALICE");
		await this.#until("Charging", ({ connectors }) => connectors[0].transactionId !== null);
		for (let i = 0; i < SAMPLES; i++)
			await this.#call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 });
		await wait(2500);
		await this.#note("charging");
		this.firmware.inputs({ [pin("evReady")]: 0 });
		await this.#until("SuspendedEV");
		await this.#screen(TEXTS.en.titles.SuspendedEV);
		this.firmware.inputs({ [pin("evReady")]: 1 });
		await this.#until("Charging");
		const { transactionId } = this.#state.connectors[0];
		const stop = { ...profile(2, "TxProfile"), transactionId };
		stop.chargingSchedule.chargingSchedulePeriod[0].limit = 0;
		await this.#call("SetChargingProfile", { connectorId: 1, csChargingProfiles: stop });
		await this.#until("SuspendedEVSE");
		await this.#screen(TEXTS.en.titles.SuspendedEVSE);
		await this.#call("ClearChargingProfile", { id: 2 });
		await this.#until("Charging");
		this.#present("ALICE");
		await this.#leave();
		await this.#note("first session");
	}

	async #chargeRemotely(): Promise<void> {
		this.#plug(true);
		await this.#until("Preparing");
		const chargingProfile = profile(3, "TxProfile");
		await this.#call("RemoteStartTransaction", { connectorId: 1, idTag: "REMOTE", chargingProfile });
		await this.#until("Charging", ({ connectors }) => connectors[0].transactionId !== null);
		await wait(1500);
		const { transactionId } = this.#state.connectors[0];
		await this.#call("RemoteStopTransaction", { transactionId });
		await this.#leave();
		await this.#note("second session");
	}

	/** All that has a screen of its own. */
	async #upsets(): Promise<void> {
		this.#csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo: { status: idTag === "BLOCKED" ? "Blocked" : "Accepted" },
		}));
		this.#present("BLOCKED");
		await this.#screen(TEXTS.en.titles.Refused);
		this.#present("ALICE");
		await this.#until("Preparing");
		await this.#screen(TEXTS.en.titles.Timeout);
		await this.#until("Available");
		this.#present("ALICE");
		await this.#until("Preparing");
		this.#present("ALICE");
		await this.#screen(TEXTS.en.titles.Cancelled);
		const expiryDate = new Date(Date.now() + 600_000).toISOString();
		await this.#call("ReserveNow", { connectorId: 1, idTag: "ALICE", reservationId: 1, expiryDate });
		await this.#until("Reserved");
		await this.#screen(TEXTS.en.titles.Reserved);
		await this.#call("CancelReservation", { reservationId: 1 });
		await this.#until("Available");
		for (const [type, status] of [
			["Inoperative", "Unavailable"],
			["Operative", "Available"],
		] as const) {
			await this.#call("ChangeAvailability", { connectorId: 1, type });
			await this.#until(status);
			await this.#screen(TEXTS.en.titles[status]);
		}
		for (const active of [true, false]) {
			this.firmware.say({ fault: { connector: 1, errorCode: "GroundFailure", active } });
			await this.#until(active ? "Faulted" : "Available");
		}
		await this.#note("screens of all kinds");
	}

	async #offline(): Promise<void> {
		const { violations } = this.#csms;
		const port = this.#csms.port;
		await this.#csms.close();
		await this.#until("Available", (state) => !state.connected);
		await this.#screen(TEXTS.en.titles.Offline);
		for (let i = 0; i < OFFLINE_TRANSACTIONS; i++) {
			this.#present(listedTag(i));
			await this.#until("Preparing");
			this.#plug(true);
			await this.#until("Charging");
			this.firmware.inputs({ [pin("ev")]: 0 });
			await this.#until("Finishing");
			this.#plug(false);
			await this.#until("Available");
		}
		const { queueLength } = this.#state;
		this.#check(queueLength >= 2 * OFFLINE_TRANSACTIONS, `${queueLength} messages wait`);
		await this.#note("100 transactions offline");
		this.#csms = new StrictCsms(port, this.#tls);
		this.#csms.violations.push(...violations);
		await this.#csms.open();
		this.firmware.say({ link: "up" });
		await this.#until("Available", (state) => state.queueLength === 0, 60);
		for (const action of ["StartTransaction", "StopTransaction"]) {
			const { length } = this.#csms.all(action);
			this.#check(length === OFFLINE_TRANSACTIONS, `${length} times ${action}`);
		}
		await this.#note("all delivered");
	}

	/** Shows the way to the set-up page, and reads that. */
	async #setUp(): Promise<void> {
		this.firmware.say({ setup: "open" });
		await this.#screen(TEXTS.en.titles.SetUp);
		await this.#eventually("the address of the set-up page", 10, () => this.firmware.all("setup").length > 0);
		const page = await fetch(this.firmware.all("setup")[0].url);
		this.#check(page.ok && (await page.text()).includes("</form>"), `the set-up page: ${page.status}`);
		await this.#note("set-up page");
	}

	/** Fetches firmware and installs it: the restart for it ends the hour. */
	async #update(): Promise<void> {
		const server = createServer((_, response) => response.end(Buffer.alloc(50_000, "firmware")));
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		const location = `http://127.0.0.1:${port}/firmware.bin`;
		await this.#csms.call("UpdateFirmware", { location, retrieveDate: new Date().toISOString() });
		await this.#screen(TEXTS.en.titles.Updating);
		await this.#eventually("the restart", 10, () => this.#state.restarting);
		server.closeAllConnections();
		server.close();
	}

	/** The lock follows its drive, and a vehicle draws what the contactor lets through. */
	#turn(): void {
		const { told } = this.firmware;
		for (; this.#seen < told.length; this.#seen++) {
			const message = told[this.#seen];
			if (!("digital" in message)) continue;
			const { pin: changed, level } = message.digital;
			if (changed === pin("lock")) this.firmware.inputs({ [pin("lockFeedback")]: level });
			if (changed !== pin("contactor")) continue;
			this.#importWh += 7;
			this.firmware.say(meter(this.#importWh, level === 1));
		}
	}

	#plug(plugged: boolean): void {
		const level = plugged ? 1 : 0;
		this.firmware.inputs({ [pin("cable")]: level, [pin("evReady")]: level, [pin("ev")]: level });
	}

	#present(idTag: string): void {
		this.firmware.say({ idTag: { connector: 1, idTag } });
	}

	async #leave(): Promise<void> {
		await this.#until("Finishing", ({ connectors }) => !connectors[0].locked);
		this.#plug(false);
		await this.#until("Available", (state) => state.queueLength === 0);
	}

	async #call(action: string, payload: object): Promise<void> {
		const { status } = await this.#csms.call(action, payload);
		this.#check(status === "Accepted", `${action}: ${status}`);
	}

	get #state(): ChargePointState {
		const told = this.firmware.told.findLast((message) => "state" in message);
		if (!told || !("state" in told)) throw new Error("no state was told");
		return told.state;
	}

	/** Waits for a status of the connector, and for more. */
	async #until(
		status: string,
		and: (state: ChargePointState) => boolean = () => true,
		seconds = 10,
	): Promise<void> {
		await this.#eventually(`${status} and ${and}`, seconds, () => {
			const told = this.firmware.told.findLast((message) => "state" in message);
			return (
				told !== undefined && "state" in told && told.state.connectors[0].status === status && and(told.state)
			);
		});
	}

	#screen(title: string): Promise<void> {
		return this.#eventually(`the screen "${title}"`, 10, () => {
			const told = this.firmware.told.findLast((message) => "display" in message);
			return told !== undefined && "display" in told && told.display.lines.includes(title);
		});
	}

	async #eventually(what: string, seconds: number, condition: () => boolean): Promise<void> {
		const limit = Date.now() + seconds * 1000;
		while (!condition()) {
			this.#check(!this.firmware.measured("abort"), `the firmware has died before ${what}`);
			this.#check(Date.now() < limit, `not reached: ${what}`);
			await wait(5);
		}
	}

	async #note(part: string): Promise<void> {
		this.memory.push([part, await this.firmware.measure<Memory>("memory")]);
	}

	#check(good: boolean, what: string): void {
		if (good) return;
		const { errors, told } = this.firmware;
		const last = errors.filter((line) => !line.startsWith("instruments")).slice(-5);
		const log = this.firmware.all("log").slice(-8);
		const state = told.findLast((message) => "state" in message);
		throw new Error([what, JSON.stringify(state), ...log, ...last].join("\n"));
	}
}

function meter(importWh: number, draws: boolean): ToFirmware {
	const [amperes, volts] = [draws ? 16 : 0, 230];
	const phases = (value: number) => [value, value, value];
	return {
		meter: {
			...{ connector: 1, importWh, powerW: 3 * volts * amperes },
			...{ phasePowerW: phases(volts * amperes), currentA: phases(amperes), voltageV: phases(volts) },
		},
	};
}
