import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The policy that both servers send with their pages: nothing from elsewhere, no inline script. */
const CONTENT_SECURITY_POLICY =
	"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const TYPES: Record<string, string> = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript",
	".css": "text/css",
	".svg": "image/svg+xml",
};

/** Answers a request for data; false: the request is for a page. */
export type DataHandler = (request: IncomingMessage, response: ServerResponse, body: unknown) => boolean;

/** A server of built pages for tests, with data from `handle`. */
export class PageServer {
	readonly #server: Server;
	readonly #streams = new Set<ServerResponse>();

	constructor(page: "csms" | "panel", handle: DataHandler) {
		const folder = fileURLToPath(new URL(`../../.build/pages/${page}`, import.meta.url));
		this.#server = createServer(async (request, response) => {
			let text = "";
			for await (const chunk of request) text += chunk;
			const body: unknown = text === "" ? undefined : JSON.parse(text);
			if (!handle(request, response, body)) sendPage(folder, request.url ?? "/", response);
		});
	}

	/** Listens on a free loopback port; its address. */
	async listen(port = 0): Promise<string> {
		await new Promise<void>((done) => this.#server.listen(port, "127.0.0.1", done));
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Takes a request as the start of a stream of server-sent events. */
	stream(response: ServerResponse): void {
		response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
		response.write(": hello\n\n");
		this.#streams.add(response);
		response.on("close", () => this.#streams.delete(response));
	}

	/** How many streams are open. */
	get streams(): number {
		return this.#streams.size;
	}

	emit(event: string, data: unknown): void {
		for (const stream of this.#streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((done) => this.#server.close(done));
	}
}

/** Answers with JSON, or with the status alone. */
export function answer(response: ServerResponse, status: number, body?: unknown): true {
	if (body === undefined) response.writeHead(status).end();
	else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
	return true;
}

function sendPage(folder: string, url: string, response: ServerResponse): void {
	const path = join(folder, new URL(url, "http://localhost").pathname);
	const file = existsSync(path) && statSync(path).isFile() ? path : join(folder, "index.html");
	response.writeHead(200, {
		"content-type": TYPES[extname(file)] ?? "application/octet-stream",
		"content-security-policy": CONTENT_SECURITY_POLICY,
	});
	createReadStream(file).pipe(response);
}
