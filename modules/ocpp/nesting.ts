/** OCPP 1.6 needs seven levels; the rest is room for the details of a peer's CALLERROR. */
const maxDepth = 20;

/**
 * Whether a JSON text nests deeper than any OCPP message. JSON.parse of XS is recursive, and where
 * the native stack ends it does not throw but restarts the device, so this is asked before.
 */
export function nestsTooDeep(json: string): boolean {
	if (opensFewerThan(maxDepth, json)) return false;
	let depth = 0;
	const length = json.length;
	for (let at = 0; at < length; at++) {
		switch (json.charCodeAt(at)) {
			case 0x22: // a string: on to its closing quote
				for (at++; at < length; at++) {
					const code = json.charCodeAt(at);
					if (code === 0x22) break;
					if (code === 0x5c) at++;
				}
				break;
			case 0x5b:
			case 0x7b:
				if (++depth > maxDepth) return true;
				break;
			case 0x5d:
			case 0x7d:
				depth--;
				break;
		}
	}
	return false;
}

/** True for nearly all messages, and found at the speed of indexOf: they have few brackets at all. */
function opensFewerThan(limit: number, json: string): boolean {
	let opens = 0;
	for (let at = json.indexOf("["); at >= 0; at = json.indexOf("[", at + 1))
		if (++opens >= limit) return false;
	for (let at = json.indexOf("{"); at >= 0; at = json.indexOf("{", at + 1))
		if (++opens >= limit) return false;
	return true;
}
