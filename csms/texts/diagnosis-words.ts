import type { TFunction } from "i18next";
import type { Diagnosis } from "../api/schemas/diagnoses";
import { textKeys, type Words } from "../diagnosis/words";

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

/** Puts a diagnosis into words of the language of `t`. */
export function diagnosisInWords(
	t: TFunction,
	{ words, facts, count }: Pick<Diagnosis, "words" | "facts" | "count">,
): DiagnosisWords {
	const keys = textKeys(words as Words);
	const variables = { ...facts, count };
	return {
		title: t(keys.title, variables),
		seen: t(keys.seen, variables),
		cause: t(keys.cause, variables),
		advice: t(keys.advice, variables),
	};
}
