import type { Peer } from "./charge-point-peer";
import { type Answer, type RunningCsms, TOKEN } from "./running-csms";

const HEADERS = { authorization: `Bearer ${TOKEN}` };

/** Sends an image with its fields, as a page's form does. */
export async function sendImage(
	{ url }: { url: string },
	fields: Record<string, string>,
	image?: Uint8Array | string,
	fileName = "image.bin",
): Promise<Answer> {
	const form = new FormData();
	if (image !== undefined) form.set("file", new Blob([Buffer.from(image)]), fileName);
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	const response = await fetch(`${url}/api/v1/firmware`, { method: "POST", headers: HEADERS, body: form });
	return { status: response.status, headers: response.headers, body: await response.json() };
}

/** A call to an address for files, or to a file of the REST interface. */
export async function exchange(
	method: string,
	url: string,
	body?: RequestInit["body"],
	headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
	const response = await fetch(url, { method, headers, body });
	return {
		status: response.status,
		headers: response.headers,
		bytes: Buffer.from(await response.arrayBuffer()),
	};
}

export function readStored(url: string): ReturnType<typeof exchange> {
	return exchange("GET", url, undefined, HEADERS);
}

/** Asks a charge point for something by REST and lets its peer answer the CALL; tells both. */
export async function ask(
	csms: RunningCsms,
	peer: Peer,
	path: string,
	body: object,
	response: object = {},
	// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
): Promise<{ action: string; payload: any; answer: Answer }> {
	const answer = csms.rest("POST", path, body);
	const [, messageId, action, payload] = await Promise.race([
		peer.received(),
		answer.then(({ status, body: refusal }) => {
			throw new Error(`nothing was sent: ${status} ${JSON.stringify(refusal)}`);
		}),
	]);
	peer.send(JSON.stringify([3, messageId, response]));
	return { action, payload, answer: await answer };
}
