import { describe, expect, it } from "vitest";
import type { ChargePointState, ConnectorState, Notice } from "../../modules/charge-point/state";
import type { ConnectorStatus, ErrorCode } from "../../modules/ocpp/types";
import { TEXTS } from "../../modules/ui/texts";
import { type Picture, sameView, type View, type ViewOptions, viewOf } from "../../modules/ui/view";
import { chargePointState } from "./pictures";

const OPTIONS: ViewOptions = { language: "en", connector: 0, network: true, utcOffset: 480 };
const TEXT = TEXTS.en;

function look(state: ChargePointState | null, options: Partial<ViewOptions> = {}): View {
	return viewOf(state, { ...OPTIONS, ...options });
}

function lookAt(connector: Partial<ConnectorState>, state: Partial<ChargePointState> = {}): View {
	return look(chargePointState(state, connector));
}

const STATUSES: ConnectorStatus[] = [
	"Available",
	"Preparing",
	"Charging",
	"SuspendedEV",
	"SuspendedEVSE",
	"Finishing",
	"Reserved",
	"Unavailable",
	"Faulted",
];

describe("the picture", () => {
	it.each(STATUSES)("of status %s is its own, with its own name", (status) => {
		const view = lookAt({ status });
		expect(view.picture).toBe(status);
		expect(view.title).toBe(TEXT.titles[status]);
		expect(lookAt({ status }, { connected: false }).picture).toBe(
			status === "Available" ? "Offline" : status,
		);
	});

	it.each<[Notice, Picture, string]>([
		["Authorizing", "Authorizing", TEXT.hints.pleaseWait],
		["Accepted", "Accepted", TEXT.hints.plugIn],
		["Blocked", "Refused", TEXT.refusals.Blocked],
		["Expired", "Refused", TEXT.refusals.Expired],
		["Invalid", "Refused", TEXT.refusals.Invalid],
		["ConcurrentTx", "Refused", TEXT.refusals.ConcurrentTx],
		["Reserved", "Refused", TEXT.refusals.Reserved],
		["Offline", "Refused", TEXT.refusals.Offline],
		["Cancelled", "Cancelled", TEXT.hints.cardAgain],
		["Timeout", "Timeout", TEXT.hints.tryAgain],
	])("of the notice %s is %s and says why", (notice, picture, hint) => {
		expect(lookAt({ notice })).toMatchObject({ picture, hint });
		expect(lookAt({ notice: null }).picture).toBe("Available");
	});

	it.each<Notice>(["Authorizing", "Invalid", "Cancelled"])(
		"of the notice %s covers a running session",
		(notice) => {
			const view = lookAt({ status: "Charging", sessionWh: 10, notice });
			expect(view.picture).not.toBe("Charging");
			expect(view.session).toBeNull();
		},
	);

	it.each<ConnectorStatus>(["Charging", "SuspendedEV", "SuspendedEVSE", "Finishing"])(
		"of %s is not covered by Accepted",
		(status) => expect(lookAt({ status, notice: "Accepted" }).picture).toBe(status),
	);

	it("of a fault covers every notice, an absent network and a missing registration", () => {
		const faulted: Partial<ConnectorState> = {
			status: "Faulted",
			errorCode: "GroundFailure",
			notice: "Invalid",
		};
		const state = chargePointState({ connected: false, registration: null }, faulted);
		expect(look(state, { network: false })).toMatchObject({
			picture: "Faulted",
			hint: TEXT.errors.GroundFailure,
			network: false,
			csms: false,
		});
	});

	it("of a fault of the whole charge point covers a connector that says otherwise", () => {
		const view = lookAt({ status: "Available" }, { status: "Faulted", errorCode: "InternalError" });
		expect(view).toMatchObject({ picture: "Faulted", hint: TEXT.errors.InternalError });
	});

	it("of the emergency stop names it in place of the error code", () => {
		const state: Partial<ChargePointState> = {
			status: "Faulted",
			errorCode: "OtherError",
			emergencyStop: true,
		};
		expect(lookAt({ status: "Faulted", errorCode: "OtherError" }, state).hint).toBe(TEXT.emergencyStop);
	});

	it.each(Object.keys(TEXT.errors) as ErrorCode[])("of the fault %s has its words and its code", (code) => {
		const view = lookAt({ status: "Faulted", errorCode: code });
		expect(view).toMatchObject({ hint: TEXT.errors[code], detail: code === "NoError" ? "" : code });
	});

	it("of a connector without a state yet is Booting", () => {
		expect(look(null)).toMatchObject({ picture: "Booting", clock: "", connectors: 1, session: null });
		expect(look({ ...chargePointState(), connectors: [] }).picture).toBe("Booting");
	});
});

