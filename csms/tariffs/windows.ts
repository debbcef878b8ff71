import { DateTime } from "luxon";
import type { TariffPrices, TariffWindow } from "../api/schemas/tariffs";
import type { Moment } from "../database/tables/columns";

const DAY = 24 * 3600_000;
const QUARTER = 15 * 60_000;

/** Prices of a kWh and of a minute. */
export type Prices = Pick<TariffPrices, "pricePerKwh" | "pricePerMinute" | "pricePerIdleMinute">;

/** A stretch of time with the same prices. */
export interface Stretch {
	from: Moment;
	/** No longer. */
	to: Moment;
	prices: Prices;
}

/** Which prices count when. Remembers the days that it was asked for. */
export class PriceTimes {
	readonly #prices: TariffPrices;
	readonly #timeZone: string;
	/** By day since 1970 UTC. */
	readonly #days = new Map<number, Stretch[]>();

	constructor(prices: TariffPrices, timeZone: string) {
		this.#prices = prices;
		this.#timeZone = timeZone;
	}

	/** The stretches from one moment to another. */
	*between(from: Moment, to: Moment): Generator<Stretch> {
		if (this.#prices.windows.length === 0) {
			yield { from, to, prices: this.#prices };
			return;
		}
		for (let day = Math.floor(from / DAY); day * DAY < to; day++) {
			for (const stretch of this.#ofDay(day)) {
				if (stretch.to <= from || stretch.from >= to) continue;
				const { prices } = stretch;
				yield { from: Math.max(from, stretch.from), to: Math.min(to, stretch.to), prices };
			}
		}
	}

	#ofDay(day: number): Stretch[] {
		let stretches = this.#days.get(day);
		if (!stretches) {
			stretches = this.#make(day * DAY, (day + 1) * DAY);
			this.#days.set(day, stretches);
		}
		return stretches;
	}

	#make(begin: Moment, end: Moment): Stretch[] {
		const edges = new Set<Moment>([begin, end]);
		const first = DateTime.fromMillis(begin, { zone: this.#timeZone }).startOf("day");
		for (let days = 0; days <= 2; days++) {
			const local = first.plus({ days });
			for (const text of this.#prices.windows.flatMap(({ from, to }) => [from, to])) {
				const [hour, minute] = text.split(":").map(Number);
				// 24:00 is the beginning of the next day.
				const edge = (hour === 24 ? local.plus({ days: 1 }) : local.set({ hour, minute })).toMillis();
				if (edge > begin && edge < end) edges.add(edge);
			}
			// When the clock is put back an edge may be there twice.
			const next = local.plus({ days: 1 });
			if (local.offset === next.offset) continue;
			for (let edge = local.toMillis(); edge < next.toMillis(); edge += QUARTER) {
				if (edge > begin && edge < end) edges.add(edge);
			}
		}
		const sorted = [...edges].sort((a, b) => a - b);
		return sorted.slice(1).map((to, index) => ({
			from: sorted[index],
			to,
			prices: this.#at(sorted[index]),
		}));
	}

	#at(moment: Moment): Prices {
		const local = DateTime.fromMillis(moment, { zone: this.#timeZone });
		const minute = local.hour * 60 + local.minute;
		return this.#prices.windows.find((window) => isWithin(window, local.weekday, minute)) ?? this.#prices;
	}
}

/** Whether a window counts at a minute of a weekday; past midnight it is that of the day before. */
function isWithin({ weekdays, from, to }: TariffWindow, weekday: number, minute: number): boolean {
	const [begin, end] = [minutesOf(from), minutesOf(to)];
	if (begin < end) return weekdays.includes(weekday) && minute >= begin && minute < end;
	if (minute >= begin) return weekdays.includes(weekday);
	return minute < end && weekdays.includes(weekday === 1 ? 7 : weekday - 1);
}

function minutesOf(time: string): number {
	const [hour, minute] = time.split(":").map(Number);
	return hour * 60 + minute;
}
