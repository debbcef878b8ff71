import type { Api } from "./server";

/**
 * What is asked for that is no route: 405 with the methods that the address has, 404 for any other; OPTIONS tells
 * the methods and allows no other origin anything.
 */
export function answerOtherMethods(api: Api): void {
	const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();
	api.addHook("onRoute", ({ url, method }) => {
		const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set(["OPTIONS"]) };
		for (const each of [method].flat()) route.methods.add(each);
		routes.set(url, route);
	});
	api.setNotFoundHandler((request, reply) => {
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
	});
}

/** What the addresses of a route look like. */
function patternOf(url: string): RegExp {
	const parts = url.split("/").map((part) => {
		if (part === "*") return ".*";
		return part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
	});
	return new RegExp(`^${parts.join("/")}$`);
}
