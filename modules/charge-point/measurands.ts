import { frozen } from "../frozen";
import type { Location, Measurand, Phase, UnitOfMeasure } from "../ocpp/types";
import type { MeterReading } from "./interfaces";

/** What the meter shows, and what the charge point knows besides. */
export interface Measurement extends MeterReading {
	/** Offered to the vehicle per phase, A. */
	offeredA?: number;
	/** Offered to the vehicle in all, W. */
	offeredW?: number;
	/** What was drawn in the sampling interval that ends now, Wh (R-MV-12). */
	intervalWh?: number;
}

interface Definition {
	readonly measurand: Measurand;
	readonly field: keyof Measurement;
	/** Absent: OCPP has none for it, as for the frequency in Hz (R-MV-09). */
	readonly unit?: UnitOfMeasure;
	readonly decimals: number;
	/** Position in PHASES of the first value; absent: the value is of the whole connector. */
	readonly firstPhase?: number;
	/** Absent: the outlet. */
	readonly location?: Location;
}

export const PHASES: readonly (Phase | undefined)[] = frozen([
	...[undefined, "L1" as const, "L2" as const, "L3" as const],
	...["L1-N" as const, "L2-N" as const, "L3-N" as const],
]);

const define = (
	measurand: Measurand,
	field: keyof Measurement,
	unit: UnitOfMeasure | undefined,
	decimals: number,
	firstPhase?: number,
	location?: Location,
): Definition => ({ measurand, field, unit, decimals, firstPhase, location });

/**
 * Every measurand that a meter here can show, the first row that it does show counting. The position
 * in the table is the number in stored samples: new rows go to the end.
 */
export const DEFINITIONS: readonly Definition[] = frozen([
	define("Energy.Active.Import.Register", "importWh", "Wh", 0),
	define("Power.Active.Import", "powerW", "W", 0),
	define("Current.Import", "currentA", "A", 2, 1),
	define("Voltage", "voltageV", "V", 1, 4),
	define("Current.Offered", "offeredA", "A", 2),
	define("Power.Offered", "offeredW", "W", 0),
	define("Energy.Active.Import.Interval", "intervalWh", "Wh", 0),
	define("Power.Active.Import", "phasePowerW", "W", 0, 1),
	define("Power.Factor", "powerFactor", undefined, 3),
	define("Frequency", "frequencyHz", undefined, 2),
	define("Temperature", "temperatureC", "Celcius", 1, undefined, "Body"),
	define("SoC", "socPercent", "Percent", 0, undefined, "EV"),
	define("Energy.Active.Export.Register", "exportWh", "Wh", 0),
	define("Power.Active.Export", "exportW", "W", 0),
	define("Current.Export", "exportA", "A", 2, 1),
	define("Energy.Reactive.Import.Register", "reactiveImportVarh", "varh", 0),
	define("Energy.Reactive.Export.Register", "reactiveExportVarh", "varh", 0),
	define("Power.Reactive.Import", "reactiveImportVar", "var", 0),
	define("Power.Reactive.Export", "reactiveExportVar", "var", 0),
]);

/**
 * The values of a sample in the form in which they are stored: pairs of a code, which is the row in
 * DEFINITIONS * 8 + the position in PHASES, and the value.
 */
export type StoredValues = number[];

/** All items that a measurand list can have where the meters show what `reading` has. */
export function measurableItems(reading: MeterReading): string[] {
	const known = withOwn(reading, 0, 0);
	const items: string[] = [];
	DEFINITIONS.forEach((definition) => {
		const measurand = definition.measurand;
		const value = known[definition.field];
		if (value === undefined) return;
		if (!items.includes(measurand)) items.push(measurand);
		if (typeof value === "number" || value === null) return;
		const firstPhase = definition.firstPhase ?? 0;
		for (let i = 0; i < value.length; i++) items.push(`${measurand}.${PHASES[firstPhase + i]}`);
	});
	return items;
}

/** A reading together with the current that is offered and the energy of the interval that ends now. */
export function withOwn(reading: MeterReading, offeredA?: number, intervalWh?: number): Measurement {
	let offeredW: number | undefined;
	if (offeredA !== undefined && reading.voltageV) {
		offeredW = 0;
		for (let i = 0; i < reading.voltageV.length; i++) offeredW += offeredA * reading.voltageV[i];
	}
	return { ...reading, offeredA, offeredW, intervalWh };
}

/**
 * The measurands of `list` (a value of MeterValuesSampledData or its kin) that are known, one value per
 * phase, or just the phase asked for (R-MV-04). When there is none, the energy register: a sample cannot
 * be empty (R-MV-03).
 */
export function takeSample(list: string, measurement: Measurement): StoredValues {
	const values: StoredValues = [];
	list.split(",").forEach((item) => {
		DEFINITIONS.some((_, row) => takeRow(values, row, item.trim(), measurement));
	});
	if (values.length === 0) put(values, 0, measurement.importWh, 0);
	return values;
}

/** Takes what the item of a list means in a row of the table; true when the row is all that it means. */
function takeRow(values: StoredValues, row: number, item: string, measurement: Measurement): boolean {
	const { measurand, field, firstPhase = 0, decimals } = DEFINITIONS[row];
	if (!item.startsWith(measurand)) return false;
	const measured = measurement[field];
	if (measured === undefined || measured === null) return false;
	if (typeof measured === "number") {
		if (item !== measurand) return false;
		put(values, row * 8, measured, decimals);
		return true;
	}
	for (let i = 0; i < measured.length; i++) {
		const phase = firstPhase + i;
		if (item === measurand || item === `${measurand}.${PHASES[phase]}`)
			put(values, row * 8 + phase, measured[i], decimals);
	}
	return item === measurand;
}

/** A value that the meter could not tell, or that is there already, is left out. */
function put(values: StoredValues, code: number, value: number, decimals: number): void {
	if (!Number.isFinite(value)) return;
	for (let i = 0; i < values.length; i += 2) if (values[i] === code) return;
	const scale = 10 ** decimals;
	values.push(code, Math.round(value * scale) / scale + 0);
}
