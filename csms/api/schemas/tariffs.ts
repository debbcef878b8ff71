import { type Static, Type } from "typebox";
import { nullable, object, Timestamp } from "./fields";
import { Currency } from "./money";

/** What charging costs. */

const Price = Type.String({
	pattern: "^\\d{1,9}(\\.\\d{1,6})?$",
	description: "Decimal text, such as 8.5",
});
/** The grid on which days begin in every time zone, and on which the energy of a transaction is exact. */
const QUARTER = "([01]\\d|2[0-3]):(00|15|30|45)";

const prices = {
	pricePerKwh: Price,
	pricePerMinute: Type.String({ ...Price, description: "From the start until charging ended" }),
	pricePerIdleMinute: Type.String({ ...Price, description: "From the end of charging until the stop" }),
};

/** Other prices at some times of the week. */
export const TariffWindow = object({
	weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
		minItems: 1,
		maxItems: 7,
		uniqueItems: true,
		description: "On which it begins: 1 is Monday, 7 Sunday",
	}),
	from: Type.String({ pattern: `^${QUARTER}$`, description: "A quarter of an hour, such as 22:30" }),
	to: Type.String({
		pattern: `^(${QUARTER}|24:00)$`,
		description: "When it no longer counts; not after `from`: on the next day",
	}),
	...prices,
});
export type TariffWindow = Static<typeof TariffWindow>;

export const TariffPrices = object({
	startFee: Price,
	...prices,
	windows: Type.Array(TariffWindow, { maxItems: 50, description: "Where several fit, the first one counts" }),
});
export type TariffPrices = Static<typeof TariffPrices>;

/** A version of the tariff: for the transactions that start from then on, until the next version. */
export const Tariff = object({
	id: Type.Integer(),
	validFrom: Timestamp,
	validTo: nullable(Timestamp),
	currency: Currency,
	timeZone: Type.String({ description: "In which its windows are" }),
	...TariffPrices.properties,
	account: Type.String({ description: "Who entered it" }),
	createdAt: Timestamp,
});
export type Tariff = Static<typeof Tariff>;

export const NewTariff = object({
	validFrom: Type.Optional(
		Type.String({
			format: "date-time",
			description: "Now without it. In the past only as long as no version has begun",
		}),
	),
	startFee: Type.Optional(Price),
	pricePerKwh: Type.Optional(Price),
	pricePerMinute: Type.Optional(prices.pricePerMinute),
	pricePerIdleMinute: Type.Optional(prices.pricePerIdleMinute),
	windows: Type.Optional(TariffPrices.properties.windows),
});
export type NewTariff = Static<typeof NewTariff>;

export const TariffParams = object({ id: Type.Integer({ minimum: 1 }) });
