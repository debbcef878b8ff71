import type { Language } from "../charge-point/state";
import { parseWebSocketUrl } from "../net/web-socket-address";
import { utf8Encoder } from "../utf8";
import type { Field } from "./texts";

/** What the page sets: texts as they were typed, all but the password without spaces around them. */
export type SetupValues = Record<Field, string>;

/** What a charge point is set up with. */
export interface SetupSettings {
	/** 1 to 32 bytes of UTF-8. */
	ssid: string;
	/** Empty on an open network. */
	password: string;
	/** OCPP-J endpoint without the identity. */
	csms: string;
	/** Empty: the platform makes one. */
	id: string;
	/** The AuthorizationKey in lower case; empty without one. */
	key: string;
	language: Language;
}

/** The values of a body in application/x-www-form-urlencoded; what cannot be read stays empty. */
export function readForm(body: string): SetupValues {
	const values: SetupValues = { ssid: "", password: "", csms: "", id: "", key: "", language: "" };
	body.split("&").forEach((pair) => {
		const equals = pair.indexOf("=");
		const name = pair.slice(0, Math.max(0, equals)) as Field;
		if (!Object.hasOwn(values, name)) return;
		try {
			const value = decodeURIComponent(pair.slice(equals + 1).replaceAll("+", " "));
			values[name] = name === "password" ? value : value.trim();
		} catch {
			// A percent sign without its digits is never sent by a form.
		}
	});
	return values;
}

/** The fields whose values are none that can be used. */
export function wrongFields(values: SetupValues): Field[] {
	const { password, key } = values;
	const wrong: Field[] = [];
	const nameSize = utf8Encoder().encode(values.ssid).length;
	if (nameSize < 1 || nameSize > 32 || hasControls(values.ssid)) wrong.push("ssid");
	// WPA2: a passphrase, or the key itself in hexadecimal digits (IEEE 802.11 annex J.4).
	if (password && !/^[ -~]{8,63}$/.test(password) && !/^[0-9A-Fa-f]{64}$/.test(password))
		wrong.push("password");
	if (!isEndpoint(values.csms)) wrong.push("csms");
	// With a colon it is no user of HTTP Basic (RFC 7617).
	if (values.id.length > 48 || values.id.includes(":") || hasControls(values.id)) wrong.push("id");
	if (key && !/^([0-9A-Fa-f]{2}){16,20}$/.test(key)) wrong.push("key");
	if (values.language !== "en" && values.language !== "zh-TW") wrong.push("language");
	return wrong;
}

/**
 * The settings of values with no wrong field. Secrets left empty stay those of `before`, the password while
 * the network is the same or none was known.
 */
export function settingsOf(values: SetupValues, before: SetupSettings): SetupSettings {
	const isSameNetwork = values.ssid === before.ssid || before.ssid === "";
	return {
		ssid: values.ssid,
		password: values.password || (isSameNetwork ? before.password : ""),
		csms: values.csms,
		id: values.id,
		key: values.key.toLowerCase() || before.key,
		language: values.language as Language,
	};
}

/** The factory's configuration keys that follow from an AuthorizationKey: it is for HTTP Basic (R-SEC-03). */
export function securityDefaults({ key, csms }: SetupSettings): Record<string, string> {
	if (!key) return {};
	return { AuthorizationKey: key, SecurityProfile: /^wss:/i.test(csms) ? "2" : "1" };
}

/** What an Accept-Language header prefers of the two (RFC 9110 section 12.5.4), in the order it is written. */
export function languageOf(header: string): Language {
	const languages = header.toLowerCase().split(",");
	const known = languages.find((one) => /^\s*(zh|en)/.test(one)) ?? "";
	return known.includes("zh") ? "zh-TW" : "en";
}

function isEndpoint(url: string): boolean {
	try {
		parseWebSocketUrl(url);
		return url.length <= 255;
	} catch {
		return false;
	}
}

function hasControls(text: string): boolean {
	for (let i = 0; i < text.length; i++) if (text[i] < " " || text[i] === "\u007f") return true;
	return false;
}