describe("an idle connector", () => {
	const offline: Partial<ChargePointState> = { connected: false };

	it.each<[string, Partial<ChargePointState>, boolean, Picture, string]>([
		["no network", { ...offline, registration: null }, false, "NoNetwork", TEXT.hints.noNetwork],
		["no network, records waiting", { ...offline, queueLength: 3 }, false, "NoNetwork", TEXT.waiting(3)],
		["no CSMS since the start", { ...offline, registration: null }, true, "Connecting", TEXT.hints.noServer],
		["no answer to BootNotification", { registration: null }, true, "Registering", TEXT.hints.awaitServer],
		["registration pending", { registration: "Pending" }, true, "Registering", TEXT.hints.awaitServer],
		["registration rejected", { registration: "Rejected" }, true, "Rejected", TEXT.hints.askOperator],
		["offline", offline, true, "Offline", TEXT.hints.plugInOrCard],
		["offline, records waiting", { ...offline, queueLength: 1 }, true, "Offline", TEXT.waiting(1)],
		["online, records being sent", { queueLength: 2 }, true, "Available", TEXT.hints.plugInOrCard],
	])("shows what the network does: %s", (_, state, network, picture, hint) => {
		expect(look(chargePointState(state), { network })).toMatchObject({ picture, hint });
	});

	it.each<ConnectorStatus>(["Preparing", "Reserved", "Unavailable", "Charging"])(
		"only: %s stays on the screen while the network is away",
		(status) => {
			const view = look(chargePointState({ ...offline, registration: null }, { status }), { network: false });
			expect(view).toMatchObject({ picture: status, network: false, csms: false });
		},
	);

	it("has signs for the network and for the CSMS", () => {
		expect(look(chargePointState())).toMatchObject({ network: true, csms: true });
		expect(look(chargePointState(offline))).toMatchObject({ network: true, csms: false });
		// The CSMS may not have been found dead yet.
		expect(look(chargePointState(), { network: false })).toMatchObject({ network: false, csms: false });
	});

	it("shows a warning that lets it charge", () => {
		expect(lookAt({ errorCode: "HighTemperature" })).toMatchObject({
			picture: "Available",
			hint: TEXT.errors.HighTemperature,
			detail: "HighTemperature",
		});
	});
});

describe("Preparing says what comes next", () => {
	it.each<[string, Partial<ConnectorState>, string]>([
		["plugged without an id", { cable: true, ev: true }, TEXT.hints.presentCard],
		["an id without a vehicle", { idTag: "A" }, TEXT.hints.plugIn],
		["an id and a cable without a vehicle", { idTag: "A", cable: true }, TEXT.hints.plugIn],
		["both", { idTag: "A", cable: true, ev: true }, TEXT.hints.startsSoon],
		["a warning", { errorCode: "EVCommunicationError", ev: true }, TEXT.errors.EVCommunicationError],
	])("%s", (_, connector, hint) => {
		expect(lookAt({ ...connector, status: "Preparing" }).hint).toBe(hint);
	});
});

describe("a reservation", () => {
	const reservation = { idTag: "04A2B9C1D25E80", expiry: Date.UTC(2026, 10, 22, 2, 30) };

	it("says for which card and until when, and never the whole id", () => {
		const view = lookAt({ status: "Reserved", reservation });
		expect(view.hint).toBe("For ..5E80 until 10:30");
		expect(JSON.stringify(view)).not.toContain(reservation.idTag);
	});

	it("asks for the booked card while nobody knows what time it is, or for whom it is", () => {
		expect(lookAt({ status: "Reserved", reservation }, { clock: null }).hint).toBe(TEXT.hints.bookedCard);
		expect(lookAt({ status: "Reserved" }).hint).toBe(TEXT.hints.bookedCard);
	});
});

