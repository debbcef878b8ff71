import WiFi from "wifi";
import type { TimerHandle, Timers } from "../modules/timers";

/** Waits before the first and before later tries to join the network, ms. */
const FIRST_WAIT = 1_000;
const LAST_WAIT = 60_000;
/** Within this time a try must lead to an address, ms: the driver's own tries, and DHCP. */
const JOIN_TIME = 30_000;
/** After so many tries in vain the radio is restarted. */
const TRIES = 5;
/** How long the radio is off then, ms. */
const OFF_TIME = 2_000;

export interface StationOptions {
	ssid: string;
	/** Empty on an open network. */
	password: string;
	timers: Timers;
	/** There is an address, or there is none any more. */
	onChange(up: boolean): void;
	log(text: string): void;
}

/** Starts the radio and tells the hardware address of the station: twelve hexadecimal digits. */
export function startRadio(): string {
	WiFi.mode = WiFi.Mode.station;
	return native("xs_wifi_station_address").call(undefined) as string;
}

/**
 * A station that stays joined to one Wi-Fi network; the charge point runs with and without it. The
 * driver's notices may come late or not at all, so that each step has its time-out.
 */
export class Station {
	private readonly options: StationOptions;
	private up = false;
	/** A try is under way. */
	private joining = false;
	/** Why the last try failed; it is told once. */
	private reason = "";
	/** Tries in vain since the last address. */
	private failures = 0;
	private timer: TimerHandle | undefined;

	/** Joins at once. */
	constructor(options: StationOptions) {
		this.options = options;
		new WiFi(undefined, (notice, reason) => {
			if (notice === WiFi.gotIP) this.joined();
			else if (notice === WiFi.disconnected)
				this.lost(reason === -1 ? "the password is refused" : "no answer from the network");
		});
		this.join();
	}

	/** Leaves the network and joins it again. */
	rejoin(): void {
		this.setUp(false);
		this.after(FIRST_WAIT, () => this.join());
		WiFi.disconnect();
	}

	/** Switches the radio off and on, and joins again. */
	restartRadio(): void {
		this.setUp(false);
		this.setMode(WiFi.Mode.none);
		this.after(OFF_TIME, () => {
			this.setMode(WiFi.Mode.station);
			this.join();
		});
	}

	private setMode(mode: number): void {
		try {
			WiFi.mode = mode;
		} catch (error) {
			this.options.log(`Wi-Fi: ${(error as Error).message}`);
		}
	}

	private join(): void {
		const { ssid, password } = this.options;
		this.joining = true;
		this.after(JOIN_TIME, () => {
			this.failed("no address");
			WiFi.disconnect();
		});
		try {
			WiFi.connect(password ? { ssid, password } : { ssid });
		} catch (error) {
			this.failed((error as Error).message);
		}
	}

	private joined(): void {
		this.failures = 0;
		this.reason = "";
		this.options.timers.clear(this.timer);
		this.timer = undefined;
		this.setUp(true);
	}

	private lost(reason: string): void {
		// In a pause it is only the echo of what was done here.
		if (this.up) {
			this.setUp(false);
			this.after(FIRST_WAIT, () => this.join());
		} else if (this.joining) this.failed(reason);
	}

	private failed(reason: string): void {
		if (reason !== this.reason) this.options.log(`Wi-Fi: ${reason}`);
		this.reason = reason;
		this.joining = false;
		const failures = this.failures++;
		if (failures % TRIES === TRIES - 1) this.restartRadio();
		else this.after(Math.min(FIRST_WAIT * 2 ** failures, LAST_WAIT), () => this.join());
	}

	private setUp(up: boolean): void {
		this.joining = false;
		if (up === this.up) return;
		this.up = up;
		this.options.onChange(up);
	}

	private after(delay: number, callback: () => void): void {
		const { timers } = this.options;
		timers.clear(this.timer);
		this.timer = timers.set(callback, delay);
	}
}
