/**
 * What a WebSocket client must make of the bytes of a server (RFC 6455 sections 5 and 7), from the whole
 * of them at once: a second opinion beside modules/net.
 */

export interface Reading {
	texts: string[];
	/** Payloads of the Pings. */
	pings: string[];
	/** The codes one of which the client's Close frame must have; undefined while nothing ends the stream. */
	closes?: readonly number[];
}

/** Reads the bytes that follow the upgrade, for a client that takes messages of up to `longest` bytes. */
export function readStream(bytes: Buffer, longest: number): Reading {
	const reading: Reading = { texts: [], pings: [] };
	let message = Buffer.alloc(0);
	let within = false;
	for (let at = 0; at + 2 <= bytes.length; ) {
		const [first, second] = [bytes[at], bytes[at + 1]];
		const opcode = first & 0x0f;
		const final = (first & 0x80) !== 0;
		const control = opcode >= 8;
		const faults = headerFaults(first, second, within);
		if (faults.length > 0) return { ...reading, closes: faults };
		const extra = [2, 8][(second & 0x7f) - 126] ?? 0;
		if (at + 2 + extra > bytes.length) break;
		let length = second & 0x7f;
		if (extra === 2) length = bytes.readUInt16BE(at + 2);
		else if (extra === 8) length = Number(bytes.readBigUInt64BE(at + 2));
		at += 2 + extra;
		if (!control && message.length + length > longest) return { ...reading, closes: [1009] };
		if (at + length > bytes.length) break;
		const payload = bytes.subarray(at, at + length);
		at += length;
		if (opcode === 8) return { ...reading, closes: closeCodes(payload) };
		if (opcode === 9) reading.pings.push(payload.toString());
		if (control) continue;
		message = Buffer.concat([message, payload]);
		within = !final;
		if (!final) continue;
		const text = utf8(message);
		message = Buffer.alloc(0);
		if (text === undefined) return { ...reading, closes: [1007] };
		reading.texts.push(text);
	}
	return reading;
}

function headerFaults(first: number, second: number, within: boolean): number[] {
	const opcode = first & 0x0f;
	const final = (first & 0x80) !== 0;
	const control = opcode >= 8;
	const faults: number[] = [];
	if ((first & 0x70) !== 0 || (second & 0x80) !== 0) faults.push(1002);
	if ((opcode > 2 && opcode < 8) || opcode > 10) faults.push(1002);
	if (control && (!final || (second & 0x7f) > 125)) faults.push(1002);
	if (opcode === 2) faults.push(1003);
	if ((opcode === 0 && !within) || ((opcode === 1 || opcode === 2) && within)) faults.push(1002);
	return faults;
}

/** The answer to a Close frame: its own code, or a complaint. */
function closeCodes(payload: Buffer): number[] {
	// A Close frame without a code is answered by one without (1005), or by a normal one.
	if (payload.length === 0) return [1000, 1005];
	const code = payload.length === 1 ? 0 : payload.readUInt16BE(0);
	const valid =
		(code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code < 5000);
	const faults = valid ? [] : [1002];
	if (utf8(payload.subarray(2)) === undefined) faults.push(1007);
	return faults.length > 0 ? faults : [code];
}

function utf8(bytes: Buffer): string | undefined {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
