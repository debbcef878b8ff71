import "../../tools/node-version";
import { backupCommand, readArguments, runCommand } from "./command-line";
import { restore } from "./restore";

/** `npm run csms:restore -- FILE` */
await runCommand(async (progress) => {
	const command = backupCommand("csms:restore", "Makes the database what it was at a back-up.").option(
		"--replace",
		"what the database has is lost",
		false,
	);
	const { file, place, replace } = readArguments(command, process.argv.slice(2), process.env);
	const rows = await restore(place, file, replace, progress);
	return `Restored ${rows} rows from ${file}.`;
});
