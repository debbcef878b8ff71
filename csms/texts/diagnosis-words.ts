import type { TFunction } from "i18next";
import type { Diagnosis } from "../api/schemas/diagnoses";
import { textKeys, type Words } from "../diagnosis/words";
import type { Formats } from "../pages/shared/formats";
import { sentenceInWords } from "./sentences";

/** A diagnosis in words, for pages and messages. */
export interface DiagnosisWords {
	title: string;
	/** What was seen. */
	seen: string;
	/** What it likely comes from. */
	cause: string;
	/** What to do. */
	advice: string;
}

type Told = Pick<Diagnosis, "words" | "facts" | "count">;
type Variables = { count: number; [name: string]: string | number };

const SECOND = 1000;
const MINUTE = 60_000;
const TWO_DAYS = 172_800_000;

/** Puts a diagnosis into words of the language of `t`, with its figures as `formats` writes them. */
export function diagnosisInWords(t: TFunction, formats: Formats, diagnosis: Told): DiagnosisWords {
	const keys = textKeys(diagnosis.words as Words);
	const variables = textVariables(t, formats, diagnosis);
	return {
		title: t(keys.title, variables),
		seen: t(keys.seen, variables),
		cause: t(keys.cause, variables),
		advice: t(keys.advice, variables),
	};
}

/** What the texts of a diagnosis are filled with: its facts, in units and words of the reader. */
export function textVariables(t: TFunction, formats: Formats, { facts, count }: Told): Variables {
	const told: Variables = { count };
	for (const [name, value] of Object.entries(facts)) {
		if (value !== null) told[name] = valueInWords(t, formats, name, value);
	}
	if ("pingAverage" in facts) told.pings = pingsInWords(t, formats, facts);
	if ("closeCode" in facts) told.closed = closeInWords(t, facts.closeCode);
	return told;
}

function valueInWords(t: TFunction, formats: Formats, name: string, value: string | number): string {
	switch (name) {
		case "fromWh":
		case "toWh":
		case "differenceWh":
			return formats.energy(Number(value));
		case "minutes":
			return span(formats, Number(value) * MINUTE);
		case "seconds":
		case "lastedSeconds":
		case "intervalSeconds":
			return span(formats, Number(value) * SECOND);
		case "lastHour":
		case "lastDay":
		case "kinds":
		case "ids":
		case "days":
			return formats.count(Number(value));
		case "action":
			return named(t, t(`command.${value}.title` as "command.Reset.title", { defaultValue: "" }), value);
		case "answer":
			return named(t, t(`answerStatus.${value}` as "answerStatus.Rejected", { defaultValue: "" }), value);
		case "status":
			return named(t, t(`firmwareStatus.${value}` as "firmwareStatus.Idle", { defaultValue: "" }), value);
		case "what":
		case "reason":
		case "problem":
			return sentenceInWords(t, String(value));
		default:
			return String(value);
	}
}

/** Words with OCPP's name behind them, which operators look up. */
function named(t: TFunction, words: string, code: string | number): string {
	return words === "" || words === code ? String(code) : t("diagnosisFact.named", { words, code });
}

function pingsInWords(t: TFunction, formats: Formats, { pingAverage, pingMax }: Diagnosis["facts"]): string {
	if (typeof pingAverage !== "number") return t("diagnosisFact.noPings");
	return t("diagnosisFact.pings", {
		average: formats.count(pingAverage),
		most: formats.count(Number(pingMax)),
	});
}

function closeInWords(t: TFunction, code: Diagnosis["facts"][string]): string {
	if (typeof code !== "number") return t("diagnosisFact.endUnknown");
	return t(`closeCode.${code}` as "closeCode.1006", { defaultValue: t("closeCode.other") });
}

/** A span of time in ms: the two greatest units, or days alone. */
function span(formats: Formats, ms: number): string {
	return ms >= TWO_DAYS ? formats.roughly(ms) : formats.duration(ms);
}
