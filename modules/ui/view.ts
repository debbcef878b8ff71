import type { ChargePointState, ConnectorState, Language, Notice, UpdatePhase } from "../charge-point/state";
import { frozen } from "../frozen";
import type { ConnectorStatus, ErrorCode } from "../ocpp/types";
import { cardText, clockText, durationText, energyText, offerText, powerText, untilText } from "./numbers";
import { type Hint, type Refusal, TEXTS, type Texts } from "./texts";

/** One of the pictures of the screen. */
export type Picture =
	| ConnectorStatus
	| "Booting"
	| "SetUp"
	| "NoNetwork"
	| "Connecting"
	| "Registering"
	| "Rejected"
	| "Offline"
	| "Authorizing"
	| "Accepted"
	| "Refused"
	| "Cancelled"
	| "Timeout"
	| "CardChosen"
	| "Updating"
	| "Restarting";

/** What the screen says at one moment, ready to be drawn. */
export interface View {
	picture: Picture;
	/** Position of the connector in `connectors`, from 0. */
	connector: number;
	/** How many connectors there are; with one, no number is shown. */
	connectors: number;
	identity: string;
	title: string;
	/** In every language the same, below the title: OCPP's name of an error. Empty where there is none. */
	detail: string;
	/** Empty where there is nothing to say. */
	hint: string;
	/** Hours and minutes; empty while the clock is unset. */
	clock: string;
	/** Signs for the network link, Wi-Fi mostly, and for the CSMS. */
	network: boolean;
	csms: boolean;
	/** How far an update is, 0 to 100; -1 where that is not known, null without one. */
	progress: number | null;
	session: SessionView | null;
	/** Of the picture SetUp. */
	setup: SetupView | null;
	/** The picture is animated. */
	moving: boolean;
}

/** How to get to the page by which the charge point is set up. */
export interface SetupView {
	/** Name and password of its Wi-Fi network. */
	network: string;
	password: string;
	/** Of the page. */
	address: string;
}

/** The numbers of a running or ended session. */
export interface SessionView {
	energy: string;
	energyUnit: string;
	power: string;
	/** What the vehicle may draw at most. */
	offer: string;
	time: string;
}

export interface ViewOptions {
	language: Language;
	/** Position of the connector to show, from 0. */
	connector: number;
	/** False where the platform knows that there is no network at all. */
	network: boolean;
	/** Minutes that the place's clock is ahead of UTC. */
	utcOffset: number;
	/** The id that somebody has chosen at the board's card button. */
	card?: string;
	/** There while the charge point can be set up. */
	setup?: SetupView;
}

/**
 * What to show for one connector. A card that is being chosen comes before everything, for somebody presses
 * the button at this moment; then a fault, then the answer to a card, then what the connector is doing; only
 * an idle connector gives room to what the network is doing.
 */
export function viewOf(state: ChargePointState | null, options: ViewOptions): View {
	const texts = TEXTS[options.language];
	const connector = state?.connectors[options.connector];
	if (!state || !connector) return bootView(state, texts);
	const card = options.card;
	const picture = card === undefined ? pictureOf(state, connector, options) : "CardChosen";
	const errorCode = errorOf(picture, state, connector);
	const session = sessionOf(picture, connector);
	return {
		picture,
		connector: options.connector,
		connectors: state.connectors.length,
		identity: card ?? state.identity,
		title: texts.titles[picture],
		detail: errorCode === "NoError" ? "" : errorCode,
		hint: hintOf(picture, state, connector, options, errorCode),
		// A chosen id needs all the room.
		clock: state.clock === null || card !== undefined ? "" : clockText(state.clock, options.utcOffset),
		network: options.network,
		csms: options.network && state.connected,
		progress: picture === "Updating" ? (state.updatePercent ?? -1) : null,
		session,
		setup: picture === "SetUp" ? (options.setup ?? null) : null,
		moving:
			picture === "Authorizing" || picture === "Updating" || (session !== null && picture !== "Finishing"),
	};
}

function bootView(state: ChargePointState | null, texts: Texts): View {
	return {
		picture: "Booting",
		connector: 0,
		connectors: 1,
		identity: state?.identity ?? "",
		title: texts.titles.Booting,
		detail: "",
		hint: texts.hints.pleaseWait,
		clock: "",
		network: false,
		csms: false,
		progress: null,
		session: null,
		setup: null,
		moving: false,
	};
}

