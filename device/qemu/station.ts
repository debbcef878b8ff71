// XS knows this module by the name "device/wifi", so that all that it imports is named from the top.
import { networkAddress, restartEthernet, startEthernet } from "device/qemu/ethernet";
import type { TimerHandle, Timers } from "modules/timers";
import type { StationOptions } from "../wifi";

/** How often the link is looked at, ms. */
const STEP = 100;

/** Starts the emulator's network card and tells its hardware address: twelve hexadecimal digits. */
export function startRadio(): string {
	return startEthernet();
}

/** The emulator's Ethernet in the place of a Wi-Fi network: it is joined at once. */
export class Station {
	private readonly timers: Timers;
	private readonly onChange: (up: boolean) => void;
	private up = false;
	private timer: TimerHandle | undefined;

	constructor({ timers, onChange }: Pick<StationOptions, "timers" | "onChange">) {
		this.timers = timers;
		this.onChange = onChange;
		this.look();
	}

	/** Asks for an address anew. */
	rejoin(): void {
		restartEthernet();
		this.look();
	}

	restartRadio(): void {
		this.rejoin();
	}

	private look(): void {
		this.timers.clear(this.timer);
		this.timer = this.timers.set(() => this.look(), STEP);
		const up = networkAddress() !== "";
		if (up === this.up) return;
		this.up = up;
		this.onChange(up);
	}
}
