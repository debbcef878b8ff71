import type { NewTariff, Tariff } from "../api/schemas/tariffs";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TariffRow } from "../database/tables/statistics";
import { momentOf, timestamp } from "../moment";
import { Problem } from "../problem";
import { TariffVersion } from "./cost";

/** Milliseconds that a version may lie ahead. */
const FAR = 10 * 366 * 24 * 3600_000;

/** All versions, the newest first. */
export async function listTariffs(db: Db): Promise<Tariff[]> {
	const rows = await db.selectFrom("tariff").selectAll().orderBy("valid_from", "desc").execute();
	return rows.map((row, index) => toTariff(row, rows[index - 1]?.valid_from));
}

/**
 * Enters a version. Throws a Problem when it would change what transactions have cost: it begins in the past
 * although a version has begun, or when another one does.
 */
export async function addTariff(
	db: Db,
	{ validFrom, ...prices }: NewTariff,
	{ account, currency, timeZone, now }: { account: string; currency: string; timeZone: string; now: Moment },
): Promise<Tariff> {
	const from = validFrom === undefined ? now : momentOf(validFrom);
	if (from > now + FAR) throw new Problem(400, "A tariff can be entered ten years ahead at most.");
	if (prices.windows?.some((window) => window.from === window.to)) {
		throw new Problem(
			400,
			"A window must not begin and end at the same time; 00:00 to 24:00 is a whole day.",
		);
	}
	const others = await db.selectFrom("tariff").select("valid_from").execute();
	if (from < now && others.some(({ valid_from }) => valid_from <= now)) {
		throw new Problem(409, "A tariff is in force: what it has cost stays, so a new one begins now or later.");
	}
	if (others.some(({ valid_from }) => valid_from === from)) {
		throw new Problem(409, "Another tariff begins at the same moment; delete that one first.");
	}
	const row = await db
		.insertInto("tariff")
		.values({
			valid_from: from,
			currency,
			time_zone: timeZone,
			prices: JSON.stringify({
				startFee: "0",
				pricePerKwh: "0",
				pricePerMinute: "0",
				pricePerIdleMinute: "0",
				windows: [],
				...prices,
			}),
			account,
			created_at: now,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	const later = others.map(({ valid_from }) => valid_from).filter((moment) => moment > from);
	return toTariff(row, later.length === 0 ? undefined : Math.min(...later));
}

/** Removes a version that has not begun. Throws a Problem when it has, or when there is none. */
export async function deleteTariff(db: Db, id: number, now: Moment): Promise<void> {
	const row = await db.selectFrom("tariff").select("valid_from").where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no tariff ${id}.`);
	if (row.valid_from <= now) throw new Problem(409, "The tariff has begun; enter a new one to end it.");
	await db.deleteFrom("tariff").where("id", "=", id).execute();
}

/** The versions, ready to reckon with, the newest first. */
export async function readTariffVersions(db: Db): Promise<TariffVersion[]> {
	const rows = await db.selectFrom("tariff").selectAll().orderBy("valid_from", "desc").execute();
	return rows.map((row) => new TariffVersion(row));
}

function toTariff(row: TariffRow, validTo: Moment | undefined): Tariff {
	return {
		id: row.id,
		validFrom: timestamp(row.valid_from),
		validTo: validTo === undefined ? null : timestamp(validTo),
		currency: row.currency,
		timeZone: row.time_zone,
		...JSON.parse(row.prices),
		account: row.account,
		createdAt: timestamp(row.created_at),
	};
}
