import { Esp32, type Esp32Parts } from "device/esp32";
import { networkAddress } from "device/qemu/ethernet";
import { MappedFlash } from "device/qemu/mapped-flash";
import { measureMemory } from "device/qemu/memory";
import type { ChargePointState } from "modules/charge-point/state";
import type { TimerHandle } from "modules/timers";
import type { FromFirmware, ToFirmware } from "simulator/protocol";
import { tellFrame } from "simulator/tell-frame";
import type { Flash } from "../../modules/storage/flash";

/** Longer than contacts are debounced, ms. */
const SETTLING_TIME = 60;

/** The ESP32 in the emulator, which the simulator watches, and has a hand on, over the script channel. */
export class EmulatedEsp32 extends Esp32 {
	private readonly tell: (message: FromFirmware) => void;
	/** Where the set-up page is seen. */
	private readonly page: string | undefined;
	private source: (() => ChargePointState) | undefined;
	private telling: TimerHandle | undefined;

	constructor(parts: Esp32Parts, crashed: boolean, tell: (message: FromFirmware) => void) {
		super(parts, crashed);
		this.tell = tell;
		this.page = parts.settings.setupHost;
	}

	frame(direction: "in" | "out", frame: string): void {
		tellFrame(direction, frame, this.tell);
	}

	override show(state: () => ChargePointState): void {
		this.source = state;
		super.show(state);
	}

	/** Screen and LEDs follow at once, the simulator when the firmware has come to rest. */
	override changed(): void {
		super.changed();
		this.telling ??= this.timers.set(() => this.tellState(), 0);
	}

	/** The firmware has set all its handlers: when it has heard what is pressed already, it takes inputs. */
	started(): void {
		this.timers.set(() => {
			this.tellState();
			this.tell({ ready: true });
		}, 0);
	}

	override restart(): void {
		this.tell({ restarting: true });
		super.restart();
	}

	/** Takes what the simulator says beside pins, meters and the display. */
	take(line: ToFirmware): void {
		if ("idTag" in line) this.onIdTag?.(line.idTag.connector, line.idTag.idTag);
		else if ("fault" in line) this.onFault?.(line.fault.connector, line.fault.errorCode, line.fault.active);
		else if ("link" in line && line.link === "up") this.transport.linkUp();
		else if ("settle" in line) this.settle(line.settle);
		// In a turn of its own, when what this line has brought along is gone.
		else if ("measure" in line) this.timers.set(() => this.tell({ memory: measureMemory() }), 0);
		else if ("setup" in line) {
			this.network.openSetup();
			this.tell({ setup: { url: `http://${this.page ?? networkAddress()}` } });
		}
	}

	protected override openFlash(label: string): Flash {
		return new MappedFlash(label);
	}

	/** The outputs are the simulator's: it sees for itself that the firmware has ended. */
	protected override guard(): void {}

	/** Answers when the contacts' debouncing is over. */
	private settle(settled: number): void {
		this.timers.set(() => {
			this.tellState();
			this.tell({ settled });
		}, SETTLING_TIME);
	}

	private tellState(): void {
		this.timers.clear(this.telling);
		this.telling = undefined;
		const state = this.source?.();
		if (state) this.tell({ state });
	}
}
