import { setImmediate as turn } from "node:timers/promises";
import type { Grouping, Statistics, StatisticsGroup, StatisticsQuery } from "../api/schemas/statistics";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import { digitsOf } from "../money";
import { Problem } from "../problem";
import { type Curve, curveState, energyInMilliWattHours, knownEnd, toCurve } from "../records/energy-curve";
import { readSettings } from "../records/settings";
import { exactCurves, roughCurves } from "../records/stored-curves";
import type { TariffVersion } from "../tariffs/cost";
import { versionAt } from "../tariffs/costs";
import { readTariffVersions } from "../tariffs/tariffs";
import { readAvailability } from "./availability";
import { Sum } from "./figures";
import { Groups } from "./groups";
import { dayAt, daySpan, divide, periodOf, type Span } from "./intervals";
import { connectorKey, groupKey } from "./keys";

/** Transactions that are added up before other work gets its turn. */
const PORTION = 500;
/** Groups whose figures are made before other work gets its turn. */
const TURN_OF_GROUPS = 20;

/** One period as it is added up. */
interface Sums {
	readonly db: Db;
	readonly spans: readonly Span[];
	readonly period: Span;
	readonly grouping: Grouping;
	/** The key of the only group that counts. */
	readonly only: string | undefined;
	readonly groups: Groups;
	/** Of all groups together, one for each interval. */
	readonly totals: readonly Sum[];
	readonly now: Moment;
	readonly currency: string;
}

/**
 * Adds up a period. Throws a Problem for days that are none or in the wrong order, and when there would be more
 * figures than anybody reads.
 */
export async function readStatistics(context: Context, query: StatisticsQuery): Promise<Statistics> {
	const { db } = context.store;
	const { timeZone, currency } = await readSettings(db, context.settings);
	const { from, to, interval = "none", by = "none", only } = query;
	if (only !== undefined && by === "none") {
		throw new Problem(400, 'The query is wrong: "only" names a group, so "by" is needed with it.');
	}
	const period = periodOf(from, to, timeZone);
	const spans = divide(period, interval, timeZone);
	const current = await context.rollUp.upToDate();
	const now = Date.now();
	const sums: Sums = {
		db,
		spans,
		period,
		grouping: by,
		only,
		groups: new Groups(by, spans.length),
		totals: spans.map(() => new Sum()),
		now,
		currency,
	};
	await addTransactions(sums, await readTariffVersions(db));
	await addAvailability(sums);
	await addPeaks(sums, timeZone);
	const digits = digitsOf(currency);
	const groups: StatisticsGroup[] = [];
	for (const [number, { names, sums: own }] of (by === "none" ? [] : sums.groups.list()).entries()) {
		if (number % TURN_OF_GROUPS === TURN_OF_GROUPS - 1) await turn();
		groups.push({
			...names,
			total: together(own).figures(digits),
			intervals: spans.map((_, index) => (own[index] ?? new Sum()).figures(digits)),
		});
	}
	return {
		from: timestamp(period.from),
		to: timestamp(period.to),
		at: timestamp(now),
		timeZone,
		currency,
		interval,
		by,
		pending: !current,
		total: together(sums.totals).figures(digits),
		intervals: spans.map(({ label, from, to }, index) => ({
			label,
			from: timestamp(from),
			to: timestamp(to),
			total: sums.totals[index].figures(digits),
		})),
		groups,
	};
}

function together(sums: readonly (Sum | undefined)[]): Sum {
	const all = new Sum();
	for (const sum of sums) if (sum) all.add(sum);
	return all;
}

type Row = Awaited<ReturnType<typeof readPortion>>[number];

