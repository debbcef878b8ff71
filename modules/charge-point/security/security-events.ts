import { frozen } from "../../frozen";
import type { TimerHandle } from "../../timers";
import type { Stamp } from "../clock";
import type { Core, SecurityEvent } from "../core";
import { isLoggedEvent, type LoggedEvent, type SecurityLog } from "./security-log";

/** Events that the CSMS is told: the critical ones, and those that R-SEC-15 adds. */
const TOLD: readonly SecurityEvent[] = frozen([
	"FirmwareUpdated",
	"SettingSystemTime",
	"StartupOfTheDevice",
	"ResetOrReboot",
	"SecurityLogWasCleared",
	"MemoryExhaustion",
	"TamperDetectionActivated",
	"InvalidFirmwareSignature",
	"InvalidFirmwareSigningCertificate",
	"InvalidChargePointCertificate",
	"InvalidCentralSystemCertificate",
] as const);
/** Events that may wait for the CSMS; with more of them the oldest is left to the log. */
const MOST_WAITING = 64;
/** Of one type so many are stored in an hour; the others are counted, to spare the flash. */
const MOST_AN_HOUR = 100;
/** Whoever can send frames can send such by the thousand. */
const MOST_INVALID_MESSAGES = 10;
const HOUR = 3_600_000;
/** The wait after a failed delivery grows from the first to the second, ms. */
const FIRST_WAIT = 60_000;
const LAST_WAIT = HOUR;
const TECH_INFO_LENGTH = 255;

/** How often a type of event came since `since`, a monotonic time. */
interface Count {
	since: number;
	count: number;
}

/**
 * Security events: all go to the log; those that the CSMS has to know wait in records, one each, and are
 * delivered in order while the connection has nothing else to do (R-SEC-13, R-QUE-11, R-SEC-22).
 */
export class SecurityEvents {
	private readonly core: Core;
	private readonly log: SecurityLog;
	private readonly counts = new Map<SecurityEvent, Count>();
	/** Numbers of the records that wait, the oldest first. */
	private readonly waiting: number[] = [];
	private sending = false;
	/** The CSMS does not know the message; it is asked again on another connection. */
	private unknown = false;
	private wait = FIRST_WAIT;
	private retry: TimerHandle | undefined;
	private soon: TimerHandle | undefined;

	constructor(core: Core, log: SecurityLog) {
		this.core = core;
		this.log = log;
		for (const key of core.records.keys())
			if (key.startsWith("event.")) this.waiting.push(Number(key.slice(6)));
		this.waiting.sort((a, b) => a - b);
		// Times of an earlier boot that never knew the clock: the start of this one is the best guess.
		for (let i = 0; i < this.waiting.length; i++) {
			const number = this.waiting[i];
			this.restamp(number, (time) => (time < -1 ? -1 : time));
		}
	}

	/** Stores an event, in one write for log and delivery. */
	raise(type: SecurityEvent, techInfo = ""): void {
		const left = this.countOf(type);
		if (left === undefined) return;
		const details = left > 0 ? `${techInfo} (and ${left} more before)`.trimStart() : techInfo;
		// One line of the log, in printable ASCII (R-FRM-22).
		const printable = details.replace(/[^ -~]+/g, "?").slice(0, TECH_INFO_LENGTH);
		const event: LoggedEvent = [this.core.clock.stamp(), type, printable];
		this.core.log(`security event ${type} ${details}`.trimEnd());
		const changes = [this.log.changeFor(event)];
		if (TOLD.includes(type)) {
			const number = (this.waiting.at(-1) ?? 0) + 1;
			this.waiting.push(number);
			changes.push([`event.${number}`, JSON.stringify(event)]);
			// What is on its way is taken out by its answer.
			if (this.waiting.length > MOST_WAITING)
				changes.push([`event.${this.waiting.splice(this.sending ? 1 : 0, 1)[0]}`, undefined]);
		}
		try {
			this.core.records.setAll(changes);
		} catch (error) {
			// A full flash must not keep the charge point from what it was doing.
			this.core.log(`the security event could not be stored: ${error}`);
		}
		// Not before the answer to what has caused it (R-OP-01).
		this.soon ??= this.core.timers.set(() => {
			this.soon = undefined;
			this.send();
		}, 0);
	}

	/** The clock is known: events that wait get their times. */
	clockKnown(): void {
		this.log.clockKnown();
		for (let i = 0; i < this.waiting.length; i++) {
			const number = this.waiting[i];
			this.restamp(number, (time) => (time < 0 ? Date.parse(this.core.clock.format(time)) : time));
		}
	}

	/** The connection is gone. */
	disconnected(): void {
		this.core.timers.clear(this.retry);
		this.retry = undefined;
		this.sending = false;
		this.unknown = false;
		this.wait = FIRST_WAIT;
	}

	/** Delivers the oldest event when nothing else is under way. */
	send(): void {
		if (this.sending || this.unknown || this.retry !== undefined || this.waiting.length === 0) return;
		if (
			!this.core.connection.isIdle ||
			this.core.registration.status !== "Accepted" ||
			this.core.clock.now === null
		)
			return;
		const number = this.waiting[0];
		const event = this.read(number);
		if (!event) {
			this.done(number);
			this.send();
			return;
		}
		this.sending = true;
		const payload = {
			type: event[1],
			timestamp: this.core.clock.format(event[0]),
			techInfo: event[2] || undefined,
		};
		this.core.connection.call("SecurityEventNotification", payload, (outcome) => {
			if (!outcome.ok && outcome.reason === "closed") return;
			this.sending = false;
			if (outcome.ok) {
				this.wait = FIRST_WAIT;
				this.done(number);
				// The queue of transactions has its turn first: the next one waits for idleness.
				return;
			}
			if (outcome.code === "NotImplemented" || outcome.code === "NotSupported") {
				this.unknown = true;
				this.done(number);
				return;
			}
			this.retry = this.core.timers.set(() => {
				this.retry = undefined;
				this.send();
			}, this.wait);
			this.wait = Math.min(2 * this.wait, LAST_WAIT);
		});
	}

	private done(number: number): void {
		const at = this.waiting.indexOf(number);
		if (at >= 0) this.waiting.splice(at, 1);
		this.core.records.delete(`event.${number}`);
	}

	private restamp(number: number, convert: (time: Stamp) => Stamp): void {
		const event = this.read(number);
		if (!event) return;
		const time = event[0];
		event[0] = convert(time);
		if (event[0] !== time) this.core.records.set(`event.${number}`, JSON.stringify(event));
	}

	private read(number: number): LoggedEvent | undefined {
		try {
			const event = JSON.parse(this.core.records.get(`event.${number}`) ?? "");
			return isLoggedEvent(event) ? event : undefined;
		} catch {
			return;
		}
	}

	/** How many of a type were left out before this one; undefined when this one is left out, too. */
	private countOf(type: SecurityEvent): number | undefined {
		const now = this.core.timers.now();
		const count = this.counts.get(type);
		const most = type === "InvalidMessages" ? MOST_INVALID_MESSAGES : MOST_AN_HOUR;
		if (!count || now - count.since >= HOUR) {
			this.counts.set(type, { since: now, count: 1 });
			return count ? Math.max(0, count.count - most) : 0;
		}
		count.count++;
		return count.count > most ? undefined : 0;
	}
}
