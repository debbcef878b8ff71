import type { ExpressionBuilder } from "kysely";
import { parseDateTime } from "../../modules/ocpp/date-time";
import type { IdTagInfo, StartTransactionRequest, StopTransactionRequest } from "../../modules/ocpp/types";
import type { Authorization } from "../api/schemas/drivers";
import type { OpenReason, Transaction } from "../api/schemas/transactions";
import { insertMeterValues, type NewMeterValue } from "../database/meter-value-batch";
import type { Db, Tables } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TransactionRow } from "../database/tables/transactions";
import { timestamp, timestampOrNull } from "../moment";
import { areRelated, judge, recordAuthorization } from "./authorizations";
import { idTagKey } from "./id-tags";
import { newMeterValues } from "./meter-values";
import { recordOddStop } from "./odd-stops";

/** Milliseconds that a charge point's clock may be ahead before its stop is odd. */
const CLOCK_TOLERANCE = 5 * 60_000;

const MOST_INT32 = 2 ** 31 - 1;

/** A transaction without what it costs. */
export type TransactionRecord = Omit<Transaction, "cost">;

export interface Started {
	transaction: TransactionRecord;
	idTagInfo: IdTagInfo;
	/** Undefined for a repetition of what was recorded before. */
	authorization: Authorization | undefined;
	/** Transactions on that connector whose stop never came. */
	superseded: TransactionRecord[];
}

/**
 * Records a StartTransaction whatever the id (R-CS-06), judged as of its own timestamp (R-CS-09).
 * A repetition gets the transaction of the first (R-CS-07).
 */
