import "./node-version";
import { Command } from "commander";
import { FIRST_ACCOUNT, startCsms } from "../csms/start";
import { startSimulator } from "../simulator/simulator";
import { buildPages } from "./build-pages";
import { LIVELY } from "./lively";
import { atEnd, end } from "./started";

/** `npm start`: the CSMS and one simulated charge point, both on loopback, until Ctrl-C. */

new Command("npm start")
	.description("The CSMS and one simulated charge point, until Ctrl-C. Their data is under .data.")
	.addHelpText("after", "\nnpm run csms and npm run simulator start one of them, with options of their own.")
	.parse();

try {
	console.log(await buildPages());
	const csms = await startCsms({
		host: "127.0.0.1",
		port: 8180,
		data: ".data/csms",
		acceptUnknown: true,
		acceptRegistrations: true,
		adminPassword: process.env.CSMS_ADMIN_PASSWORD || undefined,
		apiToken: process.env.CSMS_API_TOKEN || undefined,
	});
	atEnd(() => csms.stop());
	const simulator = await startSimulator({ csms: csms.ocpp, set: LIVELY, log: () => {} });
	atEnd(() => simulator.close());
	console.log(`
  CSMS           ${csms.url}   drivers register here, operators sign in
  Charge point   ${simulator.panel}   ${simulator.identity}: card, cable, vehicle, OLED
`);
	if (csms.firstPassword !== undefined) {
		console.log(
			`  Operator's account: ${FIRST_ACCOUNT}, password ${csms.firstPassword} (shown only this once)\n`,
		);
	}
	console.log("  Ctrl-C ends both.");
} catch (error) {
	console.error((error as Error).message);
	await end(1);
}
