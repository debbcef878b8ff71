import { frozen } from "../frozen";
import type {
	Measurand,
	MeterValue,
	Phase,
	ReadingContext,
	SampledValue,
	UnitOfMeasure,
} from "../ocpp/types";
import type { MeterReading } from "./interfaces";

/** What this hardware measures; the position in the table is the number in stored samples. */
export const MEASURANDS: readonly Measurand[] = frozen([
	"Energy.Active.Import.Register",
	"Power.Active.Import",
	"Current.Import",
	"Voltage",
	"Current.Offered",
]);

const UNITS: readonly UnitOfMeasure[] = frozen(["Wh", "W", "A", "V", "A"]);

const PHASES: readonly (Phase | undefined)[] = frozen([undefined, "L1", "L2", "L3", "L1-N", "L2-N", "L3-N"]);

/** One value in a stored sample: number of the measurand, number of the phase, the value as text. */
export type StoredValue = [measurand: number, phase: number, value: string];

/** True when the item of a measurand list, such as `Voltage.L1-N`, can be measured here (R-CFG-07). */
export function isMeasurable(item: string): boolean {
	return split(item) !== undefined;
}

function split(item: string): { measurand: number; phase: number } | undefined {
	const whole = (MEASURANDS as readonly string[]).indexOf(item);
	if (whole >= 0) return { measurand: whole, phase: -1 };
	const dot = item.lastIndexOf(".");
	const measurand = (MEASURANDS as readonly string[]).indexOf(item.slice(0, dot));
	const phase = (PHASES as readonly (string | undefined)[]).indexOf(item.slice(dot + 1));
	const phases = measurand === 2 ? [1, 2, 3] : measurand === 3 ? [4, 5, 6] : [];
	return phases.includes(phase) ? { measurand, phase } : undefined;
}

/**
 * The measurands of `list` (a value of MeterValuesSampledData or its kin) that the meter shows, one
 * value per phase, or just the phase asked for (R-MV-04).
 */
export function takeSample(list: string, reading: MeterReading, offeredA: number | undefined): StoredValue[] {
	const values: StoredValue[] = [];
	for (const text of list.split(",")) {
		const item = split(text.trim());
		if (!item) continue;
		const { measurand, phase } = item;
		if (measurand === 0) values.push([0, 0, String(reading.importWh)]);
		else if (measurand === 1 && reading.powerW !== undefined) values.push([1, 0, decimal(reading.powerW)]);
		else if (measurand === 2) pushPhases(values, measurand, phase, 1, reading.currentA);
		else if (measurand === 3) pushPhases(values, measurand, phase, 4, reading.voltageV);
		else if (measurand === 4 && offeredA !== undefined) values.push([4, 0, decimal(offeredA)]);
	}
	return values;
}

function pushPhases(
	values: StoredValue[],
	measurand: number,
	wanted: number,
	first: number,
	readings: readonly number[] | undefined,
): void {
	if (!readings) return;
	for (let i = 0; i < readings.length; i++) {
		if (wanted < 0 || wanted === first + i) values.push([measurand, first + i, decimal(readings[i])]);
	}
}

function decimal(value: number): string {
	return String(Math.round(value * 10) / 10);
}

/** A stored sample as OCPP sends it; the context is always explicit (R-MV-05). */
export function toMeterValue(
	timestamp: string,
	context: ReadingContext,
	values: readonly StoredValue[],
): MeterValue {
	const sampledValue: SampledValue[] = [];
	for (const [measurand, phase, value] of values) {
		const sampled: SampledValue = {
			value,
			context,
			measurand: MEASURANDS[measurand],
			unit: UNITS[measurand],
		};
		if (phase) sampled.phase = PHASES[phase];
		sampledValue.push(sampled);
	}
	return { timestamp, sampledValue };
}
