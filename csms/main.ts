import "../tools/node-version";
import { destination, pino } from "pino";
import { readCommandLine } from "./command-line";
import { type Csms, FIRST_ACCOUNT, startCsms } from "./start";
import { StartError } from "./start-error";

const STDERR = 2;
/** Milliseconds that an orderly end may take. */
const PATIENCE = 10_000;

try {
	const options = readCommandLine(process.argv.slice(2), process.env);
	const csms = await startCsms({ ...options, log: pino(destination({ dest: STDERR, sync: true })) });
	if (csms.firstPassword !== undefined) {
		tell(`The first administrator's account is "${FIRST_ACCOUNT}" with the password ${csms.firstPassword}`);
		tell("It is shown only this once.");
	}
	// Whoever reads that it is ready may end it at that moment.
	endOnSignal(csms);
	process.stdout.write(`${JSON.stringify({ csms: csms.url, ocpp: csms.ocpp })}\n`);
} catch (error) {
	if (!(error instanceof StartError)) throw error;
	tell(error.message);
	process.exitCode = 1;
}

function tell(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
}

/** Ends in order on the first signal, at once on the second. */
function endOnSignal(csms: Csms): void {
	let ending = false;
	const end = () => {
		if (ending) process.exit(1);
		ending = true;
		setTimeout(() => process.exit(1), PATIENCE).unref();
		void csms.stop().then(() => process.exit(0));
	};
	process.on("SIGTERM", end);
	process.on("SIGINT", end);
}
