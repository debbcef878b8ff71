import fc from "fast-check";
import { insertMeterValues } from "../../csms/database/meter-value-batch";
import type { Store } from "../../csms/database/store";
import type { PlainTransaction } from "./plain-statistics";

/** Transactions drawn by chance, and how they come into the database. */

const DAY = 24 * 3600_000;
/** The midnight in Taiwan with which the period begins, and its days. */
export const FROM = Date.parse("2026-02-25T00:00:00+08:00");
export const DAYS = 10;

const PLACES = [
	["A", 1],
	["A", 2],
	["B", 1],
] as const;

export interface Drawn {
	place: number;
	start: number;
	length: number;
	stopped: boolean;
	meterStart: number;
	steps: { gap: number; rise: number; powerW: number | null; silent: boolean }[];
	rest: number;
	user: number | null;
	parent: string | null;
	late: boolean;
}

export const drawn: fc.Arbitrary<Drawn> = fc.record({
	place: fc.nat(PLACES.length - 1),
	start: fc.integer({ min: -2 * DAY, max: DAYS * DAY }).map((time) => FROM + time),
	length: fc.oneof(fc.nat(6 * 3600_000), fc.nat(3 * DAY), fc.constant(0)),
	stopped: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
	meterStart: fc.nat(1_000_000),
	steps: fc.array(
		fc.record({
			gap: fc.oneof(fc.nat(20 * 60_000), fc.nat(20 * 3600_000), fc.constant(0)),
			rise: fc.oneof(
				{ weight: 4, arbitrary: fc.nat(9_000_000).map((n) => n / 1000) },
				fc.constant(0),
				fc.constant(-3),
			),
			powerW: fc.option(fc.nat(22_000_000).map((n) => n / 1000)),
			silent: fc.boolean(),
		}),
		{ maxLength: 12 },
	),
	rest: fc.oneof(fc.nat(3000), fc.constant(-10)),
	user: fc.option(fc.integer({ min: 1, max: 2 })),
	parent: fc.option(fc.constantFrom("FLEET", "fleet", "HOME")),
	late: fc.boolean(),
});

export interface Grouped extends PlainTransaction {
	user: number | null;
	parent: string | null;
	late: boolean;
}

export function plainOf(draw: Drawn, id: number): Grouped {
	const { place, start, length, stopped, meterStart, steps, rest, user, parent, late } = draw;
	const [identity, connectorId] = PLACES[place];
	let [at, energy] = [start, meterStart];
	const values = steps.map(({ gap, rise, powerW, silent }) => {
		at += gap;
		energy += rise;
		return { at, energyWh: silent && powerW !== null ? null : Math.round(energy * 1000) / 1000, powerW };
	});
	return {
		id,
		identity,
		connectorId,
		start,
		meterStart,
		stop: stopped ? start + length : null,
		superseded: stopped ? null : start + length,
		meterStop: stopped ? Math.round(energy + rest) : null,
		values,
		user,
		parent,
		late,
	};
}

/** Stores a transaction as the messages of a charge point would, with its meter values now or later. */
export async function enter(store: Store, transaction: Grouped): Promise<void> {
	const { id, identity, connectorId, start, meterStart, stop, superseded, meterStop, user, parent } =
		transaction;
	await store.write((trx) =>
		trx
			.insertInto("transaction")
			.values({
				id,
				identity,
				connector_id: connectorId,
				id_tag: "TAG",
				id_tag_key: "tag",
				user_id: user,
				user_name: user === null ? null : `Driver ${user}`,
				parent_id_tag: parent,
				id_tag_status: "Accepted",
				message_id: String(id),
				start,
				meter_start: meterStart,
				stop,
				meter_stop: meterStop,
				superseded_at: superseded,
				reason: stop === null ? null : "Local",
			})
			.execute(),
	);
	if (!transaction.late) await tell(store, transaction);
}

export async function tell(store: Store, { id, identity, connectorId, values }: Grouped): Promise<void> {
	await store.write((trx) =>
		insertMeterValues(
			trx,
			values.map(({ at, energyWh, powerW }, index) => [
				identity,
				connectorId,
				id,
				at,
				energyWh,
				powerW,
				JSON.stringify([index, energyWh, powerW]),
			]),
		),
	);
}

/** Those whom drawn transactions belong to. */
export async function addUsers(store: Store): Promise<void> {
	const users = [1, 2].map((id) => ({ id, name: `Driver ${id}`, email: `${id}@example.com`, created_at: 0 }));
	await store.write((trx) => trx.insertInto("user").values(users).execute());
}

export async function clear(store: Store): Promise<void> {
	await store.write(async (trx) => {
		for (const table of [
			"meter_value",
			"transaction",
			"transaction_curve",
			"due_transaction",
			"due_day",
			"daily_peak",
			"statistics_progress",
		] as const) {
			await trx.deleteFrom(table).execute();
		}
	});
}