function pictureOf(state: ChargePointState, connector: ConnectorState, options: ViewOptions): Picture {
	const status = connector.status;
	if (state.status === "Faulted" || status === "Faulted") return "Faulted";
	const answer = answerOf(connector.notice, status);
	if (answer) return answer;
	const isIdle = status === "Available" || status === "Unavailable";
	if (isIdle && state.restarting) return "Restarting";
	if (state.update === "loading" ? status === "Available" : isIdle && state.update) return "Updating";
	if (status !== "Available") return status;
	if (options.setup) return "SetUp";
	if (!options.network) return "NoNetwork";
	if (state.registration === "Rejected") return "Rejected";
	if (!state.connected) return state.registration === null ? "Connecting" : "Offline";
	return state.registration === "Accepted" ? "Available" : "Registering";
}

function answerOf(notice: Notice | null, status: ConnectorStatus): Picture | null {
	switch (notice) {
		case null:
			return null;
		case "Authorizing":
		case "Cancelled":
		case "Timeout":
			return notice;
		case "Accepted":
			// Once energy flows, or has flowed, the session itself is the answer.
			return status === "Available" || status === "Preparing" || status === "Reserved" ? "Accepted" : null;
		default:
			return "Refused";
	}
}

const HINTS: Partial<Record<Picture, Hint>> = frozen({
	SetUp: "password",
	NoNetwork: "noNetwork",
	Connecting: "noServer",
	Registering: "awaitServer",
	Rejected: "askOperator",
	Offline: "plugInOrCard",
	Authorizing: "pleaseWait",
	Cancelled: "cardAgain",
	Timeout: "tryAgain",
	Available: "plugInOrCard",
	Finishing: "unplug",
	Reserved: "bookedCard",
	Unavailable: "outOfService",
	CardChosen: "holdToTap",
	Restarting: "pleaseWait",
});

/** The error that a picture tells of: what has stopped the connector, or a warning where it goes on. */
function errorOf(picture: Picture, state: ChargePointState, connector: ConnectorState): ErrorCode {
	switch (picture) {
		case "Faulted":
			return connector.status === "Faulted" ? connector.errorCode : state.errorCode;
		case "Available":
		case "Preparing":
			return connector.errorCode;
		default:
			return "NoError";
	}
}

const PHASE_HINTS: Record<UpdatePhase, Hint> = frozen({
	loading: "canCharge",
	waiting: "awaitVehicles",
	installing: "installing",
});

function hintOf(
	picture: Picture,
	state: ChargePointState,
	connector: ConnectorState,
	options: ViewOptions,
	errorCode: ErrorCode,
): string {
	const texts = TEXTS[options.language];
	if (picture === "Faulted" && state.emergencyStop) return texts.emergencyStop;
	if (picture === "Faulted" || errorCode !== "NoError") return texts.errors[errorCode];
	switch (picture) {
		case "Refused":
			return texts.refusals[connector.notice as Refusal];
		case "Accepted":
			return texts.hints[connector.ev ? "startsSoon" : "plugIn"];
		case "Preparing":
			if (connector.idTag === null) return texts.hints.presentCard;
			return texts.hints[connector.ev ? "startsSoon" : "plugIn"];
		case "Reserved":
			if (!connector.reservation || state.clock === null) break;
			return texts.reserved(
				cardText(connector.reservation.idTag),
				untilText(connector.reservation.expiry, state.clock, options.utcOffset),
			);
		case "Updating":
			return texts.hints[PHASE_HINTS[state.update as UpdatePhase]];
		case "NoNetwork":
		case "Offline":
			if (state.queueLength > 0) return texts.waiting(state.queueLength);
			break;
	}
	const hint = HINTS[picture];
	return hint ? texts.hints[hint] : "";
}

function sessionOf(picture: Picture, connector: ConnectorState): SessionView | null {
	switch (picture) {
		case "Finishing":
			if (connector.sessionWh === null) return null;
			break;
		case "Charging":
		case "SuspendedEV":
		case "SuspendedEVSE":
			break;
		default:
			return null;
	}
	const energy = energyText(connector.sessionWh ?? 0);
	return {
		energy: energy.number,
		energyUnit: energy.unit,
		power: powerText(connector.powerW),
		offer: offerText(connector.offeredA),
		time: durationText(connector.sessionSeconds ?? 0),
	};
}

/** Two views that are drawn alike. */
export function sameView(a: View, b: View): boolean {
	return (
		a.picture === b.picture &&
		a.connector === b.connector &&
		a.connectors === b.connectors &&
		a.identity === b.identity &&
		a.title === b.title &&
		a.detail === b.detail &&
		a.hint === b.hint &&
		a.clock === b.clock &&
		a.setup === b.setup &&
		a.network === b.network &&
		a.csms === b.csms &&
		a.progress === b.progress &&
		a.session?.energy === b.session?.energy &&
		a.session?.energyUnit === b.session?.energyUnit &&
		a.session?.power === b.session?.power &&
		a.session?.offer === b.session?.offer &&
		a.session?.time === b.session?.time
	);
}
