import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { LAYERS, type Layer } from "./layers";

/**
 * Holds the imports against the table of the layers: every folder with code has a line, values come only from
 * above, a permission that nobody uses goes. The README of each layer's folder tells its line; `--write` renews
 * that part of it.
 */

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
/** Where code is, besides the settings of the tools at the top. */
const CODE = ["main.ts", "modules", "device", "simulator", "csms", "tools", "bench", "host-tests"];
/** Its folders mirror those of the code that they test. */
const TESTS = "host-tests";
/** Folders so deep have a line only where one narrows what they may import. */
const DEEP = 3;
/** A module of the project, as XS names it from the top. */
const FROM_THE_TOP = /^(?:device|modules|simulator)\//;
const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^"';]*?from\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;
const HEADING = "## May import";

const layers = Object.entries(LAYERS);
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as {
	dependencies: Record<string, string>;
	devDependencies: Record<string, string>;
};

function files(path: string): string[] {
	if (statSync(join(PROJECT, path)).isDirectory())
		return readdirSync(join(PROJECT, path)).flatMap((name) => files(`${path}/${name}`));
	return /(?<!\.d)\.tsx?$/.test(path) ? [path] : [];
}

/** The layer that names the file, or the nearest folder that is one. */
function layerOf(path: string): string | undefined {
	const listed = layers.find(([, layer]) => layer.files?.includes(path));
	if (listed) return listed[0];
	for (let place = path; place !== "."; place = dirname(place)) if (LAYERS[place]) return place;
	return undefined;
}

/** The file that an import means, from the project's folder; undefined for a package's. */
function targetOf(file: string, specifier: string): string | undefined {
	const isRelative = specifier.startsWith(".");
	if (!isRelative && !FROM_THE_TOP.test(specifier)) return undefined;
	const path = isRelative ? relative(PROJECT, join(PROJECT, dirname(file), specifier)) : specifier;
	return (
		[".ts", ".tsx"].map((ending) => path + ending).find((name) => existsSync(join(PROJECT, name))) ?? path
	);
}

function packagesOwner(specifier: string): "npm" | "SDK" {
	const name = specifier.startsWith("@") ? /^[^/]+\/[^/]+/ : /^[^/]+/;
	const [packageName] = specifier.match(name)!;
	return isBuiltin(specifier) || packageName in { ...dependencies, ...devDependencies } ? "npm" : "SDK";
}

const faults: string[] = [];
/** The permissions that somebody uses, such as "device types modules/ocpp". */
const used = new Set<string>();

function checkImport(file: string, name: string, specifier: string, isType: boolean): void {
	const { mayImport, types = [], packages = [] } = LAYERS[name];
	const target = targetOf(file, specifier);
	if (target === undefined) {
		const owner = packagesOwner(specifier);
		used.add(`${name} packages ${owner}`);
		if (!packages.includes(owner)) faults.push(`${file} may not import ${specifier}`);
		return;
	}
	const other = layerOf(target) ?? target;
	if (other === name || mayImport === "everything") return;
	used.add(`${name} ${isType ? "types" : "mayImport"} ${other}`);
	if (!mayImport.includes(other) && !(isType && types.includes(other)))
		faults.push(`${file} may not import ${isType ? "types of " : ""}${target}, of the layer "${other}"`);
}

function checkFile(file: string): void {
	const name = layerOf(file);
	const folder = dirname(file);
	const isDeep = folder.split("/").length >= DEEP || file.startsWith(`${TESTS}/`);
	const isNamed = name !== undefined && (name === file || name === folder || LAYERS[name].files);
	if (name === undefined || !(isNamed || isDeep)) {
		faults.push(`tools/layers.ts has no line for the folder ${folder}, where ${basename(file)} is`);
		return;
	}
	const source = readFileSync(join(PROJECT, file), "utf8");
	for (const [, type, specifier, dynamic] of source.matchAll(IMPORT))
		checkImport(file, name, specifier ?? dynamic, type !== undefined);
}

function checkLayer(index: number, name: string, layer: Layer): void {
	const { mayImport, types = [], packages = [] } = layer;
	const above = new Set(layers.slice(0, index).map(([other]) => other));
	for (const file of layer.files ?? [name])
		if (!existsSync(join(PROJECT, file))) faults.push(`tools/layers.ts names ${file}, which is not there`);
	if (mayImport === "everything") return;
	for (const other of mayImport) {
		if (LAYERS[other] && !above.has(other))
			faults.push(`tools/layers.ts: "${name}" may import "${other}", which is not above it`);
		if (!used.has(`${name} mayImport ${other}`))
			faults.push(`tools/layers.ts: "${name}" imports no values of "${other}"`);
	}
	for (const other of types)
		if (mayImport.includes(other) || !used.has(`${name} types ${other}`))
			faults.push(`tools/layers.ts: "${name}" need not be allowed the types of "${other}"`);
	for (const owner of packages)
		if (!used.has(`${name} packages ${owner}`))
			faults.push(`tools/layers.ts: "${name}" imports no package of ${owner}`);
}

/** A layer as the READMEs name it. */
function layerText(name: string): string {
	return LAYERS[name]?.files ? `*${name}*` : `\`${name}\``;
}

function permissionText({ mayImport, types = [], packages = [] }: Layer): string {
	if (mayImport === "everything") return "everything";
	const parts = [
		mayImport.map(layerText).join(", "),
		types.length > 0 ? `types alone of ${types.map(layerText).join(", ")}` : "",
		packages.includes("npm") ? "packages of npm and Node.js" : "",
		packages.includes("SDK") ? "modules of the Moddable SDK" : "",
	].filter((part) => part !== "");
	return parts.length > 0 ? parts.join("; ") : "nothing";
}

/** The last section of each README: the lines of the layers in its folder. */
function readmeSections(): Map<string, string> {
	const sections = new Map<string, string>();
	for (const [name, layer] of layers) {
		const folders = layer.files ? layer.files.map((file) => dirname(file)) : [name];
		for (const folder of new Set(folders.filter((place) => statSync(join(PROJECT, place)).isDirectory()))) {
			const own = layer.files?.filter((file) => dirname(file) === folder);
			const subject = own
				? `${layerText(name)} (${own.map((file) => basename(file)).join(", ")})`
				: "this folder";
			const line = `- ${subject}: ${permissionText(layer)}\n`;
			sections.set(folder, (sections.get(folder) ?? `${HEADING}\n\n`) + line);
		}
	}
	return sections;
}

function checkReadme(folder: string, section: string, write: boolean): void {
	const path = join(PROJECT, folder, "README.md");
	if (!existsSync(path)) {
		faults.push(`${folder} has no README.md that says what lives there`);
		return;
	}
	const text = readFileSync(path, "utf8");
	const [before] = text.split(`\n${HEADING}\n`);
	const renewed = `${before.trimEnd()}\n\n${section}`;
	if (text === renewed) return;
	if (write) writeFileSync(path, renewed);
	else faults.push(`${folder}/README.md is not of tools/layers.ts: npx tsx tools/check-imports.ts --write`);
}

for (const file of CODE.flatMap(files)) checkFile(file);
for (const [index, [name, layer]] of layers.entries()) checkLayer(index, name, layer);
if (faults.length === 0)
	for (const [folder, section] of readmeSections())
		checkReadme(folder, section, process.argv.includes("--write"));
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
