import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";

/** Milliseconds between comments that keep proxies from closing a quiet stream. */
const KEEP_ALIVE = 20_000;

/**
 * Answers with server-sent events: what the caller writes into the stream. It ends when `mayRead`, which is
 * asked now and then, is false or fails.
 */
export function openEventStream(
	reply: Pick<FastifyReply, "hijack" | "getHeaders" | "raw">,
	mayRead: () => Promise<boolean>,
): ServerResponse {
	reply.hijack();
	const stream = reply.raw;
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) stream.setHeader(name, value);
	}
	stream.writeHead(200, {
		"Content-Type": "text/event-stream; charset=utf-8",
		"Cache-Control": "no-store",
		"X-Accel-Buffering": "no",
	});
	const keepAlive = setInterval(() => {
		mayRead().then(
			(may) => (may ? stream.write(":\n\n") : stream.end()),
			() => stream.end(),
		);
	}, KEEP_ALIVE);
	stream.on("error", () => stream.destroy());
	stream.on("close", () => clearInterval(keepAlive));
	return stream;
}
