import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isAllowed, licenceOf } from "./licences";

/**
 * Holds the packages against docs/dependencies.md, which says of each why it is here, and against the licences that
 * the project may use.
 */

interface Locked {
	license?: string;
	dev?: boolean;
}

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = "docs/dependencies.md";

const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");
const { dependencies, devDependencies } = JSON.parse(read("package.json"));
const direct: string[] = Object.keys({ ...dependencies, ...devDependencies });
const locked: Record<string, Locked> = JSON.parse(read("package-lock.json")).packages;

const faults: string[] = [];

for (const [path, { license, dev = false }] of Object.entries(locked)) {
	if (path === "") continue;
	const name = path.split("node_modules/").at(-1)!;
	const licence = licenceOf(name, license);
	if (licence === undefined)
		faults.push(`${name} names no licence: look for it in its files and enter it in tools/licences.ts.`);
	else if (!isAllowed(licence, dev))
		faults.push(`${name} has the licence ${licence}, which tools/licences.ts does not know as one to use.`);
}

const listed = new Map(
	[...read(PAGE).matchAll(/^\| `([^`]+)` \| ([^|]+) \| (.*) \|$/gm)].map(([, name, ...rest]) => [name, rest]),
);
for (const name of direct) {
	const [licence, why] = listed.get(name) ?? [];
	const known = licenceOf(name, locked[`node_modules/${name}`]?.license);
	if (licence === undefined) faults.push(`${PAGE} does not say why ${name} is here.`);
	else if (licence !== known)
		faults.push(`${PAGE} says that ${name} is under ${licence}, and it is ${known}.`);
	else if (why.trim() === "") faults.push(`${PAGE} has no reason for ${name}.`);
}
for (const name of listed.keys())
	if (!direct.includes(name)) faults.push(`${PAGE} lists ${name}, which package.json has not.`);

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