async function addTransactions(sums: Sums, versions: readonly TariffVersion[]): Promise<void> {
	const { newest } = await sums.db
		.selectFrom("transaction")
		.select(({ fn }) => fn.max<number | null>("id").as("newest"))
		.executeTakeFirstOrThrow();
	for (let after = 0; after < (newest ?? 0); after += PORTION) {
		const rows = await readPortion(sums, after);
		const priced = rows.filter((row) => isPricedByCurve(sums, row, versions));
		const divided = rows.filter((row) => !isWithin(sums.spans[indexAt(sums.spans, row.start)], row));
		const exact = await exactCurves(sums.db, priced);
		const rough = await roughCurves(
			sums.db,
			divided.filter(({ id }) => !exact.has(id)),
		);
		for (const row of rows) {
			const curve = exact.get(row.id) ?? rough.get(row.id) ?? toCurve(row, undefined);
			addTransaction(sums, row, curve, versions);
		}
		await turn();
	}
}

function readPortion({ db, period, only, grouping }: Sums, after: number) {
	return db
		.selectFrom("transaction")
		.leftJoin("transaction_curve", "transaction_curve.transaction_id", "transaction.id")
		.select([
			"transaction.id",
			"transaction.identity",
			"transaction.connector_id",
			"transaction.user_id",
			"transaction.user_name",
			"transaction.parent_id_tag",
			"transaction.start",
			"transaction.stop",
			"transaction.superseded_at",
			"transaction.open_reason",
			"transaction.open_since",
			"transaction.last_energy_at",
			"transaction.last_energy_wh",
			"transaction.meter_start",
			"transaction.meter_stop",
			"transaction_curve.state",
			"transaction_curve.charging",
		])
		.where("transaction.id", ">", after)
		.where("transaction.id", "<=", after + PORTION)
		.where("transaction.start", "<", period.to)
		.where(({ or, eb }) =>
			or([
				eb("transaction.stop", "is", null),
				eb("transaction.stop", ">=", period.from),
				eb("transaction.start", ">=", period.from),
			]),
		)
		.orderBy("transaction.id")
		.execute()
		.then((rows) => (only === undefined ? rows : rows.filter((row) => groupKey(row, grouping) === only)));
}

/** Whether it counts here what it costs, and for that when its energy flowed. */
function isPricedByCurve({ spans, currency }: Sums, row: Row, versions: readonly TariffVersion[]): boolean {
	const version = versionAt(versions, row.start);
	return version?.currency === currency && version.needsCurve && indexAt(spans, row.start) >= 0;
}

/** Whether it has begun and ended in one interval, and is worked up. */
function isWithin(span: Span | undefined, row: Row): boolean {
	const end = knownEnd(row);
	return span !== undefined && end !== undefined && end <= span.to && row.state === curveState(row);
}

function addTransaction(
	{ spans, groups, totals, now, currency }: Sums,
	row: Row,
	curve: Curve,
	versions: readonly TariffVersion[],
): void {
	const end = knownEnd(row) ?? Math.max(now, row.start);
	const energy = energyInMilliWattHours(row);
	const begun = indexAt(spans, row.start);
	const version = versionAt(versions, row.start);
	const each = (index: number, add: (sum: Sum) => void) => {
		add(totals[index]);
		add(groups.sum(row, index));
	};
	if (begun >= 0) {
		const priced = version?.currency === currency;
		const lines = priced ? version.lines(row, curve, now) : [];
		const cost = lines.reduce((sum, { amount }) => sum + amount, 0n);
		each(begun, (sum) => {
			sum.sessions++;
			// As reports show each session, so that their rows and these sums are the same.
			sum.startedEnergy += Math.round(energy / 1000) * 1000;
			sum.startedDuration += Math.round((end - row.start) / 1000) * 1000;
			sum.cost += cost;
			if (priced) sum.priced++;
		});
		// Most transactions lie within one interval.
		if (isWithin(spans[begun], row)) {
			each(begun, (sum) => {
				sum.energy += energy;
				sum.duration += end - row.start;
				sum.charging += row.charging ?? 0;
			});
			return;
		}
	}
	const last = Math.max(end, curve.readUntil);
	for (let index = Math.max(0, begun); index < spans.length && spans[index].from <= last; index++) {
		const { from, to } = spans[index];
		const [first, over] = [curve.before(from), curve.before(to)];
		const duration = Math.max(0, Math.min(end, to) - Math.max(row.start, from));
		const energy = over.energy - first.energy;
		const charging = over.charging - first.charging;
		if (duration === 0 && energy === 0 && charging === 0) continue;
		each(index, (sum) => {
			sum.energy += energy;
			sum.duration += duration;
			sum.charging += charging;
		});
	}
}

