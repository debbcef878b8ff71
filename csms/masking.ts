import { isTooMuch } from "../modules/ocpp/nesting";

/** What stands where a secret was. */
export const MASK = "***";

/** The configuration keys whose values are secrets (R-SEC-04). */
function isSecret(key: unknown): boolean {
	return typeof key === "string" && key.toLowerCase() === "authorizationkey";
}

/** A user and a password in an address, and the token in one for files here. */
const CREDENTIALS = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;
const TOKEN = /(\/files\/)[A-Za-z0-9_-]{43}(?=\/|$)/;

/** Where a file is to be fetched or sent, without what opens it. */
export function maskLocation(location: string): string {
	return location.replace(CREDENTIALS, `$1${MASK}@`).replace(TOKEN, `$1${MASK}`);
}

/** The request payload of a command without its secrets: for records, logs and live pages. */
export function maskRequest(action: string, payload: Record<string, unknown>): Record<string, unknown> {
	if (action === "ChangeConfiguration" && isSecret(payload.key)) return { ...payload, value: MASK };
	return maskAddresses(payload);
}

/** Where a charge point is told to upload to or to download from may name a user and a password. */
function maskAddresses(payload: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(payload).map(([name, value]) => {
			if (isRecord(value)) return [name, maskAddresses(value)];
			return [name, typeof value === "string" ? maskLocation(value) : value];
		}),
	);
}

/** The same two within a text; also a token whose end was cut off. */
const CREDENTIALS_WITHIN = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s"'\\]*@/gi;
const TOKEN_WITHIN = /(\/files\/)[A-Za-z0-9_-]{22,43}/g;

/** What a charge point says of a request that it refuses: some repeat the request, with its secrets. */
export function maskDescription(request: Record<string, unknown>, description: string): string {
	const { key, value } = request;
	const masked = description.replace(CREDENTIALS_WITHIN, `$1${MASK}@`).replace(TOKEN_WITHIN, `$1${MASK}`);
	if (!isSecret(key) || !value) return masked;
	// Repeated as JSON, a key with quotation marks looks different.
	return masked.replaceAll(String(value), MASK).replaceAll(JSON.stringify(value).slice(1, -1), MASK);
}

/** The response payload of a charge point without the secrets that it should not have told. */
export function maskResponse(payload: Record<string, unknown>): Record<string, unknown> {
	const keys = payload.configurationKey;
	// The fileName of some is the whole address that they were given.
	if (!Array.isArray(keys)) return maskAddresses(payload);
	if (!keys.some((entry) => isSecret(entry?.key))) return payload;
	return {
		...payload,
		configurationKey: keys.map((entry) =>
			isSecret(entry?.key) && "value" in entry ? { ...entry, value: MASK } : entry,
		),
	};
}

/**
 * An OCPP-J frame without secrets: the array, or the text itself when it is none and has none, or is nested so
 * deep that writing it as JSON again would end the process. `requestOf` knows the payload of a call that is being
 * answered, by the message id.
 */
export function maskFrame(
	text: string,
	requestOf: (messageId: unknown) => Record<string, unknown> | undefined = () => undefined,
): unknown {
	let frame: unknown;
	try {
		if (!isTooMuch(text)) frame = JSON.parse(text);
	} catch {}
	if (!Array.isArray(frame)) return /authorizationkey/i.test(text) ? MASK : text;
	const [type, id, third, fourth] = frame;
	if (type === 2 && isRecord(fourth)) return [type, id, third, maskRequest(String(third), fourth)];
	if (type === 3 && isRecord(third)) return [type, id, maskResponse(third)];
	if (type === 4) return maskTexts(requestOf(id) ?? {}, frame);
	return frame;
}

/** The same for every text of an error's details. */
function maskTexts(request: Record<string, unknown>, value: unknown): unknown {
	if (typeof value === "string") return maskDescription(request, value);
	if (Array.isArray(value)) return value.map((item) => maskTexts(request, item));
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskTexts(request, item)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of fields whose values are secrets, wherever they stand. */
const SECRET = /password|secret|token$|authorizationkey|privatekey|statuskey|linkkey/i;
/** Names of fields that say who a person is: a person who is forgotten must not stay in the audit. */
const PERSONAL = /^(email|user|name|label)$/;

/** The body of a REST call without secrets and personal data. */
export function maskBody(body: unknown): unknown {
	if (typeof body === "string") return body.replace(CREDENTIALS, `$1${MASK}@`);
	if (Array.isArray(body)) return body.map(maskBody);
	if (!isRecord(body)) return body;
	const hidden = isSecret(body.key);
	return Object.fromEntries(
		Object.entries(body).map(([name, value]) => {
			const masked = (hidden && name === "value") || SECRET.test(name) || PERSONAL.test(name);
			return [name, masked && value !== null ? MASK : maskBody(value)];
		}),
	);
}
