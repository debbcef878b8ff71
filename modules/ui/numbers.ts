/** Numbers as the screen writes them: short, never more than was measured, the same in every language. */

const DAY = 86_400_000;

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

/** Offered current per phase, which the vehicle need not take: `≤16 A`, whole amperes, cut off. */
export function offerText(amperes: number): string {
	return `≤${Math.floor(amperes)} A`;
}

/** How long a session runs: `4:09`, from an hour on `1:04:09`, from ten on `12h34`, from a hundred on `123 h`. */
export function durationText(seconds: number): string {
	const hours = Math.floor(seconds / 3600);
	if (hours >= 100) return `${hours} h`;
	const minutes = Math.floor(seconds / 60) % 60;
	const rest = twoDigits(Math.floor(seconds) % 60);
	if (hours >= 10) return `${hours}h${twoDigits(minutes)}`;
	return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The time of day `utcOffset` minutes ahead of UTC: `09:05`. `clock` in ms since 1970 UTC. */
export function clockText(clock: number, utcOffset: number): string {
	const minutes = (((Math.floor(clock / 60_000) + utcOffset) % 1440) + 1440) % 1440;
	return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** A moment to come, as a person says it: `09:05`, from a day on `11/23`. Times in ms since 1970 UTC. */
export function untilText(at: number, clock: number, utcOffset: number): string {
	if (at - clock < DAY) return clockText(at, utcOffset);
	const date = new Date(at + utcOffset * 60_000);
	return `${date.getUTCMonth() + 1}/${date.getUTCDate()}`;
}

/** An id that is no secret any more: `..5E80`, its last four characters; who holds the card knows them. */
export function cardText(idTag: string): string {
	return idTag.length > 4 ? `..${idTag.slice(-4)}` : idTag;
}

function fixed(scaled: number, decimals: 1 | 2): string {
	const scale = decimals === 1 ? 10 : 100;
	const fraction = scaled % scale;
	return `${Math.floor(scaled / scale)}.${decimals === 2 && fraction < 10 ? "0" : ""}${fraction}`;
}

function twoDigits(n: number): string {
	return n < 10 ? `0${n}` : String(n);
}
