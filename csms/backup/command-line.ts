import { Command } from "commander";
import { checkDatabaseUrl } from "../database/postgres-refusals";
import { StartError } from "../start-error";
import type { Progress } from "./back-up";
import type { Place } from "./database";

/** What the commands for back-ups are given. */
export interface BackupArguments {
	file: string;
	place: Place;
	replace: boolean;
}

/** Milliseconds between two words about the progress. */
const INTERVAL = 200;

/** The command of that name with its file and where the database is, as `npm run csms` takes it. */
export function backupCommand(name: string, description: string): Command {
	return new Command(`npm run ${name} --`)
		.description(description)
		.argument("<FILE>", "the back-up")
		.option("--data <DIR>", "the folder of the SQLite database", ".data/csms")
		.option("--database <URL>", "postgres://… instead of SQLite; also DATABASE_URL")
		.showSuggestionAfterError(false);
}

/** Reads the command line and the environment; throws a {@link StartError} for what cannot be done. */
export function readArguments(
	command: Command,
	argv: readonly string[],
	environment: NodeJS.ProcessEnv,
): BackupArguments {
	command.parse(argv, { from: "user" });
	const { data, replace, database: given } = command.opts<Place & { replace?: boolean }>();
	const database = given ?? (environment.DATABASE_URL || undefined);
	if (database !== undefined) checkDatabaseUrl(database, given === undefined ? "DATABASE_URL" : "--database");
	return { file: command.args[0], place: { data, database }, replace: replace === true };
}

/** Runs a command, tells on a terminal how far it is, and says at the end what it did or why it did not. */
export async function runCommand(work: (progress: Progress) => Promise<string>): Promise<void> {
	const { stderr, stdout } = process;
	let told = 0;
	const clear = () => stderr.isTTY && stderr.write("\r\u001b[K");
	try {
		const sentence = await work((rows, of) => {
			if (!stderr.isTTY || performance.now() - told < INTERVAL) return;
			told = performance.now();
			stderr.write(`\r${Math.floor((100 * rows) / Math.max(of, 1))} % (${rows} of ${of} rows)`);
		});
		clear();
		stdout.write(`${sentence}\n`);
	} catch (error) {
		clear();
		const { message } = error as Error;
		stderr.write(error instanceof StartError ? `${message}\n` : `It did not work: ${message}.\n`);
		process.exitCode = 1;
	}
}
