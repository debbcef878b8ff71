import type { Cost, CostLine } from "../api/schemas/money";
import type { TariffPrices } from "../api/schemas/tariffs";
import type { Moment } from "../database/tables/columns";
import type { TariffRow } from "../database/tables/statistics";
import { amountText, digitsOf } from "../money";
import { type Curve, knownEnd, type TransactionSpan } from "../records/energy-curve";
import { PriceTimes } from "./windows";

/** Digits of a price after the point. */
const PRICE_DIGITS = 6;
/** In which lines stand on a receipt. */
const KINDS = ["start", "energy", "time", "idle"] as const;
/** What a quantity has to be divided by to be what a price is for: mWh, and ms of a minute. */
const PER: Record<CostLine["kind"], bigint> = { start: 1n, energy: 1_000_000n, time: 60_000n, idle: 60_000n };
/** What a quantity has to be divided by to be that of a line. */
const UNIT: Record<CostLine["kind"], number> = { start: 1, energy: 1000, time: 1000, idle: 1000 };

/** A version of the tariff, ready to reckon with. */
export class TariffVersion {
	readonly validFrom: Moment;
	readonly currency: string;
	readonly digits: number;
	readonly #prices: TariffPrices;
	readonly #times: PriceTimes;

	constructor({ valid_from, currency, time_zone, prices }: TariffRow) {
		this.validFrom = valid_from;
		this.currency = currency;
		this.digits = digitsOf(currency);
		this.#prices = JSON.parse(prices);
		this.#times = new PriceTimes(this.#prices, time_zone);
	}

	/** Whether more has to be known of a transaction than how long it was and what it took. */
	get needsCurve(): boolean {
		const { windows, pricePerIdleMinute, pricePerMinute } = this.#prices;
		return windows.length > 0 || numberOf(pricePerMinute) + numberOf(pricePerIdleMinute) > 0n;
	}

	/** The lines of a receipt: one for each kind and price, each rounded by itself. `at` is the end of one that runs. */
	lines(row: TransactionSpan, curve: Curve, at: Moment): PricedLine[] {
		const quantities = new Map<string, { kind: CostLine["kind"]; price: string; quantity: number }>();
		const add = (kind: CostLine["kind"], price: string, quantity: number) => {
			if (quantity <= 0 || numberOf(price) === 0n) return;
			const key = `${kind} ${numberOf(price)}`;
			const known = quantities.get(key);
			if (known) known.quantity += quantity;
			else quantities.set(key, { kind, price, quantity });
		};
		const { start } = row;
		const known = knownEnd(row);
		const end = known ?? Math.max(at, curve.readUntil);
		// While it runs it charges until a reading shows that it does not.
		const charges = known === undefined && curve.chargedUntil >= curve.readUntil;
		const charged = charges ? end : Math.min(end, curve.chargedUntil);
		add("start", this.#prices.startFee, 1);
		for (const { from, to, prices } of this.#times.between(start, Math.max(end, start + 1))) {
			add("energy", prices.pricePerKwh, curve.before(to).energy - curve.before(from).energy);
			add("time", prices.pricePerMinute, Math.min(to, charged) - from);
			add("idle", prices.pricePerIdleMinute, Math.min(to, end) - Math.max(from, charged));
		}
		return [...quantities.values()]
			.map((line) => ({ ...line, amount: this.#amount(line) }))
			.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
	}

	cost(row: TransactionSpan, curve: Curve, at: Moment): Cost {
		const lines = this.lines(row, curve, at);
		const sum = lines.reduce((sum, { amount }) => sum + amount, 0n);
		return {
			amount: amountText(sum, this.digits),
			currency: this.currency,
			lines: lines.map(({ kind, price, quantity, amount }) => ({
				kind,
				quantity: quantity / UNIT[kind],
				price,
				amount: amountText(amount, this.digits),
			})),
		};
	}

	/** In the smallest unit, a half up. */
	#amount({ kind, price, quantity }: { kind: CostLine["kind"]; price: string; quantity: number }): bigint {
		const dividend = BigInt(quantity) * numberOf(price) * 10n ** BigInt(this.digits);
		const divisor = PER[kind] * 10n ** BigInt(PRICE_DIGITS);
		return (2n * dividend + divisor) / (2n * divisor);
	}
}

interface PricedLine {
	kind: CostLine["kind"];
	/** mWh, ms, or 1. */
	quantity: number;
	price: string;
	/** In the smallest unit. */
	amount: bigint;
}

/** A price in millionths. */
function numberOf(price: string): bigint {
	const [whole, fraction = ""] = price.split(".");
	return BigInt(whole + fraction.padEnd(PRICE_DIGITS, "0"));
}
