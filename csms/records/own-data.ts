import type { OwnData } from "../api/schemas/own-data";
import type { Db } from "../database/tables";
import { timestamp, timestampOrNull } from "../moment";
import { idTagKey } from "./id-tags";
import { listOwnIdTags } from "./own";
import { listSessions } from "./sessions";
import { userOrProblem } from "./users";

/** All that is kept about a driver beside the transactions, for the driver; nothing of others, and no secrets. */
export async function readOwnData(
	db: Db,
	userId: number,
	account: string,
): Promise<Omit<OwnData, "transactions">> {
	const { name, email, language, created_at } = await userOrProblem(db, userId);
	const registrations = await db
		.selectFrom("registration")
		.selectAll()
		.where("user_id", "=", userId)
		.orderBy("id")
		.execute();
	const idTags = await listOwnIdTags(db, userId);
	const commands = await db
		.selectFrom("command")
		.select(["identity", "action", "sent_at"])
		.where("account", "=", account)
		.orderBy("id")
		.execute();
	return {
		madeAt: timestamp(Date.now()),
		account: { account, name, email, language, createdAt: timestamp(created_at) },
		registrations: registrations.map((row) => ({
			...{ name: row.name, email: row.email, idTag: row.id_tag, status: row.status },
			createdAt: timestamp(row.created_at),
			consentAt: timestampOrNull(row.consent_at),
		})),
		idTags,
		presentations: await presentations(db, userId),
		commands: commands.map(({ identity, action, sent_at }) => ({
			...{ identity, action, sentAt: timestamp(sent_at) },
		})),
		sessions: (await listSessions(db, account, null)).map(({ current: _, ...session }) => session),
	};
}

/** Where the driver's cards were presented since they are the driver's. */
async function presentations(db: Db, userId: number): Promise<OwnData["presentations"]> {
	const cards = await db
		.selectFrom("id_tag")
		.select(["id_tag", "created_at"])
		.where("user_id", "=", userId)
		.orderBy("key")
		.execute();
	const found: OwnData["presentations"] = [];
	for (const card of cards) {
		const rows = await db
			.selectFrom("authorization")
			.selectAll()
			.where("id_tag_key", "=", idTagKey(card.id_tag))
			.where("timestamp", ">=", card.created_at)
			.orderBy("id")
			.execute();
		for (const { timestamp: at, identity, connector_id, id_tag, action, status } of rows) {
			found.push({
				...{ timestamp: timestamp(at), identity, connectorId: connector_id },
				...{ idTag: id_tag, action, status },
			});
		}
	}
	return found;
}
