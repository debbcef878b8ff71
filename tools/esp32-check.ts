/**
 * Builds for each ESP32 board as far as it goes without Espressif's ESP-IDF: types, bytecode, the linking of all
 * modules with what is preloaded into flash, and the resources. Only the C sources are not compiled.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { readBoards } from "./boards";
import { findSdk, MissingToolError, type ModdableSdk, OUTPUT, ROOT, run } from "./moddable";

/** Boards with a manifest of their own, where they are made, and what the SDK calls their firmware. */
const OWN_MANIFESTS = [
	["device/wall-box/manifest.json", join(OUTPUT, "wall-box"), "xs-evse"],
	["device/qemu/manifest.json", join(OUTPUT, "qemu"), "xs-evse-qemu"],
] as const;

/** One board's build. */
interface Build {
	folder: string;
	/** What its modules are made from, by file. */
	sources: ReadonlyMap<string, string>;
}

/** Links the firmware of each board; `onLinked` hears of each. Throws a MissingToolError without an SDK. */
export async function checkEsp32(onLinked: (platform: string) => void): Promise<void> {
	const sdk = findSdk();
	const idf = mkdtempSync(join(tmpdir(), "xs-evse-idf-"));
	try {
		pretendIdf(idf, sdk);
		const env = { ...sdk.env, IDF_PATH: idf };
		let first: Build | undefined;
		for (const { platform } of await readBoards()) {
			const build = await link(platform, env, first);
			first ??= build;
			onLinked(platform);
		}
		for (const [manifest, output, name] of OWN_MANIFESTS) {
			await link("esp32", env, first, manifest, output, name);
			onLinked(manifest);
		}
	} finally {
		rmSync(idf, { recursive: true, force: true });
	}
}

/** Links one board's firmware, of which it compiles what the build `made` has not made already. */
async function link(
	platform: string,
	env: NodeJS.ProcessEnv,
	made: Build | undefined,
	manifest = "manifest.json",
	output = OUTPUT,
	name = "xs-evse",
): Promise<Build> {
	const lines: string[] = [];
	const options = { cwd: ROOT, env, onLine: (line: string) => lines.push(line) };
	try {
		mkdirSync(output, { recursive: true });
		const folder = join(output, "tmp", platform, "release", name);
		const configure = () => run("mcconfig", ["-p", platform, "-o", output, manifest], options);
		const before = makefileOf(folder);
		await configure();
		// "make" goes by dates alone: a module that has left the firmware, or has another source, would stay linked.
		if (before !== undefined && before !== makefileOf(folder)) {
			rmSync(folder, { recursive: true });
			await configure();
		}
		const build = { folder, sources: sourcesOf(folder) };
		if (made) copyCommon(made, build);
		const targets = [join(folder, "mc.xs.c"), join(folder, "mc.resources.c")];
		await run("make", ["-f", join(folder, "makefile"), "SDKCONFIG_H=", ...targets], options);
		return build;
	} catch (error) {
		const told = lines.filter((line) => !/^# (tsc|xsc) /.test(line)).join("\n");
		throw new Error(`The build for ${platform} fails (${(error as Error).message}):\n${told}`);
	}
}

function makefileOf(folder: string): string | undefined {
	const makefile = join(folder, "makefile");
	return existsSync(makefile) ? readFileSync(makefile, "utf8") : undefined;
}

/** The rules for JavaScript and bytecode in the makefile that the SDK has made. */
function sourcesOf(folder: string): Map<string, string> {
	const makefile = makefileOf(folder) ?? "";
	const sources = new Map<string, string>();
	const rules = /^\$\((MODULES_DIR|TMP_DIR)\)\/(\S+\.(?:js|xsb)) ?: (\S+)/gm;
	for (const [, place, file, source] of makefile.matchAll(rules))
		sources.set(place === "MODULES_DIR" ? `modules/${file}` : file, source);
	return sources;
}

/** Copies what is made alike, JavaScript before the bytecode made of it, as `make` wants to see it. */
function copyCommon(from: Build, to: Build): void {
	const common = [...to.sources].filter(([file, source]) => from.sources.get(file) === source);
	const files = common.map(([file]) => file);
	for (const file of [".js", ".xsb"].flatMap((ending) => files.filter((one) => one.endsWith(ending)))) {
		mkdirSync(dirname(join(to.folder, file)), { recursive: true });
		copyFileSync(join(from.folder, file), join(to.folder, file));
	}
}

/** The SDK asks the repository of ESP-IDF for its version, and nothing more until C is compiled. */
export function pretendIdf(folder: string, sdk: ModdableSdk): void {
	const manifest = JSON.parse(readFileSync(join(sdk.root, "build/devices/esp32/manifest.json"), "utf8")) as {
		build: { EXPECTED_ESP_IDF: string };
	};
	const git = (...args: string[]) => {
		const author = ["-c", "user.name=xs-evse", "-c", "user.email=xs-evse@localhost"];
		if (spawnSync("git", [...author, ...args], { cwd: folder }).status !== 0)
			throw new MissingToolError("The ESP32 check needs git, which does not work here.");
	};
	mkdirSync(folder, { recursive: true });
	git("init", "--quiet");
	git("commit", "--quiet", "--allow-empty", "--message", "nothing");
	git("tag", manifest.build.EXPECTED_ESP_IDF);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	new Command("npm run esp32:check").description("Links the firmware of each ESP32 board.").parse();
	try {
		await checkEsp32((platform) => process.stdout.write(`The firmware links for ${platform}.\n`));
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		if (!(error instanceof MissingToolError)) process.exitCode = 1;
	}
}
