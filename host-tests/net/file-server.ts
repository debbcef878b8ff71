import { X509Certificate } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type {
	DownloadEvents,
	TextFile,
	Transfer,
	TransferFailure,
} from "../../modules/charge-point/firmware/interfaces";
import { HttpTransfer } from "../../modules/net/http-transfer";
import type { Timers } from "../../modules/timers";
import { NodeSockets } from "../../simulator/node/sockets";
import { listen, openNetwork } from "./loopback";

/** Time goes this much faster for the client than for the server. */
const HASTE = 60;

const hastyTimers: Timers = {
	now: () => performance.now() * HASTE,
	set: (callback, delay) => setTimeout(callback, delay / HASTE),
	clear: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

/** A client of files over real sockets, whose waits are short. */
export async function fileTransfer(ca?: string): Promise<HttpTransfer> {
	const network = await openNetwork();
	const sockets = new NodeSockets({ network: network.port });
	const transfer = new HttpTransfer({ timers: hastyTimers, sockets });
	if (ca !== undefined) transfer.tls = () => ({ roots: [new X509Certificate(ca).raw] });
	return transfer;
}

export type Serve = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** An HTTP server until the end of the test; `serve` is told the how manieth request it is. */
export async function fileServer(serve: Serve): Promise<{ url: string; requests: IncomingMessage[] }> {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		serve(request, response, requests.length);
	});
	return { url: `http://127.0.0.1:${await listen(server)}`, requests };
}

export interface Fetched {
	/** What was handed on since the last `onBegin`. */
	bytes: Buffer;
	begins: number;
	/** The longest piece that was handed on. */
	longest: number;
	failure?: TransferFailure;
	reason?: string;
}

/** Fetches a file to its end; `onBytes` may do more with it. */
export function fetched(
	transfer: HttpTransfer,
	url: string,
	onBytes?: (bytes: Uint8Array, all: Fetched) => void,
): Promise<Fetched> {
	return new Promise((resolve) => {
		const all: Fetched = { bytes: Buffer.alloc(0), begins: 0, longest: 0 };
		let over = false;
		const end = () => {
			if (over) throw new Error("two ends");
			over = true;
			// Whatever should not follow has time to.
			setTimeout(() => resolve(all), 20);
		};
		const events: DownloadEvents = {
			onBegin: () => {
				if (over) throw new Error("begins after the end");
				all.begins++;
				all.bytes = Buffer.alloc(0);
			},
			onBytes: (bytes) => {
				if (over) throw new Error("bytes after the end");
				all.longest = Math.max(all.longest, bytes.length);
				all.bytes = Buffer.concat([all.bytes, bytes]);
				onBytes?.(bytes, all);
			},
			onDone: end,
			onFailed: (failure, reason) => {
				all.failure = failure;
				all.reason = reason;
				end();
			},
		};
		transfer.download(url, events);
	});
}

export interface Put {
	failure?: TransferFailure;
	reason?: string;
}

/** Sends a file to its end. */
export function put(transfer: HttpTransfer, url: string, file: TextFile): Promise<Put> {
	return new Promise((resolve) => {
		const answers: Put[] = [];
		const end = (answer: Put) => {
			answers.push(answer);
			setTimeout(() => resolve(answers.length === 1 ? answer : { reason: "two ends" }), 20);
		};
		transfer.upload(url, file, {
			onDone: () => end({}),
			onFailed: (failure, reason) => end({ failure, reason }),
		});
	});
}

/** Begins a transfer that is cancelled by the test. */
export function begun(transfer: HttpTransfer, url: string, events: Partial<DownloadEvents>): Transfer {
	const nothing = () => {};
	return transfer.download(url, {
		onBegin: nothing,
		onBytes: nothing,
		onDone: nothing,
		onFailed: nothing,
		...events,
	});
}

/** A file whose bytes tell where they are. */
export function fileOf(length: number): Buffer {
	const file = Buffer.alloc(length);
	for (let at = 0; at < length; at++) file[at] = (at >> 8) ^ (at * 7);
	return file;
}
