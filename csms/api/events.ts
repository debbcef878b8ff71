import type { ServerResponse } from "node:http";
import type { Context } from "../context";
import { sessionOf } from "./access";
import { EventStream } from "./schemas/events";
import { type Api, errors } from "./server";

/** Milliseconds between comments that keep proxies from closing a quiet stream. */
const KEEP_ALIVE = 20_000;
/** Bytes that may wait for a slow reader before its stream is closed. */
const MAX_WAITING = 1024 * 1024;

/** The live stream: server-sent events for staff. */
export function addEventRoute(api: Api, context: Context): void {
	const streams = new Set<ServerResponse>();
	let stop: (() => void) | undefined;

	/** Listens while there is a reader; each event is put into words once for all of them. */
	const listen = () =>
		context.live.listen((name, data) => {
			const text = `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
			for (const stream of streams) {
				if (stream.writableLength > MAX_WAITING) stream.destroy();
				else stream.write(text);
			}
		});

	api.addHook("preClose", async () => {
		for (const stream of streams) stream.end();
	});
	api.get(
		"/events",
		{
			exposeHeadRoute: false,
			schema: {
				tags: ["events"],
				summary: "Server-sent events",
				description:
					"text/event-stream; the data of each event is JSON: charge-point (ChargePoint), connector " +
					"(ConnectorEvent), transaction (Transaction), meter-values (MeterValuesEvent), registration " +
					"(Registration), authorization (Authorization), firmware-update (FirmwareUpdate), upload (Upload), " +
					"frame (FrameEvent).",
				response: errors({ 200: EventStream }),
			},
		},
		(request, reply) => {
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
			stream.write(": connected\n\n");
			streams.add(stream);
			stop ??= listen();
			const keepAlive = setInterval(() => {
				// Whoever has signed out or lost the account sees no more.
				sessionOf(request, context).then(
					(session) => (session ? stream.write(":\n\n") : stream.end()),
					() => stream.end(),
				);
			}, KEEP_ALIVE);
			stream.on("error", () => stream.destroy());
			stream.on("close", () => {
				clearInterval(keepAlive);
				streams.delete(stream);
				if (streams.size > 0) return;
				stop?.();
				stop = undefined;
			});
		},
	);
}
