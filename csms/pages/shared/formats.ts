/** Parts of a date, as Day.js names them. */
const DATE_PARTS: Partial<Record<Intl.DateTimeFormatPartTypes, Record<"numeric" | "short", string>>> = {
	year: { numeric: "YYYY", short: "YYYY" },
	month: { numeric: "M", short: "MMM" },
	day: { numeric: "D", short: "D" },
};

/**
 * Numbers, units, dates and spans of time as a reader of `language` writes them; moments in `timeZone`, which is
 * the reader's own without it.
 */
export function formatsFor(language: string, timeZone?: string) {
	const chinese = language.startsWith("zh");
	const number = (digits: number) =>
		new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
	const whole = number(0);
	const tenths = number(1);
	const hundredths = number(2);
	const thousandths = number(3);
	const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
	const short = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
	const unit = (name: "day" | "hour" | "minute" | "second") =>
		new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" });
	const days = unit("day");
	const hours = unit("hour");
	const minutes = unit("minute");
	const seconds = unit("second");
	const date = { year: "numeric", month: chinese ? "numeric" : "short", day: "numeric" } as const;
	const dateTime = new Intl.DateTimeFormat(language, {
		...date,
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
		timeZone,
	});
	const time = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23", timeZone });
	const minute = new Intl.DateTimeFormat(language, {
		...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone },
	});
	const preciseTime = new Intl.DateTimeFormat(language, {
		hour: "2-digit",
		minute: "2-digit",
		second: "2-digit",
		fractionalSecondDigits: 3,
		hourCycle: "h23",
		timeZone,
	});
	return {
		count: (value: number) => whole.format(value),
		/** A number with no more decimals than it needs, three at most, for the ticks of an axis. */
		short: (value: number) => short.format(value),
		/** The size of a file. */
		bytes(size: number): string {
			const units = ["B", "kB", "MB", "GB"];
			let step = 0;
			let value = size;
			for (; value >= 1000 && step < units.length - 1; step++) value /= 1000;
			return `${(step === 0 ? whole : tenths).format(value)} ${units[step]}`;
		},
		/** An energy in Wh: below 10 kWh with three decimals, so that a running session is seen to move. */
		energy: (wh: number) => `${(wh < 10_000 ? thousandths : hundredths).format(wh / 1000)} kWh`,
		/** A share of 1 in percent. */
		percent: (share: number) => percent.format(share),
		/** A sum of money as the API has it, with the digits that it has there. */
		money(amount: string, currency: string): string {
			const digits = amount.split(".")[1]?.length ?? 0;
			return new Intl.NumberFormat(language, {
				style: "currency",
				currency,
				currencyDisplay: "symbol",
				minimumFractionDigits: digits,
				maximumFractionDigits: digits,
			}).format(amount as Intl.StringNumericLiteral);
		},
		/** A power in W. */
		power: (w: number) => (Math.abs(w) < 1000 ? `${whole.format(w)} W` : `${hundredths.format(w / 1000)} kW`),
		/** A current in A. */
		current: (a: number) => `${tenths.format(a)} A`,
		/** A span of time in ms: the two greatest units. */
		duration(ms: number): string {
			const total = Math.max(0, Math.floor(ms / 1000));
			const h = Math.floor(total / 3600);
			const m = Math.floor((total % 3600) / 60);
			if (h > 0) return `${hours.format(h)} ${minutes.format(m)}`;
			if (m > 0) return `${minutes.format(m)} ${seconds.format(total % 60)}`;
			return seconds.format(total);
		},
		/** A long span of time in ms: hours alone. */
		hours: (ms: number) => hours.format(Math.round(ms / 3_600_000)),
		/** A span of time in ms: the greatest unit alone. */
		roughly(ms: number): string {
			const total = Math.max(0, Math.floor(ms / 1000));
			if (total >= 172_800) return days.format(Math.floor(total / 86_400));
			if (total >= 3600) return hours.format(Math.floor(total / 3600));
			if (total >= 60) return minutes.format(Math.floor(total / 60));
			return seconds.format(total);
		},
		/** How a field writes a date, as Day.js has it: `MMM D, YYYY` and the like. */
		dateFormat: new Intl.DateTimeFormat(language, date)
			.formatToParts()
			.map(({ type, value }) => DATE_PARTS[type]?.[date.month] ?? value)
			.join(""),
		/** Date and time of day of an ISO 8601 text or of ms since 1970. */
		dateTime: (moment: string | number) => dateTime.format(new Date(moment)),
		/** Time of day to the second. */
		time: (moment: string | number) => time.format(new Date(moment)),
		/** Time of day to the minute. */
		minute: (moment: string | number) => minute.format(new Date(moment)),
		/** Time of day to the millisecond. */
		preciseTime: (moment: string | number) => preciseTime.format(new Date(moment)),
	};
}

export type Formats = ReturnType<typeof formatsFor>;
