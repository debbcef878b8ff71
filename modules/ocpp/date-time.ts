/**
 * Milliseconds since 1970 UTC of an ISO 8601 date and time (the profile of RFC 3339): seconds with
 * any fraction, `Z` or any offset (`+08:00`, `+0800`, `+08`), and a leap second as the moment that
 * follows it (R-FRM-21). Undefined for anything else, a time without offset included.
 *
 * An own parser because Date.parse takes other texts besides, and others on each engine.
 */
export function parseDateTime(text: string): number | undefined {
	const year = digits(text, 0, 4);
	const month = digits(text, 5, 2);
	const day = digits(text, 8, 2);
	const hour = digits(text, 11, 2);
	const minute = digits(text, 14, 2);
	const second = digits(text, 17, 2);
	if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysOf(month, year)) return;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return;
	if (text.charCodeAt(4) !== minus || text.charCodeAt(7) !== minus) return;
	const separator = text.charCodeAt(10);
	if (separator !== 0x54 && separator !== 0x74 && separator !== 0x20) return; // T, t, blank
	if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return;

	let at = 19;
	let milliseconds = 0;
	if (text.charCodeAt(at) === 0x2e) {
		const first = ++at;
		let weight = 100;
		for (let digit = digits(text, at, 1); digit >= 0; digit = digits(text, ++at, 1)) {
			milliseconds += digit * weight;
			weight = Math.floor(weight / 10);
		}
		if (at === first) return;
	}

	let offset = 0;
	const sign = text.charCodeAt(at);
	if (sign === 0x5a || sign === 0x7a)
		at++; // Z, z
	else if (sign === plus || sign === minus) {
		const hours = digits(text, at + 1, 2);
		at += 3;
		let minutes = 0;
		if (at < text.length) {
			if (text.charCodeAt(at) === colon) at++;
			minutes = digits(text, at, 2);
			at += 2;
		}
		if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return;
		offset = (hours * 60 + minutes) * (sign === plus ? 1 : -1);
	} else return;
	if (at !== text.length) return;

	const minutes = hour * 60 + minute - offset;
	// Only the last minute of a UTC day has a leap second.
	if (second === 60 && (minutes + 2 * 1440) % 1440 !== 1439) return;
	return (daysSince1970(year, month, day) * 86400 + minutes * 60 + second) * 1000 + milliseconds;
}

const plus = 0x2b;
const minus = 0x2d;
const colon = 0x3a;

/** The number that `count` digits make, or -1. */
function digits(text: string, from: number, count: number): number {
	let value = 0;
	for (let at = from; at < from + count; at++) {
		const digit = text.charCodeAt(at) - 0x30;
		if (!(digit >= 0 && digit <= 9)) return -1;
		value = value * 10 + digit;
	}
	return value;
}

function daysOf(month: number, year: number): number {
	if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** In the Gregorian calendar, reckoned in years that begin in March and so end with the leap day. */
function daysSince1970(year: number, month: number, day: number): number {
	const march = month > 2 ? year : year - 1;
	const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
	const leapDays = Math.floor(march / 4) - Math.floor(march / 100) + Math.floor(march / 400);
	return march * 365 + leapDays + dayOfYear - 719468;
}
