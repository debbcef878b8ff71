import { DateTime } from "luxon";
import { type Formats, formatsFor } from "../pages/shared/formats";
import type { Cell, CellType, ReportHead } from "./report";

/** A span of time in seconds, such as 25:03:07; programs for tables read it as one. */
function clockText(seconds: number): string {
	const total = Math.max(0, Math.round(seconds));
	const two = (value: number) => String(value).padStart(2, "0");
	return `${Math.floor(total / 3600)}:${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
}

/** A cell as a program reads it: points as decimal signs, nothing between thousands. Text is left as it is. */
export function plainText(cell: Cell, type: CellType, timeZone: string): string {
	if (cell === null) return "";
	if (typeof cell === "string") return cell;
	switch (type) {
		case "energy":
		case "power":
			return (cell / 1000).toFixed(3);
		case "duration":
			return clockText(cell);
		case "moment":
			return DateTime.fromMillis(cell, { zone: timeZone }).toFormat("yyyy-MM-dd HH:mm:ss");
		case "share":
			return cell.toFixed(4);
		default:
			return String(cell);
	}
}

/** What puts cells into words for a reader of the report's language. */
export function wordsFor({
	language,
	timeZone,
}: Pick<ReportHead, "language" | "timeZone">): (cell: Cell, type: CellType) => string {
	const formats: Formats = formatsFor(language, timeZone);
	const number = (digits: number) =>
		new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
	const thousandths = number(3);
	const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
	return (cell, type) => {
		if (cell === null) return "–";
		if (type === "money") return moneyDigits(String(cell), number);
		if (typeof cell === "string") return cell;
		switch (type) {
			case "energy":
			case "power":
				return thousandths.format(cell / 1000);
			case "duration":
				return clockText(cell);
			case "moment":
				return formats.dateTime(cell);
			case "share":
				return share.format(cell);
			case "count":
				return formats.count(cell);
			default:
				return String(cell);
		}
	};
}

/** With the digits that the amount has. */
function moneyDigits(amount: string, number: (digits: number) => Intl.NumberFormat): string {
	return number(fractionDigits(amount)).format(Number(amount));
}

/** Digits after the point of decimal text. */
export function fractionDigits(amount: string): number {
	return amount.split(".")[1]?.length ?? 0;
}
