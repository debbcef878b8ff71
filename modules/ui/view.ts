import type { ChargePointState, ConnectorState, Notice } from "../charge-point/state";
import { frozen } from "../frozen";
import type { ConnectorStatus } from "../ocpp/types";
import { clockText, currentText, durationText, energyText, powerText } from "./numbers";
import { type Hint, type Language, type Refusal, TEXTS, type Texts } from "./texts";

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
	| "CardChosen";

/** What the screen says at one moment, ready to be drawn. */
export interface View {
	picture: Picture;
	/** Position of the connector in `connectors`, from 0. */
	connector: number;
	/** How many connectors there are; with one, no number is shown. */
	connectors: number;
	identity: string;
	title: string;
	/** Empty where there is nothing to say. */
	hint: string;
	/** Hours and minutes; empty while the clock is unset. */
	clock: string;
	link: "csms" | "no-csms" | "no-network";
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
	current: string;
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
 * the button at this moment; then a fault, then the answer to a card, then
 * what the connector is doing; only an idle connector gives room to what the network is doing.
 */
export function viewOf(state: ChargePointState | null, options: ViewOptions): View {
	const texts = TEXTS[options.language];
	const connector = state?.connectors[options.connector];
	if (!state || !connector) return bootView(state, texts);
	const { card } = options;
	const picture = card === undefined ? pictureOf(state, connector, options) : "CardChosen";
	const session = sessionOf(picture, connector);
	return {
		picture,
		connector: options.connector,
		connectors: state.connectors.length,
		identity: card ?? state.identity,
		title: texts.titles[picture],
		hint: hintOf(picture, state, connector, texts),
		clock: state.clock === null ? "" : clockText(state.clock, options.utcOffset),
		link: options.network ? (state.connected ? "csms" : "no-csms") : "no-network",
		session,
		setup: picture === "SetUp" ? (options.setup ?? null) : null,
		moving: picture === "Authorizing" || (session !== null && picture !== "Finishing"),
	};
}

function bootView(state: ChargePointState | null, texts: Texts): View {
	return {
		picture: "Booting",
		connector: 0,
		connectors: 1,
		identity: state?.identity ?? "",
		title: texts.titles.Booting,
		hint: texts.hints.pleaseWait,
		clock: "",
		link: "no-csms",
		session: null,
		setup: null,
		moving: false,
	};
}

function pictureOf(state: ChargePointState, connector: ConnectorState, options: ViewOptions): Picture {
	const { status } = connector;
	if (state.status === "Faulted" || status === "Faulted") return "Faulted";
	const answer = answerOf(connector.notice, status);
	if (answer) return answer;
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
});

function hintOf(picture: Picture, state: ChargePointState, connector: ConnectorState, texts: Texts): string {
	switch (picture) {
		case "Faulted":
			if (state.emergencyStop) return texts.emergencyStop;
			return texts.errors[connector.status === "Faulted" ? connector.errorCode : state.errorCode];
		case "Refused":
			return texts.refusals[connector.notice as Refusal];
		case "Accepted":
			return texts.hints[connector.ev ? "startsSoon" : "plugIn"];
		case "Preparing":
			if (connector.errorCode !== "NoError") return texts.errors[connector.errorCode];
			if (connector.idTag === null) return texts.hints.presentCard;
			return texts.hints[connector.ev ? "startsSoon" : "plugIn"];
		case "Available":
			if (connector.errorCode !== "NoError") return texts.errors[connector.errorCode];
			break;
		case "NoNetwork":
		case "Offline":
			if (state.queueLength > 0) return texts.waiting(state.queueLength);
			break;
	}
	const hint = HINTS[picture];
	return hint ? texts.hints[hint] : "";
}

function sessionOf(picture: Picture, connector: ConnectorState): SessionView | null {
	const { sessionWh, sessionSeconds } = connector;
	switch (picture) {
		case "Finishing":
			if (sessionWh === null) return null;
			break;
		case "Charging":
		case "SuspendedEV":
		case "SuspendedEVSE":
			break;
		default:
			return null;
	}
	const energy = energyText(sessionWh ?? 0);
	return {
		energy: energy.number,
		energyUnit: energy.unit,
		power: powerText(connector.powerW),
		current: currentText(connector.offeredA),
		time: durationText(sessionSeconds ?? 0),
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
		a.hint === b.hint &&
		a.clock === b.clock &&
		a.link === b.link &&
		a.setup === b.setup &&
		a.session?.energy === b.session?.energy &&
		a.session?.energyUnit === b.session?.energyUnit &&
		a.session?.power === b.session?.power &&
		a.session?.current === b.session?.current &&
		a.session?.time === b.session?.time
	);
}