/** The interval of a moment; -1 for none. */
function indexAt(spans: readonly Span[], moment: Moment): number {
	if (moment < spans[0].from) return -1;
	let [low, high] = [0, spans.length];
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (spans[middle].from <= moment) low = middle;
		else high = middle;
	}
	return moment < spans[low].to ? low : -1;
}

/** By user and group there is none: the connectors are there for all. */
async function addAvailability({ db, spans, grouping, only, groups, totals, now }: Sums): Promise<void> {
	const byPeople = grouping === "user" || grouping === "group";
	if (byPeople && only !== undefined) return;
	const chargePoints = await db
		.selectFrom("charge_point")
		.select(["identity", "created_at"])
		.orderBy("identity")
		.execute();
	const connectors = await db
		.selectFrom("connector")
		.select(["identity", "connector_id"])
		.where("connector_id", ">", 0)
		.orderBy("identity")
		.orderBy("connector_id")
		.execute();
	const idsOf = new Map<string, number[]>();
	for (const { identity, connector_id } of connectors) {
		idsOf.set(identity, [...(idsOf.get(identity) ?? []), connector_id]);
	}
	for (const { identity, created_at } of chargePoints) {
		const ids = idsOf.get(identity) ?? [];
		const counts = (connectorId: number) =>
			only === undefined ||
			only === (grouping === "connector" ? connectorKey(identity, connectorId) : identity);
		if (grouping === "connector" ? !ids.some(counts) : !counts(0)) continue;
		const read = await readAvailability(db, { identity, createdAt: created_at }, ids, spans, now);
		for (let index = 0; index < spans.length; index++) {
			const row = { identity, user_id: null, user_name: null, parent_id_tag: null };
			for (const [connector_id, sums] of read.connectors) {
				if (!counts(connector_id) && grouping === "connector") continue;
				totals[index].addAvailability(sums[index]);
				if (!byPeople && grouping !== "none") {
					groups.sum({ ...row, connector_id }, index).addAvailability(sums[index]);
				}
			}
			const own = { known: 0, observed: 0, available: 0, faults: read.faults[index] };
			if (only === undefined || grouping === "charge-point") totals[index].addAvailability(own);
			if (grouping === "charge-point") groups.sum({ ...row, connector_id: 0 }, index).addAvailability(own);
		}
		await turn();
	}
}

async function addPeaks({ db, spans, period, grouping, only, groups, totals }: Sums, timeZone: string) {
	const [first, last] = [dayAt(period.from, timeZone), dayAt(period.to - 1, timeZone)];
	const own = only === undefined ? "none" : grouping;
	let query = db
		.selectFrom("daily_peak")
		.selectAll()
		.where("day", ">=", first)
		.where("day", "<=", last)
		.orderBy("day")
		.orderBy("key");
	query =
		only === undefined
			? query.where("grouping", "in", [own, grouping])
			: query.where("grouping", "=", grouping).where("key", "=", only);
	const indices = new Map<string, number>();
	for (const row of await query.execute()) {
		let index = indices.get(row.day);
		if (index === undefined) {
			index = indexAt(spans, daySpan(row.day, timeZone).from);
			indices.set(row.day, index);
		}
		const peaks = [
			{ value: row.power_mw, at: row.power_at },
			{ value: row.transactions, at: row.transactions_at },
		] as const;
		if (row.grouping === own) totals[index].addPeaks(...peaks);
		if (row.grouping === grouping) groups.find(row.key, index)?.addPeaks(...peaks);
	}
}
