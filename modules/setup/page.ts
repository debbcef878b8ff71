import type { Language } from "../charge-point/state";
import { frozen } from "../frozen";
import type { SetupSettings, SetupValues } from "./form";
import { type Field, SETUP_TEXTS } from "./texts";

const STYLE =
	"<style>:root{color-scheme:light dark}" +
	"body{font:1rem/1.4 system-ui,sans-serif;max-width:26rem;margin:0 auto;padding:1rem}" +
	"h1{font-size:1.4rem;margin:.3rem 0 1rem}label{display:block;font-weight:600;margin-top:1rem}" +
	"input,select,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;margin:.2rem 0;" +
	"border:1px solid #888;border-radius:.4rem}" +
	"button{margin:1.5rem 0;border:0;background:#17663a;color:#fff;font-weight:600}" +
	"small{display:block}[role=alert],.e{color:#b3261e;font-weight:600}" +
	"[aria-invalid]{border:2px solid #b3261e}" +
	"@media(prefers-color-scheme:dark){[role=alert],.e{color:#ff9d94}}</style>";

/** Attributes of the inputs. */
const INPUTS: Record<Exclude<Field, "language">, string> = frozen({
	ssid: "list=networks required maxlength=32 autocapitalize=none autocorrect=off autocomplete=off",
	password: "type=password maxlength=64 autocomplete=off",
	csms: "type=url inputmode=url required maxlength=255 autocapitalize=none",
	id: "maxlength=48 autocapitalize=none autocorrect=off autocomplete=off spellcheck=false",
	key: "type=password maxlength=40 autocomplete=off",
});

export interface PageOptions {
	language: Language;
	/** What the fields show; secrets are never shown. */
	values: SetupValues;
	/** Fields with a value that cannot be used. */
	wrong: readonly Field[];
	/** What was there before: whether there are secrets that stay. */
	before: SetupSettings;
	/** Networks that were found. */
	networks: readonly string[];
	/** It could not be stored. */
	failed: boolean;
}

/** The page with the form, in pieces of HTML. */
export function formPage(options: PageOptions): string[] {
	const { before, failed } = options;
	const texts = SETUP_TEXTS[options.language];
	const pieces = begin(options.language, texts.title);
	if (failed || options.wrong.length > 0)
		pieces.push("<p role=alert>", failed ? texts.failed : texts.wrong, "</p>");
	pieces.push("<form method=post action=/ novalidate>");
	for (const name in texts.labels) {
		const field = name as Field;
		const error = options.wrong.includes(field) ? texts.errors[field] : undefined;
		const isSecret = field === "password" || field === "key";
		const hint = isSecret && before[field] ? texts.kept : texts.hints[field];
		const notes = error || hint ? ` aria-describedby=${field}-n` : "";
		const marks = `id=${field} name=${field}${notes}${error ? " aria-invalid=true" : ""}`;
		pieces.push(`<label for=${field}>${texts.labels[field]}</label>`);
		if (field === "language") pieces.push(languageChoice(marks, options.values.language));
		else {
			const value = isSecret ? "" : escaped(options.values[field]);
			pieces.push(`<input ${marks} ${INPUTS[field]} value="`, value, '">');
		}
		if (field === "ssid") {
			pieces.push("<datalist id=networks>");
			for (let i = 0; i < options.networks.length; i++)
				pieces.push(`<option value="${escaped(options.networks[i])}">`);
			pieces.push("</datalist>");
		}
		if (error) pieces.push(`<small class=e id=${field}-n>${error}</small>`);
		else if (hint) pieces.push(`<small id=${field}-n>${hint}</small>`);
	}
	pieces.push(`<button>${texts.save}</button></form></main>`);
	return pieces;
}

/** The page after saving. */
export function savedPage(language: Language): string[] {
	const texts = SETUP_TEXTS[language];
	return begin(language, texts.saved).concat("<p>", texts.next, "</p></main>");
}

function begin(language: Language, title: string): string[] {
	return [
		`<!doctype html><html lang=${language}><meta charset=utf-8>`,
		'<meta name=viewport content="width=device-width,initial-scale=1">',
		`<title>${title}</title>`,
		STYLE,
		`<main><h1>${title}</h1>`,
	];
}

function languageChoice(marks: string, chosen: string): string {
	const option = (language: Language, name: string) =>
		`<option value=${language}${language === chosen ? " selected" : ""}>${name}</option>`;
	return `<select ${marks}>${option("en", "English")}${option("zh-TW", "繁體中文")}</select>`;
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
