/**
 * `npm run bench:flash`: what transactions and days do to the flash, and how many transactions wait in it for a
 * CSMS, with the firmware's modules on a flash in memory that counts, in a virtual time.
 */
import { Rig } from "../host-tests/charge-point/rig";
import { FLASH_BLOCKS, RECORD_BLOCKS } from "../modules/storage/layout";
import { type Area, DAYS, wearOfDays, wearOfSessions } from "../tools/wear";
import { benchmark, progress } from "./command";
import { publish } from "./page";
import { grouped, table } from "./table";

/** Sessions that are counted, so that erasing, which comes once in many of them, has its share. */
const SESSIONS = 500;
const BLOCK = 4096;
/** Blocks of the journal that are 100 KiB. */
const HUNDRED_KIB = 25;

await benchmark(
	"flash",
	"Writes, bytes and erasures of transactions and days, and what waits offline.",
	async () => {
		progress(`${SESSIONS} transactions without a sample, then with one each minute of an hour`);
		const short = wearOfSessions(SESSIONS, 0);
		const hour = wearOfSessions(SESSIONS, 60);
		progress(`${DAYS} days of charging`);
		const days = wearOfDays();
		progress("Transactions without a CSMS until there is no more room");
		publish(
			"flash",
			[
				table(
					["", "writes", "bytes", "erasures of a block", "MicroOcpp: file writes", "bytes"],
					[
						["a transaction without samples", ...each(short, SESSIONS), "10", "3,057"],
						["an hour with a sample each minute", ...each(hour, SESSIONS), "13", "not measured"],
						["a day of 8 sessions of 90 minutes", ...each(days, DAYS), "not measured", "not measured"],
					],
				),
				"",
				table(
					[
						"transactions that wait for a CSMS, each of an hour",
						"in 100 KiB",
						`in ${journalKib()} KiB, as shipped`,
						"MicroOcpp",
					],
					[
						["without samples", ...capacities("0"), "4"],
						["with a sample each minute, fewer when it gets full", ...capacities("60"), "4"],
					],
				),
			].join("\n"),
		);
	},
);

function journalKib(): number {
	return ((FLASH_BLOCKS - RECORD_BLOCKS) * BLOCK) / 1024;
}

function each({ records, journal }: { records: Area; journal: Area }, count: number): string[] {
	const erases = [...records.erases, ...journal.erases].reduce((sum, one) => sum + one, 0);
	const [writes, bytes] = [records.writes + journal.writes, records.bytes + journal.bytes];
	return [grouped(writes / count), grouped(bytes / count), grouped(erases / count, 3)];
}

function capacities(sampleInterval: string): string[] {
	return [HUNDRED_KIB, FLASH_BLOCKS - RECORD_BLOCKS].map((blocks) => {
		const { sessions, samples } = capacity(sampleInterval, blocks);
		const text = grouped(sessions);
		return samples > 0 ? `${text}, with ${grouped(samples / sessions, 1)} samples each` : text;
	});
}

/** How many sessions of an hour are taken without a CSMS until one is refused, and what is kept with them. */
function capacity(sampleInterval: string, journalBlocks: number): { sessions: number; samples: number } {
	const rig = new Rig({
		...{ recordBlocks: RECORD_BLOCKS, journalBlocks },
		defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: sampleInterval },
	});
	rig.advance(1);
	rig.setOnline(false);
	for (let sessions = 0; ; sessions++) {
		const driver = `DRIVER-${String(sessions).padStart(13, "0")}`;
		rig.charge(driver);
		// All but a start and a stop of each are samples.
		const samples = rig.chargePoint.state.queueLength - 2 * sessions;
		if (!rig.connector.contactor) return { sessions, samples };
		rig.advance(3600);
		rig.present(driver);
		rig.connector.plug(false);
		rig.advance(1);
	}
}
