import type { BootOptions } from "./protocol";

/**
 * What the screen of a simulated charge point has from the machine it runs on: the language that the locale
 * says (POSIX, section 8.2), and where this machine stands. What time it is there the charge point knows by
 * itself.
 */
export function surroundings(): Pick<BootOptions, "language" | "utcOffset"> {
	const { LC_ALL, LC_MESSAGES, LANG } = process.env;
	const chinese = (LC_ALL || LC_MESSAGES || LANG || "").startsWith("zh");
	return { language: chinese ? "zh-TW" : "en", utcOffset: -new Date().getTimezoneOffset() };
}
