import { mkdirSync, renameSync, rmSync } from "node:fs";
import { SingleBar } from "cli-progress";
import { type CsmsOptions, startCsms } from "../../csms/start";
import { DAY } from "./agenda";
import { leaveMeters } from "./alive";
import { ACCOUNTS, playHalfYear } from "./half-year";
import { midnight } from "./site";

export const DRIVERS = 80;
const DAYS = 182;

/** How the CSMS of the demo in that folder is started. */
export function demoCsms(folder: string, port: number): CsmsOptions {
	return {
		...{ host: "127.0.0.1", port, data: `${folder}/csms`, acceptUnknown: false, acceptRegistrations: false },
		adminPassword: ACCOUNTS.administrator.password,
	};
}

/**
 * Plays the half year and tells how far it is. The folder gets its name when it is whole: what an end in the middle
 * leaves behind is made anew.
 */
export async function fill(folder: string): Promise<void> {
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	// Days pass in a second: what is wrong is looked for by the time that the story has, and not besides.
	const diagnosis = { delay: DAY, interval: DAY };
	const csms = await startCsms({ ...demoCsms(unfinished, 0), diagnosis });
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
			...{ url, ocpp, start, end: now, drivers: DRIVERS, diagnose: csms.diagnose },
			onTime: (time) => bar.update(time - start, { day: new Date(time).toISOString().slice(0, 10) }),
		});
		for (const [identity, wh] of registers) leaveMeters(unfinished, identity, wh);
		bar.stop();
		const energy = Math.round(energyWh / 1000).toLocaleString("en");
		console.log(`  ${transactions.toLocaleString("en")} sessions with ${energy} kWh.`);
	} finally {
		bar.stop();
		await csms.stop();
	}
	renameSync(unfinished, folder);
}
