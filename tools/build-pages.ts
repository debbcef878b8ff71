import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { PageName } from "../vite.pages.config";

const PAGES = Object.keys({ csms: true, panel: true } satisfies Record<PageName, true>) as PageName[];

/** What the pages are made of: a change of any of these is a reason to build. */
const SOURCES = [
	"csms/pages",
	"csms/texts",
	"simulator/panel",
	"modules/charge-point/smart-charging",
	"modules/ocpp/csms-enums.generated.ts",
	"modules/ocpp/enums.generated.ts",
	"vite.pages.config.ts",
	"tools/build-pages.ts",
	"package-lock.json",
];

const project = fileURLToPath(new URL("..", import.meta.url));

/** The newest change in a file or in a folder with all that is in it, ms since 1970. */
function changedAt(path: string): number {
	const stat = statSync(path);
	if (!stat.isDirectory()) return stat.mtimeMs;
	return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

function isCurrent(page: PageName, newest: number): boolean {
	const index = join(project, ".build/pages", page, "index.html");
	return existsSync(index) && statSync(index).mtimeMs >= newest;
}

/** Lays a `.gz` beside each text of a folder, for servers to send over slow networks. */
function compress(folder: string): void {
	for (const name of readdirSync(folder).filter((name) => /\.(js|css|svg)$/.test(name))) {
		const path = join(folder, name);
		writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
	}
}

/**
 * Builds `.build/pages/csms` and `.build/pages/panel` where their sources are newer, and tells in one
 * sentence what was done. A page is built beside the old one and takes its place when it is whole.
 */
export async function buildPages(): Promise<string> {
	const newest = Math.max(...SOURCES.map((source) => changedAt(join(project, source))));
	const stale = PAGES.filter((page) => !isCurrent(page, newest));
	if (stale.length === 0) return "The pages are up to date.";
	const start = performance.now();
	// To load Vite takes longer than all else here: who starts again does not wait for it.
	const [{ build }, { pageConfig }] = await Promise.all([import("vite"), import("../vite.pages.config")]);
	await Promise.all(
		stale.map(async (page) => {
			const fresh = `.build/pages/${page}.new`;
			await build({ ...pageConfig(page, fresh), configFile: false, logLevel: "error" });
			compress(join(project, fresh, "assets"));
			const target = join(project, ".build/pages", page);
			rmSync(target, { recursive: true, force: true });
			renameSync(join(project, fresh), target);
		}),
	);
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	return `Built the pages (${stale.join(", ")}) in ${seconds} s.`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	console.log(await buildPages());
}
