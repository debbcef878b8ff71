import { destination, pino } from "pino";
import { startCsms } from "../../../csms/start";

// A CSMS in a process of its own, with the options of startCsms as JSON.
const log = pino({ level: "warn" }, destination({ dest: 2, sync: true }));
const csms = await startCsms({ ...JSON.parse(process.argv[2]), log });
process.stdout.write(`${JSON.stringify({ csms: csms.url, ocpp: csms.ocpp })}\n`);
process.on("SIGTERM", () => void csms.stop().then(() => process.exit(0)));
