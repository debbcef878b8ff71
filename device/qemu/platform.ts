// XS knows this module by the name "platform" alone, so that all that it imports is named from the top.
import { startEsp32 } from "device/esp32";
import { boardOf } from "device/qemu/board";
import { EmulatedEsp32 } from "device/qemu/emulated-esp32";
import { fitDisplay, takeTransfers } from "device/qemu/i2c-capture";
import { watchStack } from "device/qemu/memory";
import { pwmOf } from "device/qemu/pwm";
import { ScriptChannel } from "device/qemu/script-channel";
import { settingsOf } from "device/qemu/settings";
import { Uart } from "device/qemu/uart";
import { straight } from "device/sdk/route";
import config from "mc/config";
import type { MeterReading } from "modules/charge-point/interfaces";
import { frozen } from "modules/frozen";
import type { Host, Platform } from "modules/hardware/platform";
import type { SetupSettings } from "modules/setup/form";
import { digitalOf, Pins } from "simulator/digital";
import type { BootOptions, ToFirmware } from "simulator/protocol";
import { throughNetwork } from "simulator/xs/network-route";
import Timer from "timer";

/** How often the script channel and the display's line are looked at, ms. */
const STEP = 10;
/** Where QEMU's network has the machine that it runs on. */
const OUTSIDE = "10.0.2.2";

/** The emulated ESP32: its lines, its meters and its display's socket are the simulator's. */
class Emulation {
	private readonly ready: (host: Host) => void;
	private readonly channel = new ScriptChannel(new Uart());
	private readonly pins = new Pins();
	private readonly meters = new Map<number, MeterReading>();
	private board: EmulatedEsp32 | undefined;
	private booted = false;
	/** Of the newest picture. */
	private texts: readonly string[] = [];

	constructor(ready: (host: Host) => void) {
		this.ready = ready;
		watchStack();
		this.pins.onOutput = (pin, level) => this.channel.tell({ digital: { pin, level } });
		this.channel.onLine = (line) => this.take(line);
		this.channel.tell({ starting: true });
		Timer.set(() => this.proceed(), STEP, STEP);
	}

	private proceed(): void {
		this.channel.proceed();
		const i2c = takeTransfers();
		if (i2c !== undefined) this.channel.tell({ oled: { lines: this.texts, i2c } });
	}

	private take(line: ToFirmware): void {
		if ("digital" in line) this.pins.setInput(line.digital.pin, line.digital.level);
		else if ("meter" in line) this.meters.set(line.meter.connector, line.meter);
		else if ("oled" in line) this.fit(line.oled);
		else if ("boot" in line) this.boot(line.boot);
		else this.board?.take(line);
	}

	private fit(fitted: boolean): void {
		fitDisplay(fitted);
		if (!fitted) this.channel.tell({ oled: null });
	}

	private boot(boot: BootOptions): void {
		if (this.booted) return;
		this.booted = true;
		const tell = this.channel.tell.bind(this.channel);
		const log = (text: string) => {
			trace(`${text}\n`);
			tell({ log: text });
		};
		const parts = {
			board: boardOf(boot, this.meters, tell),
			digital: digitalOf(this.pins),
			pwm: pwmOf(this.pins),
			settings: settingsOf(boot, String(config.version)),
			save: (settings: SetupSettings, newKey: boolean) => tell({ settings, newKey }),
			route: boot.network === undefined ? straight : throughNetwork(OUTSIDE, boot.network),
			onDrawn: (texts: readonly string[]) => {
				this.texts = texts;
			},
			log,
		};
		startEsp32(
			log,
			(crashed) => {
				this.board = new EmulatedEsp32(parts, crashed, tell);
				return this.board;
			},
			(board) => {
				this.ready(board);
				board.started();
			},
		);
	}
}

const platform: Platform = frozen({
	start(ready: (host: Host) => void): void {
		new Emulation(ready);
	},
});

export default platform;
