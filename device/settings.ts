import config from "mc/config";
import Preference from "preference";
import type { Language } from "../modules/charge-point/state";
import { parseWebSocketUrl } from "../modules/net/web-socket-address";
import type { SetupSettings } from "../modules/setup/form";

/**
 * What a board is told: by its build, `mcconfig -m -p esp32 ssid=… password=… csms=ws://… id=CP001`, and by its
 * set-up page.
 */
export interface DeviceSettings {
	/**
	 * What the set-up page has saved, else what the build says. Empty: `ssid`, no network; `csms`, none;
	 * `id`, one is made of the hardware's address.
	 */
	setup: SetupSettings;
	/** Factory defaults of configuration keys beyond those of `setup`. */
	defaults?: Readonly<Record<string, string>>;
	/** PEM: installed as CentralSystemRootCertificate by the first boot that has it. */
	factoryRoot?: string;
	/** The set-up page has saved a new key since the last start. */
	newKey: boolean;
	/** The ids that the board's card button chooses from. */
	cards: readonly string[];
	/** Host and port where the set-up page is seen, if not at the address that the board has then. */
	setupHost?: string;
	/** Minutes that the screen's clock is ahead of UTC. */
	utcOffset: number;
	/** Host name of a time server; empty: the CSMS alone tells the time. */
	sntp: string;
	version: string;
}

/** A host that is never found (RFC 6761 section 6.4). */
export const NO_CSMS = "ws://csms.invalid/ocpp";

const DOMAIN = "setup";
const SAVED = "saved";
const NEW_KEY = "new key";

/** Reads the settings; what cannot be used is logged in a sentence and left out. */
export function readSettings(log: (text: string) => void): DeviceSettings {
	return {
		setup: readSaved(log) ?? {
			...{ ssid: textOf("ssid"), password: textOf("password"), csms: csmsOf(log) },
			...{ id: textOf("id"), key: "", language: languageOf(log) },
		},
		newKey: Preference.get(DOMAIN, NEW_KEY) !== undefined,
		cards: cardsOf(log),
		utcOffset: Number(textOf("utcOffset")) || 0,
		sntp: textOf("sntp") || "pool.ntp.org",
		version: textOf("version"),
	};
}

/** Keeps what the set-up page has saved, which goes before the build from then on. Throws when it cannot. */
export function saveSetup(setup: SetupSettings, newKey: boolean): void {
	if (newKey) Preference.set(DOMAIN, NEW_KEY, "yes");
	Preference.set(DOMAIN, SAVED, JSON.stringify(setup));
}

/** The start with what was saved has come so far that nothing has to be done anew. */
export function settleSetup(log: (text: string) => void): void {
	try {
		Preference.delete(DOMAIN, NEW_KEY);
	} catch (error) {
		log(`The new key counts again at the next start: ${(error as Error).message}`);
	}
}

function readSaved(log: (text: string) => void): SetupSettings | undefined {
	const saved = Preference.get(DOMAIN, SAVED);
	if (saved === undefined) return undefined;
	try {
		return JSON.parse(String(saved)) as SetupSettings;
	} catch {
		log("What the set-up page has saved cannot be read: the settings of the build count.");
		return undefined;
	}
}

function textOf(key: string): string {
	return String(config[key] ?? "");
}

function csmsOf(log: (text: string) => void): string {
	const csms = textOf("csms");
	if (csms === "") return "";
	try {
		parseWebSocketUrl(csms);
		return csms;
	} catch (error) {
		log(`csms=${csms} cannot be used: ${(error as Error).message}.`);
		return "";
	}
}

/** `card=ALICE,BOB`: ids of 1 to 20 characters. */
function cardsOf(log: (text: string) => void): string[] {
	const cards: string[] = [];
	for (const text of textOf("card").split(",")) {
		const card = text.trim();
		if (card.length > 20) log(`card=${card} is left out: an id has 20 characters at most.`);
		else if (card !== "") cards.push(card);
	}
	return cards.length > 0 ? cards : ["CARD001"];
}

function languageOf(log: (text: string) => void): Language {
	const language = textOf("language") || "en";
	if (language === "en" || language === "zh-TW") return language;
	log(`language=${language} is neither en nor zh-TW.`);
	return "en";
}