describe("a firmware update", () => {
	it("that is loading leaves the connector to drivers, and says how far it is", () => {
		const state: Partial<ChargePointState> = { update: "loading", updatePercent: 45 };
		const updating = { picture: "Updating", hint: TEXT.hints.canCharge, progress: 45, moving: true };
		expect(lookAt({}, state)).toMatchObject(updating);
		expect(lookAt({}, { ...state, updatePercent: null }).progress).toBe(-1);
		for (const status of STATUSES.filter((one) => one !== "Available"))
			expect(lookAt({ status }, state)).toMatchObject({ picture: status, progress: null });
		expect(lookAt({ notice: "Invalid" }, state).picture).toBe("Refused");
	});

	it.each([
		["waiting", TEXT.hints.awaitVehicles],
		["installing", TEXT.hints.installing],
	] as const)("that is %s is why a connector is Unavailable", (update, hint) => {
		const updating = { picture: "Updating", hint, progress: -1, moving: true };
		expect(lookAt({ status: "Unavailable" }, { update })).toMatchObject(updating);
		expect(lookAt({ status: "Charging" }, { update }).picture).toBe("Charging");
		expect(lookAt({ status: "Faulted" }, { update }).picture).toBe("Faulted");
	});

	it("ends in a restart, as a reset does", () => {
		const restarting: Partial<ChargePointState> = { restarting: true, update: "installing" };
		const picture = { picture: "Restarting", hint: TEXT.hints.pleaseWait, moving: false };
		expect(lookAt({ status: "Unavailable" }, restarting)).toMatchObject(picture);
		expect(lookAt({}, { restarting: true })).toMatchObject(picture);
		expect(lookAt({ status: "Finishing" }, restarting).picture).toBe("Finishing");
	});
});

describe("a session", () => {
	const running: Partial<ConnectorState> = {
		offeredA: 31.9,
		powerW: 7360,
		sessionWh: 12_345,
		sessionSeconds: 3_723,
	};

	it.each<ConnectorStatus>(["Charging", "SuspendedEV", "SuspendedEVSE"])(
		"has its numbers in %s",
		(status) => {
			const view = lookAt({ ...running, status });
			expect(view.session).toEqual({
				energy: "12.34",
				energyUnit: "kWh",
				power: "7.4 kW",
				offer: "≤31 A",
				time: "1:02:03",
			});
			expect(view.moving).toBe(true);
		},
	);

	it("that has ended shows what it came to while Finishing, and moves no more", () => {
		const view = lookAt({ ...running, status: "Finishing" });
		expect(view).toMatchObject({ moving: false, hint: TEXT.hints.unplug, session: { energy: "12.34" } });
		expect(lookAt({ status: "Finishing" }).session).toBeNull();
	});

	it("has no numbers in any other status", () => {
		for (const status of ["Available", "Preparing", "Reserved", "Unavailable", "Faulted"] as const)
			expect(lookAt({ ...running, status }).session).toBeNull();
	});
});

describe("languages and place", () => {
	it("says the same in Traditional Chinese", () => {
		const state = chargePointState({}, { status: "SuspendedEVSE" });
		expect(look(state, { language: "zh-TW" }).title).toBe("供電暫停");
		expect(
			look(chargePointState({ connected: false, queueLength: 12 }), { language: "zh-TW" }),
		).toMatchObject({
			title: "離線中",
			hint: "12 筆待傳送",
		});
	});

	it("has a text for every error code", () => {
		for (const texts of Object.values(TEXTS))
			for (const code of Object.keys(TEXT.errors) as ErrorCode[]) expect(texts.errors[code]).not.toBe("");
	});

	it("tells the time of the place, and nothing while the clock is unset", () => {
		const state = chargePointState({ clock: Date.UTC(2026, 10, 22, 16, 59, 59) });
		expect(look(state, { utcOffset: 480 }).clock).toBe("00:59");
		expect(look(state, { utcOffset: 0 }).clock).toBe("16:59");
		expect(look(state, { utcOffset: -1020 }).clock).toBe("23:59");
		expect(look(chargePointState({ clock: null })).clock).toBe("");
	});
});

describe("sameView", () => {
	const charging = lookAt({
		status: "Charging",
		sessionWh: 5000,
		sessionSeconds: 10,
		powerW: 1000,
		offeredA: 16,
	});

	it("sees no difference between equal views", () => {
		expect(sameView(charging, structuredClone(charging))).toBe(true);
	});

	it.each(Object.keys(charging).filter((key) => key !== "session" && key !== "moving") as (keyof View)[])(
		"sees another %s",
		(key) => {
			expect(sameView(charging, { ...charging, [key]: "other" } as View)).toBe(false);
		},
	);

	it.each(Object.keys(charging.session!))("sees another %s of the session", (key) => {
		const session = { ...charging.session!, [key]: "other" };
		expect(sameView(charging, { ...charging, session })).toBe(false);
		expect(sameView(charging, { ...charging, session: null })).toBe(false);
	});
});
