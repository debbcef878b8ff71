import type { ChargePointState, ConnectorState, Notice } from "../../modules/charge-point/state";
import type { ErrorCode } from "../../modules/ocpp/types";
import { TEXTS } from "../../modules/ui/texts";
import type { ViewOptions } from "../../modules/ui/view";

/** A moment at a charge point that the screen has a picture for. */
export interface Moment {
	/** File name of its golden pictures, and its caption. */
	name: string;
	state: ChargePointState | null;
	/** How it is looked at, where it differs from connector 1, network there, Taiwan's time. */
	options?: Partial<Omit<ViewOptions, "language">>;
	/** Seconds that the animation has run. */
	frame?: number;
}

function connectorState(changes: Partial<ConnectorState> = {}): ConnectorState {
	return {
		id: 1,
		status: "Available",
		errorCode: "NoError",
		cable: false,
		ev: false,
		evReady: true,
		locked: false,
		contactor: false,
		offeredA: 0,
		drawnA: 0,
		powerW: 0,
		importWh: 0,
		idTag: null,
		transactionId: null,
		sessionWh: null,
		sessionSeconds: null,
		reservation: null,
		notice: null,
		...changes,
	};
}

/** A connected and accepted charge point with these connectors; 10:08 in Taiwan. */
export function chargePointState(
	changes: Partial<ChargePointState> = {},
	...connectors: Partial<ConnectorState>[]
): ChargePointState {
	const all = connectors.length > 0 ? connectors : [{}];
	return {
		identity: "CP001",
		connected: true,
		registration: "Accepted",
		clock: Date.UTC(2026, 10, 22, 2, 8),
		queueLength: 0,
		status: "Available",
		errorCode: "NoError",
		emergencyStop: false,
		language: "en",
		update: null,
		updatePercent: null,
		restarting: false,
		connectors: all.map((connector, i) => connectorState({ id: i + 1, ...connector })),
		...changes,
	};
}

/** What can be wrong with the hardware, by the names of OCPP. */
const FAULTS = (Object.keys(TEXTS.en.errors) as ErrorCode[]).filter((errorCode) => errorCode !== "NoError");

const plugged: Partial<ConnectorState> = { cable: true, ev: true };
const charging: Partial<ConnectorState> = {
	...plugged,
	status: "Charging",
	locked: true,
	contactor: true,
	offeredA: 16,
	drawnA: 16,
	powerW: 7360,
	idTag: "DRIVER01",
	transactionId: 7,
	sessionWh: 12_345,
	sessionSeconds: 6032,
};
const paused: Partial<ConnectorState> = { ...charging, contactor: false, drawnA: 0, powerW: 0 };
const offline: Partial<ChargePointState> = { connected: false };

function noticed(name: string, notice: Notice, connector: Partial<ConnectorState> = {}): Moment {
	return { name, state: chargePointState({}, { ...connector, notice }) };
}

