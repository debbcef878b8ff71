import type { Db } from "../database/tables";
import { Problem } from "../problem";
import { findChargePoint } from "./charge-points";
import { listTransactions } from "./transactions";

/**
 * Removes a charge point with what is known of its present: connectors, configuration, local list, installed
 * certificates; what it was to do ends. Its history stays: transactions, statuses, connections, messages. Throws
 * a Problem without such a charge point, and while a transaction runs there.
 */
export async function removeChargePoint(db: Db, identity: string, at: number): Promise<void> {
	if (!(await findChargePoint(db, identity))) {
		throw new Problem(404, `There is no charge point "${identity}".`);
	}
	const [running] = await listTransactions(db, { identity, active: true, limit: 1 });
	if (running) {
		throw new Problem(409, `Transaction ${running.id} runs at "${identity}"; stop it or close it first.`);
	}
	for (const table of [
		"connector",
		"configuration_key",
		"local_list",
		"local_list_entry",
		"installed_certificate",
	] as const) {
		await db
			.deleteFrom(table as "connector")
			.where("identity", "=", identity)
			.execute();
	}
	await db
		.updateTable("reservation")
		.set({ status: "Cancelled", why: "The charge point was removed.", ended_at: at })
		.where("identity", "=", identity)
		.where("status", "in", ["Waiting", "Accepted"])
		.where("expiry_date", ">", at)
		.execute();
	await db
		.updateTable("profile_assignment")
		.set({ ended_at: at, ended_by: "Cleared" })
		.where("identity", "=", identity)
		.where("ended_at", "is", null)
		.execute();
	await db.deleteFrom("charge_point").where("identity", "=", identity).execute();
}
