import type { OwnTransaction } from "../api/schemas/me";
import type { CostLine } from "../api/schemas/money";
import { formatsFor } from "../pages/shared/formats";
import type { Language } from "../pages/shared/languages";
import { Problem } from "../problem";
import { translator } from "../texts/translator";
import { wordsFor } from "./cells";
import type { Report, Row, Table } from "./report";
import { endWords } from "./words";

export interface ReceiptSetting {
	readonly language: Language;
	/** The site's. */
	readonly timeZone: string;
	/** Whose charge points they are. */
	readonly author: string | null;
	/** Whose session it was. */
	readonly driver: string | null;
}

/** What a driver is given of a session that has ended; throws a Problem (409) while it runs. */
export function receiptOf(transaction: OwnTransaction, setting: ReceiptSetting): Report {
	const { transactionId, identity, connectorId, idTag, active, start, meterStart, energyWh, cost } =
		transaction;
	if (active)
		throw new Problem(409, `The transaction ${transactionId} runs; its receipt is there at its end.`);
	const { language, timeZone, author, driver } = setting;
	const t = translator(language);
	const formats = formatsFor(language, timeZone);
	const words = wordsFor({ language, timeZone });
	const energy = (wh: number | null) => (wh === null ? "–" : `${words(wh, "energy")} kWh`);
	const stop = transaction.stop ?? transaction.openSince;
	const meterStop = transaction.meterStop ?? (energyWh === null ? null : meterStart + energyWh);
	return {
		fileName: `receipt-${transactionId}`,
		language,
		timeZone,
		author,
		title: t("receipt.title"),
		landscape: false,
		facts: [
			[t("receipt.number"), String(transactionId)],
			[t("receipt.driver"), driver ?? "–"],
			[t("receipt.idTag"), idTag],
			[t("receipt.place"), t("transaction.connectorOf", { identity, connectorId })],
			[t("receipt.start"), formats.dateTime(start)],
			[t("receipt.stop"), stop === null ? "–" : formats.dateTime(stop)],
			[t("receipt.duration"), stop === null ? "–" : formats.duration(Date.parse(stop) - Date.parse(start))],
			[t("receipt.meterStart"), energy(meterStart)],
			[t("receipt.meterStop"), energy(meterStop)],
			[t("receipt.energy"), energy(energyWh)],
			[t("receipt.reason"), endWords(transaction, language) || "–"],
			...(cost === null
				? []
				: [[t("receipt.cost"), formats.money(cost.amount, cost.currency)] as [string, string]]),
		],
		tables: cost === null ? [] : [costTable(cost, language)],
		notes: [
			...(cost === null ? [t("receipt.noCost")] : []),
			t("receipt.timeZone", { timeZone }),
			t("receipt.notTax"),
		],
	};
}

function costTable(
	{ amount, currency, lines }: NonNullable<OwnTransaction["cost"]>,
	language: Language,
): Table {
	const t = translator(language);
	const formats = formatsFor(language);
	const words = wordsFor({ language, timeZone: "UTC" });
	const rows: Row[] = lines.map((line) => ({
		cells: [t(`receipt.line.${line.kind}`), quantityOf(line), priceOf(line), line.amount],
	}));
	rows.push({ cells: [t("report.sum"), null, null, amount], isSum: true });
	return {
		title: t("receipt.cost"),
		columns: [
			{ title: t("receipt.what"), type: "text", width: 24 },
			{ title: t("receipt.quantity"), type: "text", width: 24 },
			{ title: t("receipt.price"), type: "text", width: 24 },
			{ title: t("receipt.amount", { currency }), type: "money" },
		],
		rows: [rows],
	};

	function quantityOf({ kind, quantity }: CostLine): string | null {
		if (kind === "start") return null;
		if (kind === "energy") return `${words(quantity, "energy")} kWh`;
		return formats.duration(quantity * 1000);
	}

	function priceOf({ kind, price }: CostLine): string {
		const money = formats.money(price, currency);
		if (kind === "start") return money;
		return t(kind === "energy" ? "receipt.perKwh" : "receipt.perMinute", { price: money });
	}
}
