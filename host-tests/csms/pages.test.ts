import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { addPages } from "../../csms/api/pages";
import type { Api } from "../../csms/api/server";
import { temporaryFolder } from "./running-csms";

/** A server of nothing but the pages of a folder. */
async function serve(folder: string) {
	const server = Fastify();
	await addPages(server as unknown as Api, folder);
	return async (url: string, method: "GET" | "HEAD" | "POST" = "GET", accept?: string) => {
		const asked = accept === undefined ? {} : { accept };
		const { statusCode, headers, body } = await server.inject({ method, url, headers: asked });
		return { status: statusCode, cache: headers["cache-control"], type: headers["content-type"], body };
	};
}

test("files are served as they are, every other address is the one page", async () => {
	const outer = temporaryFolder();
	const folder = join(outer, "pages");
	mkdirSync(join(folder, "assets"), { recursive: true });
	writeFileSync(join(folder, "index.html"), "<p>page</p>");
	writeFileSync(join(folder, "assets", "main-1a2b.js"), "script");
	writeFileSync(join(outer, "outside.txt"), "outside");
	const get = await serve(folder);
	const page = { status: 200, cache: "no-cache", type: "text/html; charset=utf-8", body: "<p>page</p>" };
	for (const url of ["/", "/register", "/charge-points/CP?tab=1.5", "/index.html"]) {
		expect(await get(url), url).toEqual(page);
	}
	expect(await get("/assets/main-1a2b.js")).toMatchObject({
		status: 200,
		cache: "public, max-age=31536000, immutable",
		body: "script",
	});
	expect((await get("/", "HEAD")).status).toBe(200);
	// A browser opens the page of a charge point with a dot in its name; a charge point asks for a file.
	expect(await get("/charge-points/CP.001", "GET", "text/html,*/*;q=0.8")).toEqual(page);
	expect((await get("/gone.bin")).status).toBe(404);
	expect((await get("/assets/gone.js")).status).toBe(404);
	expect(await get("/api/v2/x")).toMatchObject({
		status: 404,
		body: '{"error":"There is no GET /api/v2/x."}',
	});
	expect((await get("/register", "POST")).status).toBe(404);
	for (const url of ["/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt"]) {
		expect((await get(url)).body, url).not.toBe("outside");
	}
});

test("pages that are not built are a plain sentence, and there at once when they are", async () => {
	const folder = temporaryFolder();
	const get = await serve(folder);
	expect(await get("/")).toMatchObject({
		status: 503,
		type: "text/plain; charset=utf-8",
		body: expect.stringContaining("npm start builds them"),
	});
	writeFileSync(join(folder, "index.html"), "<p>page</p>");
	expect((await get("/")).status).toBe(200);
});
