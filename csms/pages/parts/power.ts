import type { MeterValue } from "../../api/schemas/transactions";

/**
 * The active power at each meter value, W: as it was measured, or, where a charge point tells of
 * energy alone, the mean since the value before. Null where neither is known.
 */
export function powers(meterValues: MeterValue[]): (number | null)[] {
	const measured = meterValues.some(({ powerW }) => powerW !== null);
	let before: { time: number; energyWh: number } | undefined;
	return meterValues.map(({ timestamp, energyWh, powerW }) => {
		if (measured || energyWh === null) return powerW;
		const time = Date.parse(timestamp);
		const hours = before ? (time - before.time) / 3_600_000 : 0;
		const mean = before && hours > 0 ? (energyWh - before.energyWh) / hours : null;
		before = { time, energyWh };
		return mean;
	});
}