/** Every picture of the screen, and the extremes of what it can have to say. */
export const MOMENTS: readonly Moment[] = [
	{ name: "booting", state: null },
	{
		name: "set-up",
		state: chargePointState({ ...offline, registration: null, clock: null }),
		options: {
			network: false,
			setup: { network: "xs-evse-A1B2C3", password: "k7m2p9qd4x", address: "192.168.4.1" },
		},
	},
	{
		name: "no-network",
		state: chargePointState({ ...offline, registration: null }),
		options: { network: false },
	},
	{
		name: "no-network-most",
		state: chargePointState({ ...offline, queueLength: 1000 }),
		options: { network: false },
	},
	{ name: "connecting", state: chargePointState({ ...offline, registration: null, clock: null }) },
	{ name: "registering", state: chargePointState({ registration: "Pending" }) },
	{ name: "rejected", state: chargePointState({ registration: "Rejected" }) },
	{ name: "offline", state: chargePointState(offline) },
	{ name: "offline-waiting", state: chargePointState({ ...offline, queueLength: 12 }) },
	{ name: "offline-one", state: chargePointState({ ...offline, queueLength: 1 }) },
	{ name: "offline-most", state: chargePointState({ ...offline, queueLength: 1000 }) },
	{ name: "available", state: chargePointState() },
	{ name: "available-warning", state: chargePointState({}, { errorCode: "HighTemperature" }) },
	{ name: "preparing-plugged", state: chargePointState({}, { ...plugged, status: "Preparing" }) },
	{ name: "preparing-id", state: chargePointState({}, { status: "Preparing", idTag: "DRIVER01" }) },
	{
		name: "preparing-both",
		state: chargePointState({}, { ...plugged, status: "Preparing", idTag: "DRIVER01" }),
	},
	{
		name: "authorizing",
		state: chargePointState({}, { ...plugged, status: "Preparing", notice: "Authorizing" }),
	},
	noticed("accepted", "Accepted", { status: "Preparing", idTag: "DRIVER01" }),
	noticed("accepted-plugged", "Accepted", { ...plugged, status: "Preparing", idTag: "DRIVER01" }),
	noticed("refused-invalid", "Invalid"),
	noticed("refused-blocked", "Blocked"),
	noticed("refused-expired", "Expired"),
	noticed("refused-in-use", "ConcurrentTx"),
	noticed("refused-reserved", "Reserved", { status: "Reserved" }),
	{ name: "refused-offline", state: chargePointState(offline, { notice: "Offline" }) },
	noticed("cancelled", "Cancelled", plugged),
	noticed("timeout", "Timeout"),
	{ name: "card-chosen", state: chargePointState(), options: { card: "04A2B9C1D25E80" } },
	{
		name: "charging-begin",
		state: chargePointState({}, { ...charging, sessionWh: 0, sessionSeconds: 3, powerW: 1380, offeredA: 6 }),
	},
	{ name: "charging", state: chargePointState({}, charging), frame: 3 },
	{ name: "charging-offline", state: chargePointState({ ...offline, queueLength: 12 }, charging), frame: 5 },
	{
		name: "charging-most",
		state: chargePointState(
			{},
			{ ...charging, sessionWh: 9_999_900, sessionSeconds: 359_999, powerW: 22_080, offeredA: 32 },
		),
		frame: 4,
	},
	{
		name: "charging-88",
		state: chargePointState({}, { ...charging, sessionWh: 888_880, sessionSeconds: 900_000 }),
		frame: 2,
	},
	{ name: "suspended-ev", state: chargePointState({}, { ...paused, status: "SuspendedEV" }) },
	{
		name: "suspended-evse",
		state: chargePointState({}, { ...paused, status: "SuspendedEVSE", offeredA: 0 }),
	},
	{
		name: "finishing",
		state: chargePointState({}, { ...paused, status: "Finishing", idTag: null, transactionId: null }),
	},
	{
		name: "finishing-most",
		state: chargePointState(
			{},
			{ ...plugged, status: "Finishing", sessionWh: 999_900, sessionSeconds: 359_999 },
		),
	},
	{ name: "finishing-unknown", state: chargePointState({}, { ...plugged, status: "Finishing" }) },
	{
		name: "reserved",
		state: chargePointState(
			{},
			{
				status: "Reserved",
				reservation: { idTag: "04A2B9C1D25E80", expiry: Date.UTC(2026, 10, 22, 2, 30) },
			},
		),
	},
	{
		name: "reserved-tomorrow",
		state: chargePointState(
			{},
			{ status: "Reserved", reservation: { idTag: "DRIVER01", expiry: Date.UTC(2026, 10, 23, 16) } },
		),
	},
	{
		name: "reserved-no-clock",
		state: chargePointState({ ...offline, clock: null, registration: null }, { status: "Reserved" }),
	},
	{ name: "unavailable", state: chargePointState({}, { status: "Unavailable" }) },
	...FAULTS.map((errorCode) => ({
		name: `faulted-${errorCode}`,
		state: chargePointState({}, { status: "Faulted", errorCode }),
	})),
	{
		name: "emergency-stop",
		state: chargePointState({ status: "Faulted", errorCode: "OtherError", emergencyStop: true }),
	},
	{ name: "updating", state: chargePointState({ update: "loading", updatePercent: 45 }), frame: 0 },
	{ name: "updating-loaded", state: chargePointState({ update: "loading", updatePercent: 100 }) },
	{ name: "updating-unknown", state: chargePointState({ update: "loading" }), frame: 1 },
	{
		name: "updating-waiting",
		state: chargePointState({ update: "waiting" }, { status: "Unavailable" }, charging),
		frame: 2,
	},
	{
		name: "updating-installing",
		state: chargePointState({ update: "installing" }, { status: "Unavailable" }),
		frame: 4,
	},
	{ name: "restarting", state: chargePointState({ restarting: true }) },
	{ name: "two-available", state: chargePointState({}, {}, charging), options: { connector: 0 } },
	{ name: "two-charging", state: chargePointState({}, {}, charging), options: { connector: 1 }, frame: 2 },
	{
		name: "four-suspended",
		state: chargePointState(offline, {}, {}, { ...paused, status: "SuspendedEVSE", offeredA: 0 }, {}),
		options: { connector: 2 },
	},
	{
		name: "identity-long",
		state: chargePointState({ identity: "TW*XSE*E0123456789*TAIPEI" }),
	},
	{
		name: "four-available",
		state: chargePointState({}, {}, {}, {}, {}),
		options: { connector: 1 },
	},
	{
		name: "four-charging",
		state: chargePointState({}, {}, {}, {}, charging),
		options: { connector: 3 },
		frame: 4,
	},
	{
		name: "four-faulted",
		state: chargePointState({}, {}, {}, { status: "Faulted", errorCode: "GroundFailure" }, {}),
		options: { connector: 2 },
	},
	{
		name: "four-identity",
		state: chargePointState({ identity: "TW*XSE*E0123456789*TAIPEI" }, {}, {}, {}, { status: "Unavailable" }),
		options: { connector: 3 },
	},
];
