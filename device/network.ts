import type { ChargePointState } from "../modules/charge-point/state";
import { LinkRecovery } from "../modules/net/link-recovery";
import type { SetupSettings } from "../modules/setup/form";
import { isUnused } from "../modules/setup/setup-mode";
import type { Timers } from "../modules/timers";
import type { ScreenModel } from "../modules/ui/screen-model";
import { AccessPoint } from "./access-point";
import type { DeviceSettings } from "./settings";
import { WallClock } from "./wall-clock";
import { Station, startRadio } from "./wifi";

export interface NetworkOptions {
	timers: Timers;
	settings: DeviceSettings;
	/** Keeps what the set-up page has saved. */
	save(setup: SetupSettings, newKey: boolean): void;
	/** Somebody holds the button of the set-up. */
	wantsSetup: boolean;
	screen: ScreenModel;
	/** There is an OLED on which that can be seen. */
	hasScreen(): boolean;
	/** A new firmware runs that a restart would take back. */
	isOnTrial(): boolean;
	/** There is a link: whoever waits to connect may try. */
	onLink(): void;
	/** A time server has told the time, as an OCPP dateTime. */
	onTime(time: string): void;
	restart(): void;
	log(text: string): void;
}

/**
 * The board's Wi-Fi: a station of the network that it was set up with, or an access point with the set-up
 * page. The charge point runs with and without either, and none of it ever restarts it while somebody charges.
 */
export class DeviceNetwork {
	/** The hardware address: twelve hexadecimal digits; empty without a radio. */
	readonly address: string;
	private readonly options: NetworkOptions;
	private readonly clock: WallClock;
	private station: Station | undefined;
	private recovery: LinkRecovery | undefined;
	private accessPoint: AccessPoint | undefined;
	private state: ChargePointState | undefined;

	constructor(options: NetworkOptions) {
		const { timers, settings, wantsSetup, screen, onTime, log } = options;
		this.options = options;
		screen.setNetwork(false);
		this.clock = new WallClock({ timers, server: settings.sntp, onTime, log });
		this.address = this.start();
		if (wantsSetup || settings.setup.ssid === "") this.openSetup();
		else this.join();
	}

	/** The charge point's state has changed. */
	changed(state: ChargePointState): void {
		this.state = state;
		this.recovery?.setConnected(state.connected);
		if (state.clock !== null) this.clock.follow(state.clock);
		this.accessPoint?.proceed();
	}

	private start(): string {
		try {
			return startRadio();
		} catch (error) {
			this.options.log(`There is no Wi-Fi: ${(error as Error).message}`);
			return "";
		}
	}

	private join(): void {
		if (this.station) return;
		const { timers, settings, screen, onLink, log } = this.options;
		const { ssid, password, csms } = settings.setup;
		const onChange = (up: boolean) => {
			log(up ? `Network: joined ${ssid}` : `Network: lost ${ssid}`);
			screen.setNetwork(up);
			this.clock.setLink(up);
			this.recovery?.setLink(up);
			if (up) onLink();
		};
		const station = new Station({ ssid, password, timers, onChange, log });
		this.station = station;
		if (csms === "") return;
		this.recovery = new LinkRecovery({
			...{ timers, log, rejoin: () => station.rejoin(), restartRadio: () => station.restartRadio() },
		});
	}

	/** Opens the set-up, unless it is open. */
	openSetup(): void {
		if (this.accessPoint) return;
		const { timers, settings, save, screen, hasScreen, isOnTrial, restart, log } = this.options;
		const { ssid } = settings.setup;
		this.accessPoint = new AccessPoint({
			...{ timers, settings: settings.setup, save, restart, log },
			host: settings.setupHost,
			name: `xs-evse-${this.address.slice(-6)}`,
			isUnused: () => isUnused(this.state) && !isOnTrial(),
			onOpen(view) {
				screen.setSetup(view);
				// Who has the wires of the console in hand may know it, and nobody else could.
				if (!hasScreen()) log(`Set-up: without a screen, the password is ${view.password}`);
			},
			onIdle:
				ssid === ""
					? undefined
					: () => {
							this.accessPoint = undefined;
							screen.setSetup(undefined);
							this.join();
						},
		});
	}
}
