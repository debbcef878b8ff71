import fastifyHelmet from "@fastify/helmet";
import type { Api } from "./server";

/** Seconds for which a browser that has come over TLS keeps to it: a year. */
const STRICT_TRANSPORT_SECURITY = "max-age=31536000";

/**
 * The content policy of every answer: nothing but what this CSMS serves, in nobody's frame. `nonce` lets the
 * style elements that carry it stand, for those that the pages' components make.
 */
export function contentPolicy(nonce?: string): string {
	return [
		"default-src 'self'",
		"base-uri 'none'",
		"object-src 'none'",
		"frame-ancestors 'none'",
		"form-action 'self'",
		"img-src 'self' data:",
		"script-src-attr 'none'",
		nonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
	].join("; ");
}

/** Puts the headers that browsers protect people by on every answer. */
export async function addHeaders(server: Api): Promise<void> {
	await server.register(fastifyHelmet, {
		contentSecurityPolicy: false,
		strictTransportSecurity: false,
		xFrameOptions: { action: "deny" },
	});
	server.addHook("onRequest", (request, reply, done) => {
		reply.header("content-security-policy", contentPolicy());
		if (request.protocol === "https") reply.header("strict-transport-security", STRICT_TRANSPORT_SECURITY);
		if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
		done();
	});
}
