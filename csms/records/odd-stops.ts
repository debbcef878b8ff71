import type { StopTransactionRequest } from "../../modules/ocpp/types";
import type { PageQuery } from "../api/schemas/fields";
import type { OddStop } from "../api/schemas/transactions";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { OddStopRow } from "../database/tables/transactions";
import { timestamp } from "../moment";
import { listHistory } from "./histories";

/** Keeps a StopTransaction that does not fit what is known, and why (R-CS-08). */
export async function recordOddStop(
	db: Db,
	identity: string,
	request: StopTransactionRequest,
	why: string,
	at: Moment,
): Promise<void> {
	await db
		.insertInto("odd_stop")
		.values({
			received_at: at,
			identity,
			transaction_id: request.transactionId,
			why,
			payload: JSON.stringify(request),
		})
		.execute();
}

/** The newest first. */
export async function listOddStops(db: Db, identity: string, page: PageQuery): Promise<OddStop[]> {
	return (await listHistory(db, "odd_stop", identity, page)).map(toOddStop);
}

/** Those of all charge points, the newest first. */
export async function listAllOddStops(db: Db, { limit = 100, before }: PageQuery): Promise<OddStop[]> {
	let query = db.selectFrom("odd_stop").selectAll().orderBy("id", "desc").limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	return (await query.execute()).map(toOddStop);
}

function toOddStop(row: OddStopRow): OddStop {
	return {
		id: row.id,
		receivedAt: timestamp(row.received_at),
		identity: row.identity,
		transactionId: row.transaction_id,
		why: row.why,
		payload: JSON.parse(row.payload),
	};
}