export async function recordStart(
	db: Db,
	identity: string,
	messageId: string,
	request: StartTransactionRequest,
	receivedAt: Moment,
): Promise<Started> {
	const { connectorId, idTag } = request;
	const start = parseDateTime(request.timestamp) ?? receivedAt;
	const at = Math.min(start, receivedAt);
	const { idTagInfo, user, userId, maxActiveTransactions } = await judge(db, idTag, at);

	const first = await findFirst(db, identity, messageId, request, start);
	if (first) {
		const repeated = { ...idTagInfo, status: first.id_tag_status };
		return {
			transaction: toRecord(first),
			idTagInfo: repeated,
			authorization: undefined,
			superseded: [],
		};
	}

	if (idTagInfo.status === "Accepted" && maxActiveTransactions !== null) {
		const active = await countActive(db, idTag, at, identity, connectorId);
		if (active >= maxActiveTransactions) idTagInfo.status = "ConcurrentTx";
	}
	const superseded = await supersede(db, identity, connectorId, start);
	const row = await db
		.insertInto("transaction")
		.values({
			identity,
			connector_id: connectorId,
			id_tag: idTag,
			id_tag_key: idTagKey(idTag),
			user_name: user,
			user_id: userId,
			parent_id_tag: idTagInfo.parentIdTag ?? null,
			id_tag_status: idTagInfo.status,
			message_id: messageId,
			start,
			meter_start: request.meterStart,
			reservation_id: request.reservationId ?? null,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	const authorization = await recordAuthorization(db, {
		identity,
		connectorId,
		idTag,
		action: "StartTransaction",
		status: idTagInfo.status,
		at: start,
	});
	return { transaction: toRecord(row), idTagInfo, authorization, superseded };
}

export interface Stopped {
	/** The transaction as it is now; undefined when nothing changed. */
	transaction: TransactionRecord | undefined;
	idTagInfo: IdTagInfo | undefined;
	authorization: Authorization | undefined;
	connectorId: number | undefined;
	/** Those that were new. */
	meterValues: readonly NewMeterValue[];
	/** What does not fit; it is kept in `odd_stop`. */
	odd: string | undefined;
}

/**
 * Records a StopTransaction. One that ends an open transaction ends it, however odd; what does not
 * fit is kept with the whole message and never refused (R-CS-08).
 */
export async function recordStop(
	db: Db,
	identity: string,
	request: StopTransactionRequest,
	receivedAt: Moment,
): Promise<Stopped> {
	const stop = parseDateTime(request.timestamp) ?? receivedAt;
	const row = await findTransaction(db, request.transactionId);
	const known = row?.identity === identity ? row : undefined;
	// The meter's truth wins over who closed it by hand, which stays in the record.
	const closedByHand = known !== undefined && known.closed_by !== null && known.reason === null;
	const repeated = known?.stop === stop && known.meter_stop === request.meterStop && !closedByHand;
	const stopped: Stopped = {
		transaction: undefined,
		idTagInfo: undefined,
		authorization: undefined,
		connectorId: known?.connector_id,
		meterValues: [],
		odd: repeated ? undefined : await oddity(db, known, request, stop, receivedAt),
	};

	if (request.idTag !== undefined) {
		const { idTagInfo } = await judge(db, request.idTag, Math.min(stop, receivedAt));
		stopped.idTagInfo = idTagInfo;
		if (!repeated) {
			stopped.authorization = await recordAuthorization(db, {
				identity,
				connectorId: known?.connector_id ?? null,
				idTag: request.idTag,
				action: "StopTransaction",
				status: idTagInfo.status,
				at: stop,
			});
		}
	}
	if (stopped.odd !== undefined) await recordOddStop(db, identity, request, stopped.odd, receivedAt);
	if (known && (known.stop === null || closedByHand)) {
		const place = { identity, connectorId: known.connector_id, transactionId: known.id };
		const values = newMeterValues(place, request.transactionData ?? [], receivedAt);
		const isNew = await insertMeterValues(db, values);
		stopped.meterValues = values.filter((_, index) => isNew[index]);
		const ended = await db
			.updateTable("transaction")
			.set({
				stop,
				meter_stop: request.meterStop,
				// A missing reason means Local (R-CS-18).
				reason: request.reason ?? "Local",
				stop_id_tag: request.idTag ?? null,
			})
			.where("id", "=", known.id)
			.returningAll()
			.executeTakeFirstOrThrow();
		stopped.transaction = toRecord(ended);
	}
	return stopped;
}

/** Ids beyond what the database counts are nobody's. */
export async function findTransaction(db: Db, transactionId: number): Promise<TransactionRow | undefined> {
	if (Math.abs(transactionId) > MOST_INT32) return;
	return db.selectFrom("transaction").selectAll().where("id", "=", transactionId).executeTakeFirst();
}

/** The transaction that runs on a connector, for all we know. */
export function findRunningTransaction(
	db: Db,
	identity: string,
	connectorId: number,
): Promise<TransactionRow | undefined> {
	return db
		.selectFrom("transaction")
		.selectAll()
		.where("identity", "=", identity)
		.where("connector_id", "=", connectorId)
		.where(isActive)
		.orderBy("id", "desc")
		.executeTakeFirst();
}

/** Whether the transaction is this charge point's; that never changes. */
export async function isTransactionOf(db: Db, transactionId: number, identity: string): Promise<boolean> {
	return (await findTransaction(db, transactionId))?.identity === identity;
}

/** Those of the transactions that are known. */
export function findTransactions(db: Db, transactionIds: readonly number[]): Promise<TransactionRow[]> {
	return db.selectFrom("transaction").selectAll().where("id", "in", transactionIds).orderBy("id").execute();
}

export interface TransactionFilter {
	identity?: string;
	connectorId?: number;
	idTag?: string;
	parentIdTag?: string;
	userId?: number;
	/** Started then or later. */
	from?: Moment;
	/** Started before. */
	to?: Moment;
	active?: boolean;
	/** Without a stop although something says that it has ended. */
	open?: boolean;
	/** With a lower number. */
	before?: number;
	limit: number;
}

/** The newest first. */
export function listTransactions(db: Db, filter: TransactionFilter): Promise<TransactionRow[]> {
	let query = db.selectFrom("transaction").selectAll().orderBy("id", "desc").limit(filter.limit);
	if (filter.identity !== undefined) query = query.where("identity", "=", filter.identity);
	if (filter.idTag !== undefined) query = query.where("id_tag_key", "=", idTagKey(filter.idTag));
	if (filter.connectorId !== undefined) query = query.where("connector_id", "=", filter.connectorId);
	if (filter.parentIdTag !== undefined) {
		query = query.where(
			({ fn }) => fn<string>("lower", ["parent_id_tag"]),
			"=",
			idTagKey(filter.parentIdTag!),
		);
	}
	if (filter.userId !== undefined) query = query.where("user_id", "=", filter.userId);
	if (filter.before !== undefined) query = query.where("id", "<", filter.before);
	if (filter.from !== undefined) query = query.where("start", ">=", filter.from);
	if (filter.to !== undefined) query = query.where("start", "<", filter.to);
	if (filter.active !== undefined) query = query.where(filter.active ? isActive : isNotActive);
	if (filter.open !== undefined) query = query.where(filter.open ? isOpen : isNotOpen);
	return query.execute();
}

type Where = ExpressionBuilder<Tables, "transaction">;

/** Something said that it must have ended, and no meter value since then says otherwise. */
const isMarked = ({ and, or, eb, ref }: Where) =>
	and([
		eb("open_since", "is not", null),
		or([eb("last_energy_at", "is", null), eb("last_energy_at", "<", ref("open_since"))]),
	]);
const isOver = (where: Where) => where.or([where("superseded_at", "is not", null), isMarked(where)]);
/** Running, for all we know. */
export const isActive = (where: Where) => where.and([where("stop", "is", null), where.not(isOver(where))]);
const isNotActive = (where: Where) => where.or([where("stop", "is not", null), isOver(where)]);
const isOpen = (where: Where) => where.and([where("stop", "is", null), isOver(where)]);
const isNotOpen = (where: Where) => where.or([where("stop", "is not", null), where.not(isOver(where))]);

/** As the filter has it: something said that it must have ended, and no meter value since then does not. */
function isMarkedOpen({
	open_since,
	last_energy_at,
}: Pick<TransactionRow, "open_since" | "last_energy_at">): boolean {
	return open_since !== null && (last_energy_at === null || last_energy_at < open_since);
}

/** Why a transaction without a stop must have ended, and since when: the first that said so. Null while it runs. */
export function openness(
	row: Pick<TransactionRow, "superseded_at" | "open_reason" | "open_since" | "last_energy_at">,
): { reason: OpenReason; since: Moment } | null {
	const { superseded_at, open_reason, open_since } = row;
	const marked = isMarkedOpen(row) ? open_since! : Number.POSITIVE_INFINITY;
	// What a later transaction says must not prolong what a boot had ended: time costs.
	if (superseded_at !== null && superseded_at <= marked) {
		return { reason: "NewerTransaction", since: superseded_at };
	}
	return isMarkedOpen(row) ? { reason: open_reason!, since: open_since! } : null;
}

/** Without its cost, which csms/tariffs/costs.ts adds. */
export function toRecord(row: TransactionRow): TransactionRecord {
	const open = row.stop === null ? openness(row) : null;
	return {
		transactionId: row.id,
		identity: row.identity,
		connectorId: row.connector_id,
		idTag: row.id_tag,
		user: row.user_name,
		userId: row.user_id,
		parentIdTag: row.parent_id_tag,
		idTagStatus: row.id_tag_status,
		active: row.stop === null && open === null,
		openReason: open?.reason ?? null,
		openSince: timestampOrNull(open?.since ?? null),
		start: timestamp(row.start),
		stop: timestampOrNull(row.stop),
		meterStart: row.meter_start,
		meterStop: row.meter_stop,
		energyWh: energyOf(row),
		reason: row.reason,
		stopIdTag: row.stop_id_tag,
		reservationId: row.reservation_id,
		closedBy: row.closed_by,
		closedAt: timestampOrNull(row.closed_at),
		closedStop: timestampOrNull(row.closed_stop),
		closedMeter: row.closed_meter,
	};
}

/** A register that fell says nothing about the energy. */
function energyOf({ meter_start, meter_stop, last_energy_wh }: TransactionRow): number | null {
	const newest = meter_stop ?? last_energy_wh;
	return newest === null || newest < meter_start ? null : newest - meter_start;
}

/**
 * The transaction that a StartTransaction repeats. Some charge points count their message ids from
 * 1 at each boot: an id alone proves nothing once that transaction has ended, or the meter has moved.
 */
function findFirst(
	db: Db,
	identity: string,
	messageId: string,
	{ connectorId, idTag, meterStart }: StartTransactionRequest,
	start: Moment,
): Promise<TransactionRow | undefined> {
	return db
		.selectFrom("transaction")
		.selectAll()
		.where("identity", "=", identity)
		.where("connector_id", "=", connectorId)
		.where("id_tag_key", "=", idTagKey(idTag))
		.where((where) =>
			where.or([
				where.and([where("start", "=", start), where("meter_start", "=", meterStart)]),
				where.and([
					where("message_id", "=", messageId),
					where("meter_start", "=", meterStart),
					where("stop", "is", null),
				]),
			]),
		)
		.orderBy("id", "desc")
		.executeTakeFirst();
}

/** Transactions that an id had at a moment elsewhere than on that connector, which carries one at most. */
export async function countActive(
	db: Db,
	idTag: string,
	at: Moment,
	identity: string,
	connectorId: number,
): Promise<number> {
	const { count } = await db
		.selectFrom("transaction")
		.select((select) => select.fn.countAll<number | string>().as("count"))
		.where("id_tag_key", "=", idTagKey(idTag))
		.where("id_tag_status", "=", "Accepted")
		.where("start", "<=", at)
		.where((where) => where.or([where("stop", "is", null), where("stop", ">", at)]))
		.where((where) => where.or([where("superseded_at", "is", null), where("superseded_at", ">", at)]))
		.where((where) => where.or([where.not(isMarked(where)), where("open_since", ">", at)]))
		.where((where) => where.or([where("identity", "!=", identity), where("connector_id", "!=", connectorId)]))
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** A connector carries one transaction: older open ones on it have ended without a word. */
async function supersede(
	db: Db,
	identity: string,
	connectorId: number,
	start: Moment,
): Promise<TransactionRecord[]> {
	const rows = await db
		.updateTable("transaction")
		.set({ superseded_at: start })
		.where("identity", "=", identity)
		.where("connector_id", "=", connectorId)
		.where("start", "<=", start)
		.where("stop", "is", null)
		.where("superseded_at", "is", null)
		.returningAll()
		.execute();
	return rows.map(toRecord);
}

async function oddity(
	db: Db,
	known: TransactionRow | undefined,
	request: StopTransactionRequest,
	stop: Moment,
	receivedAt: Moment,
): Promise<string | undefined> {
	if (!known) return "This charge point has no such transaction.";
	if (known.stop !== null) {
		return known.reason === null
			? "The transaction had been closed by hand, and this corrects it."
			: "The transaction had been stopped before.";
	}
	if (stop < known.start) return "The stop is before the start.";
	if (stop > receivedAt + CLOCK_TOLERANCE) return "The stop is in the future.";
	if (request.meterStop < known.meter_start) return "The meter has run backwards.";
	if (request.idTag !== undefined && !(await areRelated(db, request.idTag, known.id_tag))) {
		return "The id neither started the transaction nor shares a parent with the one that did.";
	}
}
