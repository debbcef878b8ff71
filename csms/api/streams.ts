import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context";
import { allows, sessionOf } from "./access";
import type { Api } from "./server";

/** Milliseconds between comments that keep proxies from closing a quiet stream. */
const KEEP_ALIVE = 20_000;
/** What the calls are about that can take somebody's rights away. */
const ACCOUNTS = new Set(["accounts", "tokens", "users", "me"]);

/** What a stream needs of a reply, whatever the schema of its route. */
type StreamReply = Pick<FastifyReply, "hijack" | "getHeaders" | "raw">;

declare module "fastify" {
	interface FastifyInstance {
		/** Answers with server-sent events, for as long as who asked for them may ask for them. */
		openStream(request: FastifyRequest, reply: StreamReply): ServerResponse;
	}
}

/**
 * Ends the live streams of those who have signed out, or lost the account, the token or the role: at once after
 * a call to this process, else within {@link KEEP_ALIVE}.
 */
export function guardStreams(api: Api, context: Context): void {
	const streams = new Map<ServerResponse, FastifyRequest>();

	const check = async (stream: ServerResponse, request: FastifyRequest) => {
		const access = request.routeOptions.config.access!;
		if (access === "public") return true;
		const session = await sessionOf(request, context).catch(() => undefined);
		// An e-mail address can have become another driver's.
		const isSame = session !== undefined && session.userId === request.session?.userId;
		if (isSame && allows(access, session)) return true;
		stream.end();
		return false;
	};

	api.decorate("openStream", (request: FastifyRequest, reply: StreamReply) => {
		const stream = openStream(reply);
		const keepAlive = setInterval(async () => {
			if (await check(stream, request)) stream.write(":\n\n");
		}, KEEP_ALIVE);
		streams.set(stream, request);
		stream.on("error", () => stream.destroy());
		stream.on("close", () => {
			clearInterval(keepAlive);
			streams.delete(stream);
		});
		return stream;
	});
	api.addHook("onResponse", async ({ method, routeOptions }) => {
		const isRead = method === "GET" || method === "HEAD";
		if (isRead || !routeOptions.schema?.tags?.some((tag) => ACCOUNTS.has(tag))) return;
		await Promise.all([...streams].map(([stream, request]) => check(stream, request)));
	});
}

function openStream(reply: StreamReply): ServerResponse {
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
	return stream;
}
