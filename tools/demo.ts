import "./node-version";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { SingleBar } from "cli-progress";
import { startCsms } from "../csms/start";
import { buildPages } from "./build-pages";
import { DAY } from "./demo/agenda";
import { LivingSite, leaveMeters } from "./demo/alive";
import { Chance } from "./demo/chance";
import { makeDrivers } from "./demo/drivers";
import { ACCOUNTS, playHalfYear, SEED } from "./demo/half-year";
import { midnight } from "./demo/site";

/**
 * `npm run demo`: a CSMS with half a year of a small site behind it, and the site's simulated charge points, on
 * loopback until Ctrl-C. The first start plays the half year through OCPP and REST in two minutes or so; the next
 * ones go on with what is there.
 */

const FOLDER = ".data/demo";
/** The folder while it is filled: one that was not finished is made anew. */
const UNFINISHED = `${FOLDER}.unfinished`;
const DAYS = 182;
const DRIVERS = 80;

/** What has been started, undone in reverse order. */
const undo: (() => Promise<void>)[] = [];
let ending = false;

async function end(status: number): Promise<void> {
	if (ending) process.exit(1);
	ending = true;
	for (const step of undo.reverse()) await step();
	process.exit(status);
}

process.on("SIGINT", () => void end(0));
process.on("SIGTERM", () => void end(0));

const csmsOptions = (data: string, port: number) => ({
	...{ host: "127.0.0.1", port, data: `${data}/csms`, acceptUnknown: false, acceptRegistrations: false },
	adminPassword: ACCOUNTS.administrator.password,
});

/** Plays the half year into a folder of its own, which gets its name when it is whole. */
async function fill(): Promise<void> {
	rmSync(UNFINISHED, { recursive: true, force: true });
	mkdirSync(UNFINISHED, { recursive: true });
	// Days pass in a second: what is wrong has to be found before it is over.
	const csms = await startCsms({ ...csmsOptions(UNFINISHED, 0), diagnosis: { delay: 5, interval: 100 } });
	undo.push(csms.stop);
	const now = Date.now();
	const start = midnight(now) - DAYS * DAY;
	const bar = new SingleBar({
		format: "  Half a year of a small site  {bar}  {percentage} %  {day}",
		barCompleteChar: "█",
		barIncompleteChar: "░",
		hideCursor: true,
		noTTYOutput: true,
		notTTYSchedule: 10_000,
	});
	bar.start(now - start, 0, { day: "" });
	try {
		const { url, ocpp } = csms;
		const { transactions, energyWh, registers } = await playHalfYear({
			...{ url, ocpp, start, end: now, drivers: DRIVERS },
			onTime: (time) => bar.update(time - start, { day: new Date(time).toISOString().slice(0, 10) }),
		});
		bar.stop();
		for (const [identity, wh] of registers) leaveMeters(UNFINISHED, identity, wh);
		const energy = Math.round(energyWh / 1000).toLocaleString("en");
		console.log(`  ${transactions.toLocaleString("en")} sessions with ${energy} kWh.`);
	} finally {
		bar.stop();
		await undo.pop()!();
	}
	renameSync(UNFINISHED, FOLDER);
}

try {
	console.log(await buildPages());
	if (!existsSync(FOLDER)) await fill();
	const csms = await startCsms(csmsOptions(FOLDER, 8180));
	undo.push(csms.stop);
	const bar = new SingleBar({ format: "  Charge points  {bar}  {value} of {total}", hideCursor: true });
	bar.start(LivingSite.size, 0);
	const site = await LivingSite.start(csms.ocpp, FOLDER, (count) => bar.update(count)).finally(() =>
		bar.stop(),
	);
	undo.push(() => site.close());
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
