/** What stands where a secret was. */
const MASK = "***";

/** The configuration keys whose values are secrets (R-SEC-04). */
function isSecret(key: unknown): boolean {
	return typeof key === "string" && key.toLowerCase() === "authorizationkey";
}

/** The request payload of a command without its secrets: for records, logs and live pages. */
export function maskRequest(action: string, payload: Record<string, unknown>): Record<string, unknown> {
	return action === "ChangeConfiguration" && isSecret(payload.key) ? { ...payload, value: MASK } : payload;
}

/** The response payload of a charge point without the secrets that it should not have told. */
export function maskResponse(payload: Record<string, unknown>): Record<string, unknown> {
	const keys = payload.configurationKey;
	if (!Array.isArray(keys) || !keys.some((entry) => isSecret(entry?.key))) return payload;
	return {
		...payload,
		configurationKey: keys.map((entry) =>
			isSecret(entry?.key) && "value" in entry ? { ...entry, value: MASK } : entry,
		),
	};
}

/** An OCPP-J frame without secrets: the array, or the text itself when it is none. */
export function maskFrame(text: string): unknown {
	let frame: unknown;
	try {
		frame = JSON.parse(text);
	} catch {
		return text;
	}
	if (!Array.isArray(frame)) return text;
	const [type, id, third, fourth] = frame;
	if (type === 2 && isRecord(fourth)) return [type, id, third, maskRequest(String(third), fourth)];
	if (type === 3 && isRecord(third)) return [type, id, maskResponse(third)];
	return frame;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
