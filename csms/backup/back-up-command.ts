import "../../tools/node-version";
import { backUp } from "./back-up";
import { backupCommand, readArguments, runCommand } from "./command-line";

/** `npm run csms:backup -- FILE` */
await runCommand(async (progress) => {
	const command = backupCommand("csms:backup", "Writes all data of the CSMS into a new file, while it runs.");
	const { file, place } = readArguments(command, process.argv.slice(2), process.env);
	const rows = await backUp(place, file, progress);
	return `Backed up ${rows} rows to ${file}; keep it as safe as the database: it has keys and hashes of passwords.`;
});
