import flash from "embedded:storage/flash";
import Preference from "preference";
import Time from "time";
import type { TimerHandle, Timers } from "../modules/timers";
import { askTime } from "./time-server";

/** Where an image has the day of its build, "Nov 23 2026" in ASCII (esp_app_desc_t), in bytes. */
const BUILD_DAY = 128;
const BUILD_DAY_LENGTH = 11;
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

const DAY = 86_400_000;
/** A time so long after the build is a mistake of whoever told it, ms: it must not lock TLS out for good. */
const LIFE = 3650 * DAY;
/** Waits between questions to the time server, ms; it is asked five times each. */
const FIRST_WAIT = 60_000;
const LAST_WAIT = 3_600_000;
/** A clock that is as near to the truth is left alone, ms. */
const NEAR = 1_000;

const DOMAIN = "clock";
const KEY = "last";

export interface WallClockOptions {
	timers: Timers;
	/** Host name of a time server; empty without one. */
	server: string;
	/** The time server has told the time, before the CSMS did; an OCPP dateTime. */
	onTime(time: string): void;
	log(text: string): void;
}

/**
 * The clock by which TLS judges certificates, before the CSMS can have told the time. It begins with the
 * day of the build, or with the last time that was known if that is later; then a time server or the
 * CSMS sets it, whichever comes first, and from then on the CSMS alone.
 */
export class WallClock {
	private readonly options: WallClockOptions;
	/** No true time is before it, ms since 1970. */
	private readonly built = buildDay();
	private stored: number;
	private up = false;
	private known = false;
	private asking = false;
	private failures = 0;
	private timer: TimerHandle | undefined;

	constructor(options: WallClockOptions) {
		this.options = options;
		this.stored = Number(Preference.get(DOMAIN, KEY) ?? 0) * 1000;
		const isLikely = this.stored > this.built && this.stored < this.built + LIFE;
		const earliest = isLikely ? this.stored : this.built;
		if (Date.now() < earliest) Time.set(earliest / 1000);
	}

	/** There is an address, or there is none any more. */
	setLink(up: boolean): void {
		this.up = up;
		if (up) this.ask();
	}

	/** The charge point's own clock, which the CSMS sets, ms since 1970. */
	follow(now: number): void {
		this.known = true;
		if (Math.abs(Date.now() - now) > NEAR) Time.set(now / 1000);
		this.keep(now);
	}

	private ask(): void {
		const { server, timers } = this.options;
		if (!server || !this.up || this.known || this.asking) return;
		timers.clear(this.timer);
		this.asking = true;
		askTime({
			timers,
			server,
			onTime: (now) => this.take(now),
			onFailure: (reason) => this.failed(reason),
		});
	}

	private take(now: number): void {
		this.asking = false;
		if (this.known) return;
		// Where the image was built it may be another day already.
		if (now < this.built - DAY) {
			this.failed("it is behind the day of the build");
			return;
		}
		this.known = true;
		Time.set(now / 1000);
		this.keep(now);
		this.options.onTime(new Date(now).toISOString());
	}

	private failed(reason: string): void {
		const { log, server, timers } = this.options;
		this.asking = false;
		log(`The time server ${server}: ${reason}`);
		const wait = Math.min(FIRST_WAIT * 2 ** this.failures++, LAST_WAIT);
		timers.clear(this.timer);
		this.timer = timers.set(() => this.ask(), wait);
	}

	/** Once a day is often enough for certificates, and spares the flash. */
	private keep(now: number): void {
		if (Math.abs(now - this.stored) < DAY) return;
		this.stored = now;
		try {
			Preference.set(DOMAIN, KEY, String(Math.floor(now / 1000)));
		} catch (error) {
			this.options.log(`The time is not kept for the next start: ${(error as Error).message}`);
		}
	}
}

/** Its midnight in UTC, ms since 1970; 0 when the image does not tell it. */
function buildDay(): number {
	const image = flash.open({ path: "running" });
	let text = "";
	for (const byte of new Uint8Array(image.read(BUILD_DAY_LENGTH, BUILD_DAY)))
		text += String.fromCharCode(byte);
	const month = MONTHS.indexOf(text.slice(0, 3)) / 3;
	return Number.isInteger(month) && month >= 0
		? Date.UTC(Number(text.slice(7)), month, Number(text.slice(4, 6))) || 0
		: 0;
}
