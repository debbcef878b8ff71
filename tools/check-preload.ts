/**
 * Holds the manifest against the folders. XS keeps only those modules in flash that `preload` names: it
 * passes over the TypeScript files that a wildcard would match, and they would take RAM. What is preloaded
 * is frozen, so that no module may have state of its own.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { moduleState } from "./module-state";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));

/** On the desktop the SDK's file system cannot be preloaded, nor what imports it; `main` runs only once. */
const NOT_PRELOADED: Readonly<Record<string, readonly string[]>> = {
	lin: ["main", "platform"],
	esp32: ["main"],
};

/** Drivers: the manifest of a board names those that it has, so that the others take no flash. */
const DRIVERS = ["device/drivers", "modules/hardware/drivers"];

interface Part {
	modules: Record<string, string | string[]>;
	preload: string[];
}

interface Manifest extends Part {
	config: { version: string };
	platforms: Record<string, Partial<Part>>;
}

/** The board whose manifest swaps modules of the plain boards for its own. */
const EMULATED = "device/qemu";

/** Which board a platform has. */
const BOARDS = "device/boards";

const manifest = JSON.parse(readFileSync(join(PROJECT, "manifest.json"), "utf8")) as Manifest;
const boards = JSON.parse(readFileSync(join(PROJECT, BOARDS, "manifest.json"), "utf8")) as Manifest;
const emulated = JSON.parse(readFileSync(join(PROJECT, EMULATED, "manifest.json"), "utf8")) as Part;
const project = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as { version: string };

/** The TypeScript modules in a folder, without the extension. */
function modulesIn(folder: string): string[] {
	const files = readdirSync(join(PROJECT, folder));
	return files.filter((file) => /(?<!\.d)\.ts$/.test(file)).map((file) => file.slice(0, -".ts".length));
}

function foldersIn(folder: string): string[] {
	const entries = readdirSync(join(PROJECT, folder), { withFileTypes: true });
	const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
	return [folder, ...folders.flatMap(foldersIn)];
}

/** The project's own modules that a part of the manifest names, with their files. */
function modulesOf(part: Part): Map<string, string> {
	const modules = new Map<string, string>();
	const left = part.modules["~"] ?? [];
	for (const [name, sources] of Object.entries(part.modules)) {
		if (name === "~") continue;
		for (const source of [sources].flat()) {
			if (!source.startsWith("./")) continue;
			const path = source.slice("./".length);
			if (path.endsWith("/*")) {
				const folder = path.slice(0, -"/*".length);
				for (const module of modulesIn(folder))
					if (!left.includes(`./${folder}/${module}`))
						modules.set(name.replace("*", module), `${folder}/${module}.ts`);
			} else modules.set(name === "*" ? path : name, `${path}.ts`);
		}
	}
	return modules;
}

function faultsOf(platform: string, part: Part): string[] {
	const modules = modulesOf(part);
	const preloaded = new Set(part.preload);
	const exempt = NOT_PRELOADED[platform] ?? [];
	const faults: string[] = [];
	for (const name of modules.keys())
		if (!preloaded.has(name) && !exempt.includes(name)) faults.push(`"preload" does not name ${name}`);
	for (const name of preloaded)
		if (!modules.has(name)) faults.push(`"preload" names ${name}, which is not there`);
	for (const folder of foldersIn("modules")) {
		if (DRIVERS.includes(folder)) continue;
		if (modulesIn(folder).length > 0 && part.modules[`${folder}/*`] !== `./${folder}/*`)
			faults.push(`"modules" needs "${folder}/*": "./${folder}/*"`);
	}
	for (const [name, file] of modules)
		if (preloaded.has(name)) faults.push(...moduleState(file, readFileSync(join(PROJECT, file), "utf8")));
	return faults.map((fault) => `${platform}: ${fault}`);
}

const faults: string[] = [];
for (const [platform, { modules, preload }] of Object.entries(manifest.platforms)) {
	if (!modules) continue;
	faults.push(
		...faultsOf(platform, {
			modules: {
				...manifest.modules,
				...modules,
				"~": [manifest.modules["~"], modules["~"] ?? []].flat(),
			},
			preload: [...manifest.preload, ...(preload ?? [])],
		}),
	);
}
for (const folder of DRIVERS) {
	for (const module of modulesIn(folder)) {
		const file = `${folder}/${module}.ts`;
		faults.push(...moduleState(file, readFileSync(join(PROJECT, file), "utf8")));
	}
}
for (const [platform, { modules = {}, preload = [] }] of Object.entries(boards.platforms)) {
	for (const [name, source] of Object.entries(modules)) {
		if (!preload.includes(name)) faults.push(`${platform}: "preload" does not name ${name}`);
		const file = join(BOARDS, `${source}.ts`);
		faults.push(...moduleState(file, readFileSync(join(PROJECT, file), "utf8")));
	}
}
const swapped = [...manifest.preload, ...(manifest.platforms.esp32.preload ?? [])];
for (const name of Object.keys(emulated.modules))
	if (name !== "~" && !emulated.preload.includes(name) && !swapped.includes(name))
		faults.push(`${EMULATED}: "preload" does not name ${name}`);
for (const module of modulesIn(EMULATED)) {
	const file = `${EMULATED}/${module}.ts`;
	if (!Object.values(emulated.modules).includes(`./${module}`))
		faults.push(`"modules" does not name ${file}`);
	faults.push(...moduleState(file, readFileSync(join(PROJECT, file), "utf8")));
}
if (manifest.config.version !== project.version)
	faults.push(
		`"version" is ${manifest.config.version} in manifest.json and ${project.version} in package.json`,
	);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
