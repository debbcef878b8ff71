import type { RegistrationStatus } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import type { Core } from "./core";

/** Wait before the next BootNotification when the CSMS gives none (R-BOOT-05, R-BOOT-10), s. */
const OWN_WAIT = 60;

/** BootNotification and what follows from its answers (rules R-BOOT). */
export class Registration {
	private readonly core: Core;
	/** Where this charge point was accepted once: charging offline needs it (R-BOOT-12). */
	private readonly place: string;
	private _status: RegistrationStatus | null = null;
	private sending = false;
	private wait = OWN_WAIT;
	/** Monotonic time before which no BootNotification goes out. */
	private notBefore = 0;
	private timer: TimerHandle | undefined;

	constructor(core: Core) {
		this.core = core;
		const { csms, identity } = core.host.settings;
		this.place = `${csms} ${identity}`;
	}

	/** Null before the first answer of this boot. */
	get status(): RegistrationStatus | null {
		return this._status;
	}

	/** Accepted now, or by the same CSMS in an earlier boot (R-BOOT-12). */
	get mayCharge(): boolean {
		return this._status === "Accepted" || this.core.records.get("accepted") === this.place;
	}

	/** A connection is up: registers unless accepted since the start (R-CON-07). */
	connected(): void {
		if (this._status !== "Accepted") this.sendAfter(Math.max(0, this.notBefore - this.core.timers.now()));
	}

	/** The connection is gone; the next one registers. */
	disconnected(): void {
		this.core.timers.clear(this.timer);
		this.sending = false;
	}

	/** Sends BootNotification now: triggered while not accepted (R-BOOT-09). */
	sendNow(): void {
		this.sendAfter(0);
	}

	private sendAfter(delay: number): void {
		this.core.timers.clear(this.timer);
		if (delay > 0) this.timer = this.core.timers.set(() => this.send(), delay);
		else this.send();
	}

	private send(): void {
		if (this.sending || !this.core.connection.isOpen) return;
		this.sending = true;
		this.core.connection.call("BootNotification", this.core.boot, (outcome) => {
			if (!outcome.ok && outcome.reason === "closed") return;
			this.sending = false;
			if (outcome.ok) {
				const { status, interval } = outcome.payload;
				this.core.log(`BootNotification: ${status}`);
				// What follows from the time is told with all the rest, not before it.
				this.core.clock.set(outcome.payload.currentTime);
				this.core.firmware.confirm();
				this._status = status;
				if (status === "Accepted") {
					const heartbeat = Math.min(Math.max(0, interval), 2147483647);
					this.core.configuration.store("HeartbeatInterval", String(heartbeat));
					if (this.core.records.get("accepted") !== this.place) this.core.records.set("accepted", this.place);
					this.core.changed();
					this.core.accepted();
					return;
				}
				if (status === "Rejected") this.core.connection.voidWaiting();
				this.wait = interval > 0 ? interval : OWN_WAIT * (1 + 0.2 * this.core.host.random());
				this.core.changed();
			} else {
				this.core.log(`BootNotification failed: ${outcome.reason}`);
			}
			this.notBefore = this.core.timers.now() + this.wait * 1000;
			this.sendAfter(this.wait * 1000);
		});
	}
}
