import { seededRandom } from "../../tools/seeded-random";

/** What can be done to the CSMS, to a charge point, or between them. */
export const FAULTS = [
	"CSMS killed",
	"CSMS's disk full",
	"CSMS's clock stepped",
	"charge point killed",
	"firmware killed",
	"power cut",
	"flash full",
	"charge point's clock stepped",
	"network gone",
	"connection cut",
	"connection silent",
	"connections refused",
	"bytes delayed",
	"bytes duplicated",
	"bytes reordered",
	"bytes truncated",
	"message duplicated",
	"messages reordered",
	"answer is nonsense",
	"call is nonsense",
] as const;
export type FaultName = (typeof FAULTS)[number];

/** One fault of a plan. */
export interface PlannedFault {
	/** Milliseconds after the begin. */
	at: number;
	fault: FaultName;
	/** Which of the charge points; of no meaning for the CSMS's own faults. */
	chargePoint: number;
	/** How long it lasts, ms, where it lasts. */
	duration: number;
	/** 0 to below 1: what else is left to chance. */
	amount: number;
}

/** Mean seconds between two faults of a kind, and the shortest and the longest duration in seconds. */
const RHYTHM: Readonly<Record<FaultName, readonly [every: number, least: number, most: number]>> = {
	"CSMS killed": [25, 0, 4],
	"CSMS's disk full": [45, 3, 12],
	"CSMS's clock stepped": [50, 5, 20],
	"charge point killed": [30, 0, 3],
	"firmware killed": [30, 0, 0],
	"power cut": [30, 0, 4],
	"flash full": [40, 3, 20],
	"charge point's clock stepped": [40, 5, 20],
	"network gone": [25, 1, 12],
	"connection cut": [12, 0, 0],
	"connection silent": [25, 4, 15],
	"connections refused": [40, 1, 6],
	"bytes delayed": [15, 2, 10],
	"bytes duplicated": [15, 0, 0],
	"bytes reordered": [15, 0, 0],
	"bytes truncated": [10, 0, 0],
	"message duplicated": [3, 0, 0],
	"messages reordered": [5, 0, 0],
	"answer is nonsense": [3, 0, 0],
	"call is nonsense": [15, 0, 0],
};

/**
 * Which faults come when, in their order. The same seed makes the same plan; how far the processes have come at
 * that moment is another matter.
 */
export function makePlan(seed: number, seconds: number, chargePoints: number): PlannedFault[] {
	const random = seededRandom(seed);
	const plan: PlannedFault[] = [];
	for (const fault of FAULTS) {
		const [every, least, most] = RHYTHM[fault];
		// In a process without memory the times between two events are distributed exponentially.
		const wait = () => -Math.log(1 - random()) * every;
		for (let at = wait(); at < seconds; at += wait()) {
			plan.push({
				at: Math.round(at * 1000),
				fault,
				chargePoint: Math.floor(random() * chargePoints),
				duration: Math.round((least + random() * (most - least)) * 1000),
				amount: random(),
			});
		}
	}
	return plan.sort((one, other) => one.at - other.at);
}
