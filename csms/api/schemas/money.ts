import { type Static, Type } from "typebox";
import { object } from "./fields";

/** Money, and what a transaction costs. */

/** Never a binary fraction: 0.1 + 0.2 is 0.3. */
export const Amount = Type.String({
	pattern: "^-?\\d+(\\.\\d+)?$",
	description:
		"A sum of money as decimal text with the digits of its currency, such as 123 (TWD) or 12.30 (EUR)",
});
export const Currency = Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217, such as TWD" });

export const Money = object({ amount: Amount, currency: Currency });
export type Money = Static<typeof Money>;

/** One line of a receipt. */
export const CostLine = object({
	kind: Type.Enum(["start", "energy", "time", "idle"], {
		description: "The start fee, energy, time until charging ended, and time after that",
	}),
	quantity: Type.Number({ description: "energy: Wh; time and idle: seconds; start: 1" }),
	price: Type.String({ description: "Decimal text: per kWh, per minute, or for the start" }),
	amount: Amount,
});
export type CostLine = Static<typeof CostLine>;

export const Cost = object({
	amount: Type.String({ ...Amount, description: "The sum of the lines" }),
	currency: Currency,
	lines: Type.Array(CostLine, { description: "Each rounded to the digits of the currency" }),
});
export type Cost = Static<typeof Cost>;
