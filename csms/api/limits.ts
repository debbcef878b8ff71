import type { FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../problem";
import type { Api } from "./server";

/** Requests a minute from one address (IPv6: one /64 network) on which nobody is signed in. */
const STRANGER_REQUESTS = 600;
/** The same for the files of the pages: each page is made of dozens, and a whole site may share one address. */
const FILE_REQUESTS = 12_000;
/** Where they are; their names change with what is in them, so a browser asks for each one once. */
const FILES = "/assets/";
/** Milliseconds between looks for requests whose head does not come. */
const CHECKING_INTERVAL = 1000;
/** Milliseconds that the upload of a file may take over a slow radio link. */
const LONGEST_REQUEST = 3_600_000;

declare module "fastify" {
	interface FastifyContextConfig {
		/** Answers any number of requests without an account: a load balancer asks on behalf of everybody. */
		unlimited?: boolean;
	}
	interface FastifyInstance {
		/** Throws a Problem (429) when the address has asked too often without an account. */
		limitStranger(request: FastifyRequest, reply: FastifyReply): Promise<void>;
	}
}

/** What keeps a peer that sends its request slowly, or never, from holding a connection. */
export function serverTimeouts(patience: number) {
	return {
		headersTimeout: patience,
		requestTimeout: LONGEST_REQUEST,
		connectionsCheckingInterval: Math.min(CHECKING_INTERVAL, patience),
	};
}

/**
 * Limits what an address may ask without an account; {@link checkAccess} counts for the REST interface, this for
 * everything else. `patience` is in milliseconds. Needs the rate limits' plugin.
 */
export function addLimits(server: Api, patience: number): void {
	const countRequest = server.createRateLimit({ max: STRANGER_REQUESTS, timeWindow: "1 minute" });
	const countFile = server.createRateLimit({ max: FILE_REQUESTS, timeWindow: "1 minute" });
	server.decorate("limitStranger", async (request: FastifyRequest, reply: FastifyReply) => {
		if (request.routeOptions.config.unlimited) return;
		// Nobody is left who could be limited, or reads an answer; the plugin would fail without an address.
		if ((request.ip as string | undefined) === undefined) throw new Problem(400, "The connection has ended.");
		const count = request.url.startsWith(FILES) ? countFile : countRequest;
		const limit = await count(request);
		if (limit.isAllowed || !limit.isExceeded) return;
		reply.header("retry-after", limit.ttlInSeconds);
		throw new Problem(429, `Too many requests; try again in ${limit.ttlInSeconds} s.`);
	});
	server.addHook("onRequest", async (request, reply) => {
		if (!request.routeOptions.url?.startsWith("/api/v1/")) await server.limitStranger(request, reply);
	});
	// A file may take its time; what a form or a script sends does not.
	server.addHook("preParsing", (request, _reply, payload, done) => {
		if (/^application\/json/i.test(request.headers["content-type"] ?? "")) {
			const timer = setTimeout(() => request.raw.destroy(), patience);
			for (const end of ["end", "close"]) payload.once(end, () => clearTimeout(timer));
		}
		done(null, payload);
	});
	// Whoever is refused before the body came could otherwise go on sending it for as long as a file may take.
	server.addHook("onSend", (request, reply, payload, done) => {
		const { headers, complete } = request.raw;
		const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0;
		if (hasBody && !complete) reply.header("connection", "close");
		done(null, payload);
	});
}
