/** Numbers as the screen writes them: short, never more than was measured, the same in every language. */

/** Energy of a session in at most four digits: `0.05` to `9999` kWh, from there on in MWh. */
export function energyText(wh: number): { number: string; unit: string } {
	const unit = wh < 10_000_000 ? "kWh" : "MWh";
	// Hundredths of the unit, cut off rather than rounded up.
	const hundredths = Math.floor(unit === "kWh" ? wh / 10 : wh / 10_000);
	if (hundredths < 10_000) return { number: fixed(hundredths, 2), unit };
	if (hundredths < 100_000) return { number: fixed(Math.floor(hundredths / 10), 1), unit };
	return { number: String(Math.floor(hundredths / 100)), unit };
}

/** Power: `7.4 kW`. */
export function powerText(watts: number): string {
	return `${fixed(Math.round(Math.max(0, watts) / 100), 1)} kW`;
}

/** Offered current per phase: `16 A`, whole amperes, cut off. */
export function currentText(amperes: number): string {
	return `${Math.floor(amperes)} A`;
}

/** How long a session runs: `4:09`, from an hour on `1:04:09`, from a hundred hours on `123 h`. */
export function durationText(seconds: number): string {
	const hours = Math.floor(seconds / 3600);
	if (hours >= 100) return `${hours} h`;
	const minutes = Math.floor(seconds / 60) % 60;
	const rest = twoDigits(Math.floor(seconds) % 60);
	return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The time of day `utcOffset` minutes ahead of UTC: `09:05`. `clock` in ms since 1970 UTC. */
export function clockText(clock: number, utcOffset: number): string {
	const minutes = (((Math.floor(clock / 60_000) + utcOffset) % 1440) + 1440) % 1440;
	return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function fixed(scaled: number, decimals: 1 | 2): string {
	const scale = decimals === 1 ? 10 : 100;
	const fraction = scaled % scale;
	return `${Math.floor(scaled / scale)}.${decimals === 2 && fraction < 10 ? "0" : ""}${fraction}`;
}

function twoDigits(n: number): string {
	return n < 10 ? `0${n}` : String(n);
}
