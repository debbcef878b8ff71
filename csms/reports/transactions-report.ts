import type { Transaction } from "../api/schemas/transactions";
import type { Cell, Column, Row, Table } from "./report";
import type { ReportData } from "./report-data";
import { amountOf, durationOf, endOf, energyOf, readSessions, sessionKeys } from "./sessions";
import { Sums } from "./sums";
import { endWords } from "./words";

/** Each transaction that started in the period, and the sums. */
export async function transactionsTables(data: ReportData): Promise<Table[]> {
	const { db, t, period, currency, at } = data;
	const columns: Column[] = [
		{ title: t("report.column.transaction"), type: "count" },
		{ title: t("report.column.chargePoint"), type: "text", width: 16 },
		{ title: t("report.column.connector"), type: "count" },
		{ title: t("report.column.idTag"), type: "text", width: 16 },
		{ title: t("report.column.user"), type: "text", width: 18 },
		{ title: t("report.column.group"), type: "text", width: 12 },
		{ title: t("report.column.start"), type: "moment" },
		{ title: t("report.column.stop"), type: "moment" },
		{ title: t("report.column.duration"), type: "duration" },
		{ title: t("report.column.meterStart"), type: "energy" },
		{ title: t("report.column.meterStop"), type: "energy" },
		{ title: t("report.column.energy"), type: "energy" },
		{ title: t("report.column.reason"), type: "text", width: 20 },
		{ title: t("report.column.costStart"), type: "money" },
		{ title: t("report.column.costEnergy"), type: "money" },
		{ title: t("report.column.costTime"), type: "money" },
		{ title: t("report.column.costIdle"), type: "money" },
		{ title: t("report.column.cost"), type: "money" },
		{ title: t("report.column.currency"), type: "text" },
	];
	const sums = new Sums(columns, [8, 11, 13, 14, 15, 16, 17]);
	const keys = await sessionKeys(db, period);

	async function* rows(): AsyncGenerator<Row[]> {
		const ids = keys.map(({ id }) => id);
		for await (const transactions of readSessions(db, ids, at)) {
			yield transactions.map((transaction) => {
				const cells = cellsOf(transaction, data);
				sums.add(cells, transaction.cost?.currency ?? null);
				return { cells };
			});
		}
		yield sums.rows(currency, (other) => sumLabel(data, other), columns.length - 1);
	}
	return [{ title: t("report.kind.transactions"), columns, rows: rows() }];
}

/** What stands before a sum. */
export function sumLabel({ t }: Pick<ReportData, "t">, otherCurrency: string | null): string {
	return otherCurrency === null ? t("report.sum") : t("report.sumIn", { currency: otherCurrency });
}

function cellsOf(transaction: Transaction, { at, language, t }: ReportData): Cell[] {
	const { cost, meterStart, meterStop } = transaction;
	return [
		transaction.transactionId,
		transaction.identity,
		transaction.connectorId,
		transaction.idTag,
		transaction.user,
		transaction.parentIdTag,
		Date.parse(transaction.start),
		endOf(transaction),
		durationOf(transaction, at),
		meterStart,
		meterStop,
		energyOf(transaction),
		transaction.active ? t("report.running") : endWords(transaction, language),
		amountOf(cost, "start"),
		amountOf(cost, "energy"),
		amountOf(cost, "time"),
		amountOf(cost, "idle"),
		cost?.amount ?? null,
		cost?.currency ?? null,
	];
}
