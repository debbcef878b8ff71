import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { contentPolicy } from "./headers";
import type { Api } from "./server";

/** Where the build of the pages puts them. */
const PAGES = fileURLToPath(new URL("../../.build/pages/csms", import.meta.url));
const INDEX = "index.html";
/** What stands in the page where its nonce goes. */
const NONCE = "CSP_NONCE";
/** Files whose names change with their contents. */
const ASSETS = "/assets/";

const NOT_BUILT =
	"The pages have not been built yet; npm start builds them. The REST interface is at /api/v1.\n";

/** Whether a program asks for a file: a charge point must not take the page for firmware that is not there. */
function wantsFile({ headers }: FastifyRequest, path: string): boolean {
	return /\.\w+$/.test(path) && !headers.accept?.includes("text/html");
}

/** Serves the pages; every address that is no file and no call is the one page, which knows the rest. */
export async function addPages(server: Api, pages = PAGES): Promise<void> {
	await server.register(fastifyStatic, {
		serve: false,
		cacheControl: false,
		preCompressed: true,
		setHeaders: (reply, path) => {
			const lasting = path.startsWith(join(pages, ASSETS));
			reply.setHeader("Cache-Control", lasting ? "public, max-age=31536000, immutable" : "no-cache");
		},
	});
	server.get<{ Params: { "*": string } }>("/*", { schema: { hide: true } }, ({ params }, reply) => {
		const name = params["*"] || INDEX;
		return name === INDEX ? sendIndex(reply) : reply.sendFile(name, pages);
	});
	server.setNotFoundHandler((request, reply) => {
		const path = request.url.split("?", 1)[0];
		const reads = request.method === "GET" || request.method === "HEAD";
		if (!reads || path.startsWith("/api/") || path.startsWith(ASSETS) || wantsFile(request, path)) {
			reply.code(404).send({ error: `There is no ${request.method} ${path}.` });
		} else {
			void sendIndex(reply);
		}
	});

	/** Each page has a nonce of its own, which nobody who brings in a style element can know. */
	async function sendIndex(reply: FastifyReply): Promise<FastifyReply> {
		let page: string;
		try {
			page = await readFile(join(pages, INDEX), "utf8");
		} catch {
			return reply.code(503).type("text/plain; charset=utf-8").send(NOT_BUILT);
		}
		const nonce = randomBytes(16).toString("base64");
		return reply
			.header("content-security-policy", contentPolicy(nonce))
			.header("cache-control", "no-cache")
			.type("text/html; charset=utf-8")
			.send(page.replaceAll(NONCE, nonce));
	}
}
