import config from "mc/config";
import type { Language } from "../modules/charge-point/state";
import { parseWebSocketUrl } from "../modules/net/web-socket-address";

/** What `mcconfig` was told at the build: `mcconfig -m -p esp32 ssid=… password=… csms=ws://… id=CP001`. */
export interface BuildSettings {
	/** None: the charge point stays without a network. */
	ssid: string | undefined;
	password: string | undefined;
	csms: string;
	/** None: made of the hardware's address. */
	id: string | undefined;
	/** The ids that the board's card button chooses from. */
	cards: readonly string[];
	language: Language;
	/** Minutes that the screen's clock is ahead of UTC. */
	utcOffset: number;
	/** Host name of a time server. */
	sntp: string | undefined;
	version: string;
}

/** A host that is never found (RFC 6761 section 6.4). */
const NO_CSMS = "ws://csms.invalid/ocpp";

/** Reads the settings; what cannot be used is logged in a sentence and left out. */
export function readSettings(log: (text: string) => void): BuildSettings {
	const ssid = textOf("ssid");
	if (ssid === undefined) log("Build with ssid=NAME password=TEXT for a Wi-Fi network.");
	return {
		ssid,
		password: textOf("password"),
		csms: csmsOf(log),
		id: textOf("id"),
		cards: cardsOf(log),
		language: languageOf(log),
		utcOffset: Number(textOf("utcOffset") ?? 0) || 0,
		sntp: textOf("sntp"),
		version: textOf("version") ?? "",
	};
}

function textOf(key: string): string | undefined {
	const value = config[key];
	return value === undefined || value === "" ? undefined : String(value);
}

function csmsOf(log: (text: string) => void): string {
	const csms = textOf("csms");
	if (csms === undefined) {
		log("Build with csms=ws://HOST:PORT/PATH for a CSMS.");
		return NO_CSMS;
	}
	try {
		parseWebSocketUrl(csms);
		return csms;
	} catch (error) {
		log(`csms=${csms} cannot be used: ${(error as Error).message}.`);
		return NO_CSMS;
	}
}

/** `card=ALICE,BOB`: ids of 1 to 20 characters. */
function cardsOf(log: (text: string) => void): string[] {
	const cards: string[] = [];
	for (const text of (textOf("card") ?? "").split(",")) {
		const card = text.trim();
		if (card.length > 20) log(`card=${card} is left out: an id has 20 characters at most.`);
		else if (card !== "") cards.push(card);
	}
	return cards.length > 0 ? cards : ["CARD001"];
}

function languageOf(log: (text: string) => void): Language {
	const language = textOf("language") ?? "en";
	if (language === "en" || language === "zh-TW") return language;
	log(`language=${language} is neither en nor zh-TW.`);
	return "en";
}
