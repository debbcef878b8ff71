import { type Static, Type } from "typebox";
import { nullable, object, Timestamp } from "./fields";

/** The site at this moment. */

export const RunningPower = object({
	transactionId: Type.Integer(),
	identity: Type.String({ description: "The charge point's" }),
	timestamp: nullable(Type.String({ format: "date-time", description: "Of the newest meter value" })),
	energyWh: nullable(Type.Number({ description: "The energy register in its newest reading, Wh" })),
	powerW: nullable(
		Type.Number({
			description:
				"As measured, W; of charge points that tell of energy alone the mean of the last two readings",
		}),
	),
	measured: Type.Boolean({ description: "The power was measured, and not reckoned from the energy" }),
});
export type RunningPower = Static<typeof RunningPower>;

export const Overview = object({
	sessions: Type.Integer({ description: "Transactions that have started since from" }),
	energyWh: Type.Number({ description: "Of these transactions so far, Wh" }),
	running: Type.Array(RunningPower, { description: "The running transactions" }),
});
export type Overview = Static<typeof Overview>;

export const OverviewQuery = object({
	from: Type.String({ format: "date-time", description: "When the day began for whoever asks" }),
});

export const Process = object({
	id: Type.Integer(),
	current: Type.Boolean({ description: "The one that answers" }),
	startedAt: Timestamp,
	chargePoints: nullable(Type.Integer({ description: "Connected to it; null where only one can be" })),
});
export type Process = Static<typeof Process>;

/** The CSMS itself. */
export const System = object({
	version: Type.String(),
	database: Type.Enum(["SQLite", "PostgreSQL"]),
	chargePoints: Type.Integer({ description: "Entered" }),
	processes: Type.Array(Process),
});
export type System = Static<typeof System>;
