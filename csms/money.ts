import { Problem } from "./problem";

/** Currencies with fewer digits in daily use than ISO 4217 gives them. */
const WITHOUT_DIGITS = new Set(["TWD", "HUF", "IDR"]);

/** Digits after the point that sums of money have in daily use. */
export function digitsOf(currency: string): number {
	if (WITHOUT_DIGITS.has(currency)) return 0;
	const format = new Intl.NumberFormat("en", { style: "currency", currency });
	return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** The currency as it was given; throws a Problem for one that ISO 4217 does not know. */
export function knownCurrency(currency: string): string {
	if (Intl.supportedValuesOf("currency").includes(currency)) return currency;
	throw new Problem(400, `There is no currency "${currency}"; give a code of ISO 4217 such as TWD.`);
}

/** A sum in the currency's smallest unit as decimal text with its digits, such as 12.30. */
export function amountText(smallest: bigint, digits: number): string {
	const sign = smallest < 0n ? "-" : "";
	const figures = String(smallest < 0n ? -smallest : smallest).padStart(digits + 1, "0");
	if (digits === 0) return sign + figures;
	return `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/** The other way round; digits beyond those are rounded, a half up. */
export function smallestUnits(amount: string, digits: number): bigint {
	const [whole, fraction = ""] = amount.split(".");
	const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
	return (fraction[digits] ?? "0") >= "5" ? kept + 1n : kept;
}
