/** Types of DNS: an IPv4 address, in the Internet. */
const A = 1;
const IN = 1;
const HEADER = 12;

/**
 * The answer of a name server for which every name is at one address (RFC 1035 section 4.1), so that a phone
 * in the network of the set-up finds the page whatever it looks for. Undefined for what is no such question.
 * `address`: the four bytes of IPv4.
 */
export function nameAnswer(query: Uint8Array, address: readonly number[]): Uint8Array | undefined {
	// A standard query (neither QR nor an opcode) with one question.
	if (query.length < HEADER || (query[2] & 0xf8) !== 0 || query[4] !== 0 || query[5] !== 1) return;
	let end = HEADER;
	while (end < query.length && query[end] !== 0) {
		// A label is at most 63 bytes long; a pointer has no place in a question.
		if (query[end] > 63) return;
		end += query[end] + 1;
	}
	end += 5;
	if (end > query.length) return;
	const isAddress = query[end - 4] === 0 && query[end - 3] === A && query[end - 1] === IN;
	const record = isAddress ? [0xc0, HEADER, 0, A, 0, IN, 0, 0, 0, 10, 0, 4].concat(address) : [];
	const answer = new Uint8Array(end + record.length);
	answer.set(query.subarray(0, end));
	answer.set(record, end);
	// An answer with authority, recursion as it was wished, no error; how many records of each kind.
	answer[2] = 0x84 | (query[2] & 1);
	answer[3] = 0x80;
	answer[7] = isAddress ? 1 : 0;
	answer[6] = 0;
	answer.fill(0, 8, HEADER);
	return answer;
}
