import { amountText, digitsOf } from "../money";
import type { Cell, Column, Row } from "./report";

/** Adds up the rows of a table as they are shown: whole Wh, whole seconds, money to the last digit. */
export class Sums {
	readonly #columns: readonly Column[];
	readonly #added: readonly number[];
	readonly #money: readonly number[];
	#numbers = new Map<number, number>();
	/** By currency, then by column: in the currency's smallest unit. */
	#amounts = new Map<string, Map<number, bigint>>();

	/** `added`: which columns are added up; the others of a sum stay empty. */
	constructor(columns: readonly Column[], added: readonly number[]) {
		this.#columns = columns;
		this.#added = added.filter((index) => columns[index].type !== "money");
		this.#money = added.filter((index) => columns[index].type === "money");
	}

	/** `currency`: of the amounts of this row. */
	add(cells: readonly Cell[], currency: string | null): void {
		for (const index of this.#added) {
			const cell = cells[index];
			if (typeof cell === "number") this.#numbers.set(index, (this.#numbers.get(index) ?? 0) + cell);
		}
		if (currency === null) return;
		for (const index of this.#money) {
			const cell = cells[index];
			if (cell === null) continue;
			const amounts = this.#amounts.get(currency) ?? new Map<number, bigint>();
			amounts.set(index, (amounts.get(index) ?? 0n) + smallest(String(cell)));
			this.#amounts.set(currency, amounts);
		}
	}

	/**
	 * The sums: one row with those in `currency`, and one for the amounts of each other one, as money of different
	 * currencies cannot be added up. `labels` stand at the left, `currencyColumn` names the currency.
	 */
	rows(
		currency: string,
		label: (otherCurrency: string | null) => string,
		currencyColumn: number | null,
	): Row[] {
		const others = [...this.#amounts.keys()].filter((other) => other !== currency).sort();
		return [null, ...others].map((other) => {
			const amounts = this.#amounts.get(other ?? currency);
			const cells = this.#columns.map((_, index): Cell => {
				if (index === 0) return label(other);
				if (index === currencyColumn && amounts) return other ?? currency;
				if (this.#money.includes(index)) {
					const amount = amounts?.get(index);
					return amount === undefined ? null : amountText(amount, digitsOf(other ?? currency));
				}
				return other === null && this.#added.includes(index) ? (this.#numbers.get(index) ?? 0) : null;
			});
			return { cells, isSum: true };
		});
	}
}

/** All amounts of a currency have the same digits. */
function smallest(amount: string): bigint {
	return BigInt(amount.replace(".", ""));
}
