import "./node-version";
import { existsSync } from "node:fs";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { startCsms } from "../csms/start";
import { buildPages } from "./build-pages";
import { LivingSite } from "./demo/alive";
import { Chance } from "./demo/chance";
import { makeDrivers } from "./demo/drivers";
import { DRIVERS, demoCsms, fill } from "./demo/fill";
import { ACCOUNTS, SEED } from "./demo/half-year";
import { atEnd, end } from "./started";

/**
 * `npm run demo`: a CSMS with half a year of a small site behind it, and the site's simulated charge points, on
 * loopback until Ctrl-C. The first start plays the half year through OCPP and REST in two minutes or so; the next
 * ones go on with what is there.
 */

const FOLDER = ".data/demo";

new Command("npm run demo")
	.description(
		`A CSMS with half a year of a small site, and its charge points, until Ctrl-C. Its data is in ${FOLDER}.`,
	)
	.parse();

try {
	console.log(await buildPages());
	if (!existsSync(FOLDER)) await fill(FOLDER);
	const csms = await startCsms(demoCsms(FOLDER, 8180));
	atEnd(csms.stop);
	const bar = new SingleBar({ format: "  Charge points  {bar}  {value} of {total}", hideCursor: true });
	bar.start(LivingSite.size, 0);
	const site = await LivingSite.start(csms.ocpp, FOLDER, (count) => bar.update(count)).finally(() =>
		bar.stop(),
	);
	atEnd(() => site.close());
	const drivers = makeDrivers(DRIVERS, new Chance(SEED));
	site.play(
		new Chance(Date.now()),
		drivers.map(({ idTag }) => idTag),
	);
	const { administrator, operator, reader, driverPassword } = ACCOUNTS;
	console.log(`
  CSMS           ${csms.url}
  Sign in as     ${administrator.account} (administrator), password ${administrator.password}
                 ${operator.account} (operator), password ${operator.password}
                 ${reader.account} (read-only), password ${reader.password}
                 ${drivers[0].email} (driver), password ${driverPassword}
`);
	for (const { identity, panel } of site.panels) console.log(`  ${identity}        ${panel}`);
	console.log(`
  Vehicles come and go by themselves. Ctrl-C ends all; delete ${FOLDER} to begin anew.`);
} catch (error) {
	console.error((error as Error).message);
	await end(1);
}
