import type { Transaction } from "../api/schemas/transactions";
import type { Cell, Column, Row, Table } from "./report";
import type { ReportData } from "./report-data";
import { durationOf, endOf, energyOf, readSessions, type SessionKey, sessionKeys } from "./sessions";
import { Sums } from "./sums";
import { sumLabel } from "./transactions-report";

/** The sessions of one driver: a user, or whoever an id without a user was given to. */
interface Account {
	readonly name: string;
	readonly email: string | null;
	readonly sessions: SessionKey[];
}

/** The sessions of each driver that started in the period, with a sum for each driver and one of all. */
export async function billingTables(data: ReportData): Promise<Table[]> {
	const { db, t, period, currency, at } = data;
	const columns: Column[] = [
		{ title: t("report.column.user"), type: "text", width: 20 },
		{ title: t("report.column.email"), type: "text", width: 24 },
		{ title: t("report.column.transaction"), type: "count" },
		{ title: t("report.column.idTag"), type: "text", width: 14 },
		{ title: t("report.column.chargePoint"), type: "text", width: 14 },
		{ title: t("report.column.start"), type: "moment" },
		{ title: t("report.column.stop"), type: "moment" },
		{ title: t("report.column.duration"), type: "duration" },
		{ title: t("report.column.energy"), type: "energy" },
		{ title: t("report.column.cost"), type: "money" },
		{ title: t("report.column.currency"), type: "text" },
	];
	const added = [7, 8, 9];
	const currencyColumn = columns.length - 1;
	const accounts = await accountsOf(data, await sessionKeys(db, period));

	async function* rows(): AsyncGenerator<Row[]> {
		const all = new Sums(columns, added);
		for (const account of accounts) {
			const own = new Sums(columns, added);
			const ids = account.sessions.map(({ id }) => id);
			for await (const transactions of readSessions(db, ids, at)) {
				yield transactions.map((transaction) => {
					const cells = cellsOf(transaction, account, data);
					const costCurrency = transaction.cost?.currency ?? null;
					own.add(cells, costCurrency);
					all.add(cells, costCurrency);
					return { cells };
				});
			}
			const label = (other: string | null) => `${account.name} – ${sumLabel(data, other)}`;
			yield own.rows(currency, label, currencyColumn);
		}
		yield all.rows(currency, (other) => sumLabel(data, other), currencyColumn);
	}
	return [{ title: t("report.kind.billing"), columns, rows: rows() }];
}

function cellsOf(transaction: Transaction, { name, email }: Account, { at }: ReportData): Cell[] {
	const { cost } = transaction;
	return [
		name,
		email,
		transaction.transactionId,
		transaction.idTag,
		transaction.identity,
		Date.parse(transaction.start),
		endOf(transaction),
		durationOf(transaction, at),
		energyOf(transaction),
		cost?.amount ?? null,
		cost?.currency ?? null,
	];
}

/** By name; those that nobody's name is known of come last, by their ids. */
async function accountsOf({ db, t, language }: ReportData, keys: SessionKey[]): Promise<Account[]> {
	const users = await db.selectFrom("user").select(["id", "name", "email"]).execute();
	const known = new Map(users.map((user) => [user.id, user]));
	const accounts = new Map<string, Account & { isNamed: boolean }>();
	for (const session of keys) {
		const { userId, user, idTag } = session;
		const key = JSON.stringify(userId ?? user ?? [idTag.toLowerCase()]);
		let account = accounts.get(key);
		if (!account) {
			const registered = userId === null ? undefined : known.get(userId);
			const name = registered?.name ?? user ?? `${t("report.noUser")} (${idTag})`;
			const isNamed = registered !== undefined || user !== null;
			account = { name, email: registered?.email ?? null, sessions: [], isNamed };
			accounts.set(key, account);
		}
		account.sessions.push(session);
	}
	const { compare } = new Intl.Collator(language, { numeric: true });
	return [...accounts.values()].sort(
		(a, b) => Number(b.isNamed) - Number(a.isNamed) || compare(a.name, b.name),
	);
}
