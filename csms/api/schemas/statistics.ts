import { type Static, Type } from "typebox";
import { nullable, object, Timestamp } from "./fields";
import { Amount, Currency } from "./money";

/** What the records of a period add up to. */

/** Days are those of the site's time zone, weeks those of ISO 8601; none: the whole period is one interval. */
export const Interval = Type.Enum(["day", "week", "month", "none"]);
export type Interval = Static<typeof Interval>;

export const Grouping = Type.Enum(["none", "charge-point", "connector", "user", "group"], {
	description: "group: by the parentIdTag that the id had when the transaction started",
});
export type Grouping = Static<typeof Grouping>;

const Day = Type.String({ format: "date", description: "A day in the site's time zone, such as 2026-01-31" });

export const StatisticsQuery = object({
	from: Type.String({ ...Day, description: "The first day, in the site's time zone, such as 2026-01-01" }),
	to: Type.String({ ...Day, description: "The last day; it belongs to the period" }),
	interval: Type.Optional(Type.Enum(["day", "week", "month", "none"], { default: "none" })),
	by: Type.Optional(
		Type.Enum(["none", "charge-point", "connector", "user", "group"], { ...Grouping, default: "none" }),
	),
	only: Type.Optional(
		Type.String({ maxLength: 200, description: "With `by`: the key of the one group that is asked for" }),
	),
});
export type StatisticsQuery = Static<typeof StatisticsQuery>;

const part = (description: string) => nullable(Type.Number({ description }));

/** docs/csms-statistics.md says how each is added up. */
export const Figures = object({
	sessions: Type.Integer({ description: "Transactions that started in the interval" }),
	energyWh: Type.Number({ description: "Wh that flowed in the interval" }),
	duration: Type.Number({
		description: "Seconds with a transaction in the interval, of all connectors together",
	}),
	chargingDuration: Type.Number({ description: "Seconds of these in which energy flowed" }),
	startedEnergyWh: Type.Number({
		description: "Wh of the transactions that started in the interval, in all; whole ones of each",
	}),
	startedDuration: Type.Number({
		description: "Seconds of the transactions that started in the interval, in all; whole ones of each",
	}),
	cost: nullable(
		Type.String({
			...Amount,
			description: "Of the transactions that started in the interval; null when none of them has a cost",
		}),
	),
	pricedSessions: Type.Integer({ description: "How many of `sessions` have a cost in the currency" }),
	peakPowerW: part("Highest power at one moment, of all connectors together, W"),
	peakPowerAt: nullable(Timestamp),
	peakSessions: Type.Integer({ description: "Most transactions at one moment" }),
	peakSessionsAt: nullable(Timestamp),
	connectorDuration: part("Seconds that the connectors have been known, up to now; null by user or group"),
	occupancy: part("duration / connectorDuration, 0 to 1"),
	chargingShare: part("chargingDuration / connectorDuration, 0 to 1"),
	observedDuration: part(
		"Seconds since the first connection, of all connectors together; null by user or group",
	),
	availableDuration: part("Seconds of these connected and neither Faulted nor Unavailable"),
	availability: part("availableDuration / observedDuration, 0 to 1"),
	faults: nullable(Type.Integer({ description: "How often a connector or charge point became Faulted" })),
	timeBetweenFaults: part("availableDuration / faults, seconds; null without a fault"),
});
export type Figures = Static<typeof Figures>;

export const StatisticsInterval = object({
	label: Type.String({
		description: "2026-01-31, 2026-W05, 2026-01; the whole period: 2026-01-01/2026-01-31",
	}),
	from: Timestamp,
	to: Type.String({ format: "date-time", description: "Its end, which no longer belongs to it" }),
	total: Figures,
});
export type StatisticsInterval = Static<typeof StatisticsInterval>;

export const StatisticsGroup = object({
	key: Type.String({ description: "What `only` takes; empty for transactions without user or group" }),
	identity: nullable(Type.String({ description: "By charge point or connector" })),
	connectorId: nullable(Type.Integer({ description: "By connector" })),
	userId: nullable(Type.Integer({ description: "By user, if it is a registered one" })),
	user: nullable(Type.String({ description: "By user: the name" })),
	parentIdTag: nullable(Type.String({ description: "By group" })),
	total: Figures,
	intervals: Type.Array(Figures, { description: "One for each of the answer's `intervals`" }),
});
export type StatisticsGroup = Static<typeof StatisticsGroup>;

export const Statistics = object({
	from: Timestamp,
	to: Type.String({
		format: "date-time",
		description: "The end of the period, which no longer belongs to it",
	}),
	at: Type.String({
		format: "date-time",
		description: "When it was added up; running transactions count to then",
	}),
	timeZone: Type.String({ description: "The site's, such as Asia/Taipei" }),
	currency: Currency,
	interval: Interval,
	by: Grouping,
	pending: Type.Boolean({
		description:
			"Not all meter values have been worked up yet: peaks, charging time and how energy spreads over days " +
			"may still change",
	}),
	total: Figures,
	intervals: Type.Array(StatisticsInterval),
	groups: Type.Array(StatisticsGroup, { description: "Empty unless `by` is given" }),
});
export type Statistics = Static<typeof Statistics>;
