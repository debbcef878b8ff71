/**
 * `npm run wear`: what days of charging do to the ESP32's flash, measured with the firmware's modules on a
 * flash in memory that counts. docs/storage.md has the table that this prints.
 */
import { fileURLToPath } from "node:url";
import { Rig } from "../host-tests/charge-point/rig";
import { FLASH_BLOCKS, RECORD_BLOCKS } from "../modules/storage/layout";

/** Erase cycles that the data sheets of NOR flash promise for each block. */
const CYCLES = 100_000;
const DAY = 86_400;
export const DAYS = 60;
const SESSIONS = 8;
/** A session, s, and the energy that it takes at 3 x 230 V and 16 A, Wh. */
const SESSION = 5400;
const SESSION_ENERGY = (3 * 230 * 16 * SESSION) / 3600;

/** As in device/energy-register.ts: a write for each 50 Wh, two when the contactor opens. */
const REGISTER_WRITES = SESSIONS * (Math.floor(SESSION_ENERGY / 50) + 1 + 2);
/** NVS: 20 KiB of pages with 126 entries of 32 bytes each; an integer takes one, and a page stays free. */
const NVS_PAGES = 5;
const NVS_ENTRIES = 126;

/** What was done to a part of the flash. */
export interface Area {
	name: string;
	blocks: number;
	/** By block. */
	erases: number[];
	writes: number;
	/** That were written. */
	bytes: number;
}

/** Counts from now on what is done to the rig's flash, which is divided as that of a charge point. */
function watch(rig: Rig): { records: Area; journal: Area } {
	const journalBlocks = FLASH_BLOCKS - RECORD_BLOCKS;
	const area = (name: string, blocks: number): Area => ({
		name,
		blocks,
		erases: Array(blocks).fill(0),
		writes: 0,
		bytes: 0,
	});
	const records = area("records", RECORD_BLOCKS);
	const journal = area("journal", journalBlocks);
	const { flash } = rig;
	const write = flash.write.bind(flash);
	const erase = flash.erase.bind(flash);
	flash.write = (offset, bytes) => {
		const area = offset < RECORD_BLOCKS * flash.blockSize ? records : journal;
		area.writes++;
		area.bytes += bytes.length;
		write(offset, bytes);
	};
	flash.erase = (block) => {
		if (block < RECORD_BLOCKS) records.erases[block]++;
		else journal.erases[block - RECORD_BLOCKS]++;
		erase(block);
	};
	return { records, journal };
}

function ready(defaults: Record<string, string>): Rig {
	const rig = new Rig({
		recordBlocks: RECORD_BLOCKS,
		journalBlocks: FLASH_BLOCKS - RECORD_BLOCKS,
		defaults: { AuthorizationCacheEnabled: "true", LocalAuthListEnabled: "true", ...defaults },
	});
	rig.advance(1);
	return rig;
}

function session(rig: Rig, idTag: string): void {
	rig.charge(idTag);
	rig.advance(SESSION);
	rig.present(idTag);
	rig.connector.plug(false);
	rig.advance(1);
	if (rig.state().status !== "Available") throw new Error(`after a session: ${rig.state().status}`);
}

/** The day of which docs/storage.md speaks. */
function day(rig: Rig, number: number): void {
	const start = rig.timers.now();
	for (let i = 0; i < SESSIONS; i++) {
		session(rig, `DRIVER-${(number * 3 + i) % 20}`);
		// Between sessions: a lost network, and at night a restart.
		if (i % 2 === 0) {
			rig.setOnline(false);
			rig.advance(300);
			rig.setOnline(true);
			rig.advance(60);
		}
	}
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(DAY - (rig.timers.now() - start) / 1000);
	rig.csms.received.length = 0;
}

/** What so many sessions of so many minutes do, with a sample each minute, delivered at once. */
export function wearOfSessions(count: number, minutes: number): { records: Area; journal: Area } {
	const rig = ready({ MeterValueSampleInterval: "60", AuthorizationCacheEnabled: "false" });
	const areas = watch(rig);
	for (let i = 0; i < count; i++) {
		rig.charge("ALICE");
		rig.advance(60 * minutes + 10);
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(1);
		rig.csms.received.length = 0;
	}
	return areas;
}

/** What {@link DAYS} days of charging do. */
export function wearOfDays(): { records: Area; journal: Area } {
	const rig = ready({ MeterValueSampleInterval: "60", ClockAlignedDataInterval: "900" });
	day(rig, 0);
	const areas = watch(rig);
	for (let i = 1; i <= DAYS; i++) day(rig, i);
	return areas;
}

/** Flash writes of one transaction with so many samples. */
function writesOf(minutes: number): number {
	const { records, journal } = wearOfSessions(1, minutes);
	return records.writes + journal.writes;
}

function years(erasesADay: number): string {
	return Math.floor(CYCLES / erasesADay / 365).toLocaleString("en");
}

/** The table of docs/storage.md. */
export function wearTable(): string {
	const { records, journal } = wearOfDays();
	const rows = [records, journal].map(({ name, blocks, erases, writes }) => {
		const mean = erases.reduce((sum, count) => sum + count, 0) / blocks / DAYS;
		const worst = Math.max(...erases) / DAYS;
		const perDay = Math.round(writes / DAYS).toLocaleString("en");
		return `| ${name} | ${blocks} | ${perDay} | ${mean.toFixed(3)} | ${worst.toFixed(3)} | ${years(worst)} |`;
	});
	const nvs = REGISTER_WRITES / NVS_ENTRIES / NVS_PAGES;
	const registers = REGISTER_WRITES.toLocaleString("en");
	const none = writesOf(0);
	const samples = 30;
	return [
		"| | blocks | writes a day | erases of a block a day, mean | of the worst block | years |",
		"| --- | --- | --- | --- | --- | --- |",
		...rows,
		`| energy register (NVS) | ${NVS_PAGES} | ${registers} | ${nvs.toFixed(3)} | ${nvs.toFixed(3)} | ${years(nvs)} |`,
		"",
		`A transaction that is delivered at once is ${none} writes, and a sample in it ${(writesOf(samples) - none) / samples}.`,
	].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${wearTable()}\n`);
