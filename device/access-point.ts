import UDP from "embedded:io/socket/udp";
import WiFi from "wifi";
import { frozen } from "../modules/frozen";
import type { SetupSettings } from "../modules/setup/form";
import { nameAnswer } from "../modules/setup/name-answer";
import { networkPassword, SetupMode } from "../modules/setup/setup-mode";
import type { TimerHandle, Timers } from "../modules/timers";
import type { SetupView } from "../modules/ui/view";
import { sdkListen } from "./sdk/listener";
import { randomBytes } from "./sdk/random";

/** Where ESP-IDF puts an access point. */
const ADDRESS = "192.168.4.1";
const ADDRESS_BYTES: readonly number[] = frozen([192, 168, 4, 1]);
const HTTP_PORT = 80;
const DNS_PORT = 53;
/** A search for networks takes three seconds; without an end of it, ms, the page does without. */
const SEARCH_TIME = 10_000;
/** The strongest networks that are offered. */
const MOST_NETWORKS = 12;

export interface AccessPointOptions {
	timers: Timers;
	/** Name of the network that is opened. */
	name: string;
	settings: SetupSettings;
	save(settings: SetupSettings, newKey: boolean): void;
	/** Host and port where the page is seen, if not at the address that it has in its network. */
	host?: string;
	/** Nobody charges: it may be restarted. */
	isUnused(): boolean;
	restart(): void;
	/** It is open: how to get to the page. */
	onOpen(view: SetupView): void;
	/** Nobody came. Without it the access point stays open: there is no other network to go to. */
	onIdle?(): void;
	log(text: string): void;
}

/** The network of the set-up: WPA2 with a new password, a page, and a name server that leads to it. */
export class AccessPoint {
	private readonly options: AccessPointOptions;
	/** Signal strengths in dBm by name. */
	private readonly networks = new Map<string, number>();
	private timer: TimerHandle | undefined;
	private wifi: WiFi | undefined;
	private names: UDP | undefined;
	private mode: SetupMode | undefined;
	private visitors = 0;

	/** Looks for networks first: an access point of this driver cannot. The radio must be started. */
	constructor(options: AccessPointOptions) {
		this.options = options;
		this.timer = options.timers.set(() => this.open(), SEARCH_TIME);
		try {
			WiFi.scan({}, (found) => {
				if (!found) this.open();
				else if (found.ssid) this.note(found.ssid, found.rssi);
			});
		} catch (error) {
			options.log(`Wi-Fi: ${(error as Error).message}`);
			this.open();
		}
	}

	/** The charge point may have become unused. */
	proceed(): void {
		this.mode?.proceed();
	}

	private note(name: string, strength: number): void {
		this.networks.set(name, Math.max(strength, this.networks.get(name) ?? strength));
	}

	private open(): void {
		if (this.timer === undefined) return;
		const { timers, name, settings, save, isUnused, restart, onOpen, onIdle, log } = this.options;
		timers.clear(this.timer);
		this.timer = undefined;
		const password = networkPassword(randomBytes);
		const networks = [...this.networks].sort(([, one], [, other]) => other - one);
		this.networks.clear();
		try {
			this.wifi = new WiFi(undefined, (notice) => {
				if (notice === WiFi.station_connect) this.visit(1);
				else if (notice === WiFi.station_disconnect) this.visit(-1);
			});
			WiFi.accessPoint({ ssid: name, password });
			this.mode = new SetupMode({
				...{ timers, settings, save, isUnused, restart, listen: sdkListen(), port: HTTP_PORT, host: ADDRESS },
				networks: networks.slice(0, MOST_NETWORKS).map(([network]) => network),
				onIdle: onIdle && (() => this.end(onIdle)),
			});
			log(`Set-up: network ${name}, http://${ADDRESS}`);
			onOpen({ network: name, password, address: ADDRESS });
		} catch (error) {
			log(`Set-up: ${(error as Error).message}`);
			if (onIdle) this.end(onIdle);
			return;
		}
		try {
			this.names = new UDP({ port: DNS_PORT, onReadable: answerNames });
		} catch (error) {
			// Phones do not show the page by themselves then; its address is on the screen.
			log(`Set-up: ${(error as Error).message}`);
		}
	}

	private visit(change: number): void {
		this.visitors += change;
		this.mode?.setVisitors(this.visitors > 0);
	}

	private end(onIdle: () => void): void {
		this.names?.close();
		this.wifi?.close();
		WiFi.mode = WiFi.Mode.station;
		onIdle();
	}
}

function answerNames(this: UDP, count: number): void {
	for (let left = count; left > 0; left--) {
		const query = this.read();
		if (!query) return;
		const answer = nameAnswer(new Uint8Array(query), ADDRESS_BYTES);
		try {
			if (answer) this.write(answer, query.address, query.port);
		} catch {
			// Who asks asks again.
		}
	}
}
