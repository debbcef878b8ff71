import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { Api } from "./server";

/** Where the build of the pages puts them. */
const PAGES = fileURLToPath(new URL("../../.build/pages/csms", import.meta.url));
/** Files whose names change with their contents. */
const ASSETS = "/assets/";

/** Serves the pages; every address that is no file and no call is the one page, which knows the rest. */
export async function addPages(server: Api): Promise<void> {
	await server.register(fastifyStatic, {
		root: PAGES,
		setHeaders: (reply, path) => {
			const lasting = path.startsWith(join(PAGES, ASSETS));
			reply.setHeader("Cache-Control", lasting ? "public, max-age=31536000, immutable" : "no-cache");
		},
	});
	server.setNotFoundHandler((request, reply) => {
		const path = request.url.split("?", 1)[0];
		const reads = request.method === "GET" || request.method === "HEAD";
		if (!reads || path.startsWith("/api/") || path.startsWith(ASSETS)) {
			return reply.code(404).send({ error: `There is no ${request.method} ${path}.` });
		}
		if (existsSync(join(PAGES, "index.html"))) return reply.sendFile("index.html");
		return reply
			.code(503)
			.type("text/plain; charset=utf-8")
			.send("The pages have not been built yet; npm start builds them. The REST interface is at /api/v1.\n");
	});
}
