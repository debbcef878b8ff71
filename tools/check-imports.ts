import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Holds the imports against the layers: an arrow only points down, the firmware's modules import nothing of
 * any platform, and no platform imports another one.
 */

const PROJECT = fileURLToPath(new URL("..", import.meta.url));

/**
 * What each folder may import values from; a folder may always import from itself, without those of its
 * folders that have a line of their own.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
	"modules/utf8.ts": [],
	"modules/base64.ts": ["modules/utf8.ts"],
	"modules/timers.ts": [],
	"modules/frozen.ts": [],
	"modules/ocpp": ["modules/utf8.ts", "modules/timers.ts", "modules/frozen.ts"],
	"modules/storage": ["modules/utf8.ts", "modules/timers.ts", "modules/frozen.ts"],
	"modules/net": ["modules/base64.ts", "modules/utf8.ts", "modules/timers.ts", "modules/frozen.ts"],
	"modules/setup": ["modules/net", "modules/utf8.ts", "modules/timers.ts", "modules/frozen.ts"],
	"modules/charge-point": [
		"modules/ocpp",
		"modules/base64.ts",
		"modules/utf8.ts",
		"modules/timers.ts",
		"modules/frozen.ts",
	],
	"modules/hardware": ["modules/timers.ts", "modules/frozen.ts"],
	"modules/ui": ["modules/charge-point", "modules/timers.ts", "modules/frozen.ts"],
	"main.ts": ["modules"],
	"device/sdk": ["modules"],
	"device/drivers": ["device/energy-register", "device/supervisor", "modules"],
	"device/boards": ["device/drivers", "modules"],
	"device/qemu": ["device", "device/boards", "device/sdk", "simulator", "simulator/xs", "modules"],
	device: ["device/boards", "device/drivers", "device/sdk", "modules"],
	"simulator/mcsim": ["simulator", "modules"],
	"simulator/node": ["simulator", "modules", "package.json"],
	"simulator/xs": ["simulator", "device/sdk", "modules"],
	simulator: ["simulator/node", "modules", "tools"],
	"csms/frames/frames.ts": [],
	"csms/pages": [
		...["csms/pages/shared", "csms/api", "csms/frames/frames.ts", "csms/records/roles.ts", "csms/texts"],
		...["modules/ocpp", "modules/charge-point/smart-charging"],
	],
	"csms/pages/shared": ["csms/frames/frames.ts", "modules/ocpp"],
	"csms/texts": ["csms/diagnosis/words.ts", "csms/pages/shared"],
	"csms/database": ["csms/start-error.ts"],
	"csms/records": [
		"csms/database",
		"csms/certificates",
		"csms/masking.ts",
		"csms/moment.ts",
		"csms/money.ts",
		"csms/problem.ts",
		"csms/secrets.ts",
		"csms/security-events.ts",
		"csms/time-zone.ts",
		"modules/ocpp",
	],
	"csms/tariffs": ["csms/records", "csms/database", "csms/moment.ts", "csms/money.ts", "csms/problem.ts"],
	"csms/statistics": [
		"csms/tariffs",
		"csms/records",
		"csms/database",
		"csms/moment.ts",
		"csms/money.ts",
		"csms/problem.ts",
	],
	"csms/reports": [
		"csms/files",
		"csms/statistics",
		"csms/tariffs",
		"csms/records",
		"csms/database",
		"csms/texts",
		"csms/pages/shared",
		"csms/money.ts",
		"csms/problem.ts",
	],
	"csms/ocpp": ["csms", "csms/records", "csms/database", "modules/ocpp", "modules/timers.ts"],
	"csms/api": [
		"csms",
		"csms/ocpp",
		"csms/reports",
		"csms/statistics",
		"csms/tariffs",
		"csms/records",
		"csms/database",
		"modules/ocpp",
		"package.json",
		"csms/texts",
	],
	csms: [
		"csms/api",
		"csms/ocpp",
		"csms/reports",
		"csms/statistics",
		"csms/tariffs",
		"csms/records",
		"csms/database",
		"modules/ocpp",
		"modules/timers.ts",
		"csms/pages/shared",
		"csms/texts",
		"tools/node-version",
	],
	"simulator/panel": ["simulator", "csms/pages/shared", "csms/frames/frames.ts", "csms/api"],
};
/** Types bind nothing at run time: these folders may know each other's interfaces. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
	"modules/storage": ["modules/charge-point"],
	"modules/net": ["modules/charge-point"],
	"modules/hardware": ["modules/charge-point", "modules/ocpp", "modules/storage"],
	"modules/setup": ["modules/ui", "modules/charge-point"],
	"modules/ui": ["modules/ocpp"],
	"csms/pages/shared": ["csms/api"],
	"csms/database": ["csms/api", "csms/diagnosis/words.ts", "csms/pages/shared/languages.ts", "modules/ocpp"],
	"csms/records": ["csms/api"],
	"csms/texts": ["csms/api", "csms/pages/i18next"],
	"csms/tariffs": ["csms/api"],
	"csms/statistics": ["csms", "csms/api"],
	"csms/reports": ["csms", "csms/api"],
	"csms/ocpp": ["csms/api"],
};
/** Where packages may be imported by name, those of Node.js, npm or the Moddable SDK. */
const WITH_PACKAGES = ["csms", "device", "simulator", "modules/ui/piu", "main.ts"];
/** A module of the project, as XS names it from the top. */
const FROM_THE_TOP = /^(?:device|modules|simulator)\//;

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^"';]*?from\s+)?"([^"]+)";?/gm;

function files(path: string): string[] {
	if (statSync(join(PROJECT, path)).isDirectory())
		return readdirSync(join(PROJECT, path)).flatMap((name) => files(`${path}/${name}`));
	return /\.tsx?$/.test(path) ? [path] : [];
}

/** The most exact layer that a path belongs to. */
function layerOf(path: string): string | undefined {
	const fitting = Object.keys(LAYERS).filter((layer) => path === layer || path.startsWith(`${layer}/`));
	return fitting.sort((a, b) => b.length - a.length)[0];
}

const faults: string[] = [];
for (const file of ["main.ts", "modules", "device", "simulator", "csms"].flatMap(files)) {
	const layer = layerOf(file);
	if (!layer) continue;
	const source = readFileSync(join(PROJECT, file), "utf8");
	for (const [, type, specifier] of source.matchAll(IMPORT)) {
		const isRelative = specifier.startsWith(".");
		if (!isRelative && !FROM_THE_TOP.test(specifier)) {
			if (!WITH_PACKAGES.some((place) => file === place || file.startsWith(`${place}/`)))
				faults.push(`${file} imports ${specifier}`);
			continue;
		}
		const target = isRelative ? relative(PROJECT, join(PROJECT, dirname(file), specifier)) : specifier;
		const allowed = [layer, ...LAYERS[layer], ...(type ? (TYPES[layer] ?? []) : [])];
		const fits = allowed.some(
			(place) =>
				`${target}.ts` === place ||
				target === place ||
				(target.startsWith(`${place}/`) && (!LAYERS[place] || layerOf(target) === place)),
		);
		if (!fits) faults.push(`${file} may not import ${type ? "types of " : ""}${target}`);
	}
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
