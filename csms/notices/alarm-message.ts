import type { Diagnosis } from "../api/schemas/diagnoses";
import { type Formats, formatsFor } from "../pages/shared/formats";
import type { Language } from "../pages/shared/languages";
import { diagnosisInWords } from "../texts/diagnosis-words";
import { translator } from "../texts/translator";

/** Diagnoses that one message tells in full; of the others it tells how many they are. */
const MOST_IN_FULL = 50;
/** Diagnoses of one call of a webhook. */
const MOST_IN_CALL = 500;

/** What a message tells of each diagnosis. */
export type Told = "opened" | "reminder" | "ended";

export interface AlarmNews {
	readonly alarm: { readonly id: number; readonly name: string };
	readonly language: Language;
	/** Where the pages are, such as `https://csms.example`; no links without it. */
	readonly baseAddress: string | null;
	readonly timeZone: string;
	readonly diagnoses: ReadonlyMap<Told, readonly Diagnosis[]>;
}

const COLORS = { fault: "#c92a2a", warning: "#e67700", note: "#1864ab" } as const;

/** The news as an e-mail: the first line of the inbox says what is wrong and where. */
export function alarmMail(news: AlarmNews): { subject: string; text: string; html: string } {
	const t = translator(news.language);
	const formats = formatsFor(news.language, news.timeZone);
	const sections = [...news.diagnoses].filter(([, diagnoses]) => diagnoses.length > 0);
	const text: string[] = [];
	const html: string[] = [];
	for (const [told, diagnoses] of sections) {
		const heading = t(`alarmMail.heading.${told}`, { count: diagnoses.length });
		text.push(heading.toUpperCase(), "");
		html.push(`<h2 style="font-size:18px">${quoted(heading)}</h2>`);
		for (const diagnosis of diagnoses.slice(0, MOST_IN_FULL)) {
			const lines = linesOf(news, formats, told, diagnosis);
			text.push(
				...lines.map(({ name, value }) => (name === "" ? value : t("alarmMail.line", { name, value }))),
				"",
			);
			html.push(blockOf(diagnosis, lines));
		}
		if (diagnoses.length > MOST_IN_FULL) {
			const more = t("alarmMail.more", { count: diagnoses.length - MOST_IN_FULL });
			text.push(more, "");
			html.push(`<p>${quoted(more)}</p>`);
		}
	}
	const footer = t("alarmMail.footer", { name: news.alarm.name });
	const settings = linkTo(news, "/operator/alarms");
	text.push("-- ", footer, ...(settings === null ? [] : [settings]));
	html.push(
		`<p style="color:#666;font-size:13px">${settings === null ? quoted(footer) : link(settings, footer)}</p>`,
	);
	const body = `<body style="font-family:sans-serif;font-size:15px;line-height:1.5">${html.join("\n")}</body>`;
	return {
		subject: subjectOf(news, sections),
		text: text.join("\n"),
		html: `<!doctype html><html lang="${news.language}"><meta charset="utf-8">${body}</html>`,
	};
}

/** The news of one kind as bodies for webhooks: one, unless there are very many diagnoses. */
export function webhookBodies(news: AlarmNews, told: Told, at: Date): string[] {
	const t = translator(news.language);
	const formats = formatsFor(news.language, news.timeZone);
	const all = news.diagnoses.get(told) ?? [];
	const bodies: string[] = [];
	for (let from = 0; from < all.length; from += MOST_IN_CALL) {
		const diagnoses = all.slice(from, from + MOST_IN_CALL).map((diagnosis) => ({
			...diagnosis,
			...diagnosisInWords(t, formats, diagnosis),
			link: linkTo(news, pageOf(diagnosis)),
		}));
		const data = { alarm: news.alarm, diagnoses };
		bodies.push(JSON.stringify({ type: `diagnosis.${told}`, timestamp: at.toISOString(), data }));
	}
	return bodies;
}

interface Line {
	/** Empty for the title. */
	readonly name: string;
	readonly value: string;
	readonly isLink?: boolean;
}

function linesOf(news: AlarmNews, formats: Formats, told: Told, diagnosis: Diagnosis): Line[] {
	const t = translator(news.language);
	const { since, until, severity } = diagnosis;
	const { title, seen, cause, advice } = diagnosisInWords(t, formats, diagnosis);
	const page = linkTo(news, pageOf(diagnosis));
	return [
		{ name: "", value: `${t(`severity.${severity}`)} · ${placeOf(news, diagnosis)} · ${title}` },
		{ name: t("alarmMail.since"), value: formats.dateTime(since) },
		...(until === null ? [] : [{ name: t("alarmMail.until"), value: formats.dateTime(until) }]),
		...(told === "ended"
			? []
			: [
					{ name: t("alarmMail.seen"), value: seen },
					{ name: t("alarmMail.cause"), value: cause },
					{ name: t("alarmMail.advice"), value: advice },
				]),
		...(page === null ? [] : [{ name: t("alarmMail.page"), value: page, isLink: true }]),
	];
}

function blockOf({ severity, until }: Diagnosis, lines: readonly Line[]): string {
	const [title, ...others] = lines;
	const color = until === null ? COLORS[severity] : "#2b8a3e";
	const rows = others.map(
		({ name, value, isLink }) =>
			`<div><b>${quoted(name)}</b><br>${isLink ? link(value, value) : quoted(value)}</div>`,
	);
	const style = `border-left:4px solid ${color};padding:0 12px;margin:0 0 20px`;
	return `<div style="${style}"><div style="font-size:16px"><b>${quoted(title.value)}</b></div>${rows.join("")}</div>`;
}

function subjectOf(news: AlarmNews, sections: readonly (readonly [Told, readonly Diagnosis[]])[]): string {
	const t = translator(news.language);
	const parts = sections.map(([told, diagnoses]) => {
		const [only] = diagnoses;
		if (diagnoses.length > 1) {
			const places = new Set(diagnoses.map(({ identity }) => identity)).size;
			const count = diagnoses.length;
			return t(`alarmMail.many.${told}`, { count, places: t("alarmMail.places", { count: places }) });
		}
		const place = placeOf(news, only);
		const { title } = diagnosisInWords(t, formatsFor(news.language, news.timeZone), only);
		return t(`alarmMail.one.${told}`, { place, title, severity: t(`severity.${only.severity}`) });
	});
	return parts.join(" · ");
}

function placeOf({ language }: AlarmNews, { identity, connectorId }: Diagnosis): string {
	if (connectorId === null) return identity;
	return translator(language)("alarmMail.connector", { identity, id: connectorId });
}

function pageOf({ id }: Diagnosis): string {
	return `/operator/diagnoses/${id}`;
}

function linkTo({ baseAddress }: AlarmNews, path: string): string | null {
	return baseAddress === null ? null : `${baseAddress.replace(/\/+$/, "")}${path}`;
}

function link(address: string, words: string): string {
	return `<a href="${quoted(address)}">${quoted(words)}</a>`;
}

function quoted(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
