import { frozen } from "../frozen";
import type { MeterValue, ReadingContext, SampledValue } from "../ocpp/types";
import { DEFINITIONS, PHASES, type StoredValues } from "./measurands";

/** Why samples are taken; the position in the table is the number in stored samples. */
export const CONTEXTS: readonly ReadingContext[] = frozen([
	...["Sample.Periodic" as const, "Sample.Clock" as const, "Trigger" as const],
	...["Transaction.Begin" as const, "Transaction.End" as const],
]);

/** A stored sample as OCPP sends it; the context is always explicit (R-MV-05). */
export function toMeterValue(timestamp: string, context: ReadingContext, values: StoredValues): MeterValue {
	const sampledValue: SampledValue[] = [];
	for (let i = 0; i + 1 < values.length; i += 2) {
		const { measurand, unit, location } = DEFINITIONS[values[i] >> 3];
		const phase = PHASES[values[i] & 7];
		sampledValue.push({ value: String(values[i + 1]), context, measurand, unit, phase, location });
	}
	return { timestamp, sampledValue };
}
