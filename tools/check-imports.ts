import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Holds the imports against the layers: an arrow only points down, and the firmware's modules import
 * nothing of any platform.
 */

const PROJECT = fileURLToPath(new URL("..", import.meta.url));

/** What each folder may import values from; a folder may always import from itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
	"modules/base64.ts": [],
	"modules/timers.ts": [],
	"modules/frozen.ts": [],
	"modules/ocpp": ["modules/timers.ts", "modules/frozen.ts"],
	"modules/storage": ["modules/timers.ts", "modules/frozen.ts"],
	"modules/net": ["modules/base64.ts", "modules/timers.ts", "modules/frozen.ts"],
	"modules/setup": ["modules/net", "modules/timers.ts", "modules/frozen.ts"],
	"modules/charge-point": ["modules/ocpp", "modules/base64.ts", "modules/timers.ts", "modules/frozen.ts"],
	"modules/hardware": ["modules/timers.ts", "modules/frozen.ts"],
	"modules/ui": ["modules/charge-point", "modules/timers.ts", "modules/frozen.ts"],
	"csms/pages": ["csms/api", "modules/ocpp"],
	"csms/pages/shared": ["modules/ocpp"],
	csms: ["modules/ocpp", "modules/timers.ts", "tools/node-version"],
	"simulator/panel": ["simulator", "csms/pages/shared", "csms/api"],
};
/** Types bind nothing at run time: these folders may know each other's interfaces. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
	"modules/storage": ["modules/charge-point"],
	"modules/net": ["modules/charge-point"],
	"modules/hardware": ["modules/charge-point", "modules/ocpp", "modules/storage"],
	"modules/setup": ["modules/ui", "modules/charge-point"],
	"modules/ui": ["modules/ocpp"],
	"csms/pages/shared": ["csms/api"],
};
/** Folders that may import packages by name. */
const WITH_PACKAGES = ["csms", "csms/pages", "simulator/panel", "modules/ui/piu"];

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^"';]*?from\s+)?"([^"]+)";?/gm;

function files(folder: string): string[] {
	return readdirSync(join(PROJECT, folder)).flatMap((name) => {
		const path = `${folder}/${name}`;
		if (statSync(join(PROJECT, path)).isDirectory()) return files(path);
		return /\.tsx?$/.test(name) ? [path] : [];
	});
}

/** The most exact layer that a path belongs to. */
function layerOf(path: string): string | undefined {
	const fitting = Object.keys(LAYERS).filter((layer) => path === layer || path.startsWith(`${layer}/`));
	return fitting.sort((a, b) => b.length - a.length)[0];
}

const faults: string[] = [];
for (const file of ["modules", "csms", "simulator/panel"].flatMap(files)) {
	const layer = layerOf(file);
	if (!layer) continue;
	const source = readFileSync(join(PROJECT, file), "utf8");
	for (const [, type, specifier] of source.matchAll(IMPORT)) {
		if (!specifier.startsWith(".")) {
			if (!WITH_PACKAGES.some((folder) => file.startsWith(`${folder}/`)))
				faults.push(`${file} imports ${specifier}`);
			continue;
		}
		const target = relative(PROJECT, join(PROJECT, dirname(file), specifier));
		const allowed = [layer, ...LAYERS[layer], ...(type ? (TYPES[layer] ?? []) : [])];
		const fits = allowed.some(
			(place) => `${target}.ts` === place || target === place || target.startsWith(`${place}/`),
		);
		if (!fits) faults.push(`${file} may not import ${type ? "types of " : ""}${target}`);
	}
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
