import WiFi from "embedded:network/interface/wifi";
import type { Timers } from "../modules/timers";

/** Waits before the first and before later tries to join the network, ms. */
const FIRST_WAIT = 1_000;
const LAST_WAIT = 60_000;
/** `connection` from here on: there is an address. */
const WITH_ADDRESS = 500;
/** `connection` up to here: nothing, and nobody tries. */
const IDLE = 200;

export interface StationOptions {
	ssid: string;
	/** None on an open network. */
	password?: string;
	timers: Timers;
	/** There is an address, or there is none any more. */
	onChange(up: boolean): void;
	log(text: string): void;
}

/** A station that stays joined to one Wi-Fi network; the charge point runs with and without it. */
export class Station {
	private readonly options: StationOptions;
	private readonly wifi: WiFi;
	private up = false;
	private tries = 0;

	constructor(options: StationOptions) {
		this.options = options;
		this.wifi = new WiFi({ onChanged: () => this.changed() });
		this.join();
	}

	/** The hardware address: six bytes in hexadecimal digits with colons. */
	get address(): string | undefined {
		return this.wifi.MAC;
	}

	private join(): void {
		const { ssid, password, log } = this.options;
		try {
			this.wifi.connect(password ? { SSID: ssid, password, secure: true } : { SSID: ssid });
		} catch (error) {
			log(`Wi-Fi: ${(error as Error).message}`);
			this.retry();
		}
	}

	private retry(): void {
		const wait = Math.min(FIRST_WAIT * 2 ** this.tries++, LAST_WAIT);
		this.options.timers.set(() => {
			if (this.wifi.connection <= IDLE) this.join();
		}, wait);
	}

	private changed(): void {
		const { connection } = this.wifi;
		const up = connection >= WITH_ADDRESS;
		if (up) this.tries = 0;
		if (up !== this.up) {
			this.up = up;
			this.options.onChange(up);
		}
		if (connection <= IDLE) this.retry();
	}
}
