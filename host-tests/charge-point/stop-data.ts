import { expect } from "vitest";
import type { MeterValue } from "../../modules/ocpp/types";

export const REGISTER = "Energy.Active.Import.Register";

export function dataOf(stop: { transactionData?: MeterValue[] }): MeterValue[] {
	expect(stop.transactionData).toBeDefined();
	return stop.transactionData!;
}

export const contexts = (data: MeterValue[]) => data.map(({ sampledValue }) => sampledValue[0].context);

/** Seconds from the first sample to each. */
export function seconds(data: MeterValue[]): number[] {
	const first = Date.parse(data[0].timestamp);
	return data.map(({ timestamp }) => Math.round((Date.parse(timestamp) - first) / 1000));
}

/** Begin first, End last, samples in order and of the transaction, no more than the key says. */
// biome-ignore lint/suspicious/noExplicitAny: payloads of the scripted CSMS
export function checkData(start: any, stop: any, most = 20): MeterValue[] {
	const data = dataOf(stop);
	expect(contexts(data)[0]).toBe("Transaction.Begin");
	expect(contexts(data).at(-1)).toBe("Transaction.End");
	expect(contexts(data).filter((context) => context?.startsWith("Transaction"))).toHaveLength(2);
	expect(data[0].timestamp).toBe(start.timestamp);
	expect(data.at(-1)!.timestamp).toBe(stop.timestamp);
	const times = seconds(data);
	for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThanOrEqual(times[i - 1]);
	expect(data.length).toBeLessThanOrEqual(most);
	for (const { sampledValue } of data) {
		for (const { context } of sampledValue) expect(context).toBe(sampledValue[0].context);
	}
	return data;
}

export function registers(data: MeterValue[]): number[] {
	return data.flatMap(({ sampledValue }) =>
		sampledValue.filter(({ measurand }) => measurand === REGISTER).map(({ value }) => Number(value)),
	);
}
