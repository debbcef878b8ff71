import type { FastifyReply, FastifyRequest } from "fastify";
import { type Api, MAX_PARAMETER } from "./server";

/**
 * Answers what is asked for that is no call: 405 with the methods that the address has, 404 for any other;
 * OPTIONS tells the methods and allows no other origin anything. To be added before the calls.
 */
export function answerOtherMethods(api: Api): void {
	const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();
	api.addHook("onRoute", ({ url, method, config }) => {
		if (config?.noCall) return;
		const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set(["OPTIONS"]) };
		for (const each of [method].flat()) route.methods.add(each);
		routes.set(url, route);
	});

	/** Before the body is read: nobody needs it. */
	const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
		const path = request.url.split("?", 1)[0];
		const methods = new Set<string>();
		for (const route of routes.values()) {
			if (route.pattern.test(path)) for (const method of route.methods) methods.add(method);
		}
		if (methods.size === 0) {
			return reply.code(404).send({ error: `There is no ${request.method} ${path}.` });
		}
		const allowed = [...methods].sort().join(", ");
		reply.header("Allow", allowed);
		if (request.method === "OPTIONS") return reply.code(204).send();
		return reply
			.code(405)
			.send({ error: `${path} cannot be used with ${request.method}, but with ${allowed}.` });
	};
	const config = { access: "public", noCall: true } as const;
	api.all("/*", { config, schema: { hide: true }, onRequest }, async () => {});
}

/** What the addresses of a route look like. */
function patternOf(url: string): RegExp {
	const parts = url.split("/").map((part) => {
		if (part === "*") return ".*";
		return part.startsWith(":") ? `[^/]{1,${MAX_PARAMETER}}` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
	});
	return new RegExp(`^${parts.join("/")}$`);
}
