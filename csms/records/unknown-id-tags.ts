import { sql } from "kysely";
import type { UnknownIdTag } from "../api/schemas/drivers";
import type { Db } from "../database/tables";
import { timestamp } from "../moment";

/** Ids that were presented and that nobody has entered, with how often and where last; the newest first. */
export async function listUnknownIdTags(db: Db, limit: number): Promise<UnknownIdTag[]> {
	const rows = await db
		.selectFrom("authorization")
		.innerJoin(
			db
				.selectFrom("authorization")
				.select(({ fn }) => [fn.max("id").as("last_id"), fn.countAll<number | string>().as("attempts")])
				.where("status", "=", sql.lit("Invalid"))
				.where(({ not, exists, selectFrom }) =>
					not(
						exists(
							selectFrom("id_tag")
								.select("id_tag.key")
								.whereRef("id_tag.key", "=", "authorization.id_tag_key"),
						),
					),
				)
				.groupBy("id_tag_key")
				.as("unknown"),
			"unknown.last_id",
			"authorization.id",
		)
		.select(["id_tag", "identity", "connector_id", "timestamp", "attempts"])
		.orderBy("authorization.id", "desc")
		.limit(limit)
		.execute();
	return rows.map((row) => ({
		idTag: row.id_tag,
		attempts: Number(row.attempts),
		lastAt: timestamp(row.timestamp),
		identity: row.identity,
		connectorId: row.connector_id,
	}));
}
