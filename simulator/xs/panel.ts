import { OLED_HEIGHT, OLED_WIDTH, Oled, type OledDriver } from "modules/hardware/oled";
import type { Timers } from "modules/timers";

/** Grays of a magnified pixel: dark, lit, and the gap beside a lit one, which is half of a small one. */
const [DARK, LIT, GAP, SMALL_GAP] = [0x0c, 0xff, 0x50, 0xa0];

/** Like the SSD1306 it takes whole pictures in 256 grays and keeps one bit for each pixel. */
class Pixels implements OledDriver {
	private readonly panel: Panel;
	private pixel = 0;

	constructor(panel: Panel) {
		this.panel = panel;
	}

	begin(): void {
		this.check();
		this.pixel = 0;
	}

	send(pixels: ArrayBufferLike, offset: number, count: number): void {
		this.check();
		native("xs_simulator_light").call(undefined, pixels, offset, count, this.panel.bitmap, this.pixel);
		this.pixel += count;
	}

	end(): void {
		this.panel.show();
	}

	/** Fails as the SDK's driver does. */
	private check(): void {
		if (!this.panel.isFitted) throw new Error("command failed");
	}
}

/** The OLED between Piu and the host; on a larger screen of the host it shows each pixel as a square. */
export class Panel extends Oled implements SimulatorScreen {
	/** A row after the other, the leftmost of eight pixels in the high bit. */
	readonly bitmap = new Uint8Array((OLED_WIDTH * OLED_HEIGHT) / 8);
	/** A picture is complete. */
	onFrame?: () => void;
	/** Pixels of the host's screen on each side of one of the OLED's. */
	readonly magnification: number;
	private fitted = true;
	private readonly screen: SimulatorScreen;

	constructor(screen: SimulatorScreen, timers: Timers, log: (text: string) => void) {
		super(timers, () => new Pixels(this), log);
		this.screen = screen;
		this.magnification = Math.floor(screen.width / OLED_WIDTH);
	}

	/** Somebody has put the display into its socket; without it there is nothing to be seen. */
	get isFitted(): boolean {
		return this.fitted;
	}

	set isFitted(fitted: boolean) {
		this.fitted = fitted;
		this.bitmap.fill(0);
		if (this.magnification > 1) this.magnify();
	}

	/** The bitmap is complete. */
	show(): void {
		if (this.magnification > 1) this.magnify();
		this.onFrame?.();
	}

	get pixelFormat(): number {
		return this.screen.pixelFormat;
	}

	get when(): number {
		return this.screen.when;
	}

	get context(): unknown {
		return this.screen.context;
	}

	set context(context: unknown) {
		this.screen.context = context;
	}

	start(interval: number): void {
		this.screen.start(interval);
	}

	stop(): void {
		this.screen.stop();
	}

	postMessage(line: string): void {
		this.screen.postMessage(line);
	}

	get onMessage(): ((line: string) => void) | undefined {
		return this.screen.onMessage;
	}

	set onMessage(take: ((line: string) => void) | undefined) {
		this.screen.onMessage = take;
	}

	private magnify(): void {
		const side = this.magnification;
		const size = OLED_WIDTH * side;
		const between = side > 2 ? GAP : SMALL_GAP;
		const bright = new Uint8Array(size);
		const gap = new Uint8Array(size);
		this.screen.begin(0, 0, size, OLED_HEIGHT * side);
		for (let pixel = 0; pixel < OLED_WIDTH * OLED_HEIGHT; pixel += OLED_WIDTH) {
			for (let x = 0; x < OLED_WIDTH; x++) {
				const lit = this.bitmap[(pixel + x) >> 3] & (0x80 >> (x & 7));
				bright.fill(lit ? LIT : DARK, x * side, x * side + side);
				gap.fill(lit ? between : DARK, x * side, x * side + side);
				if (lit) bright[x * side + side - 1] = between;
			}
			for (let line = 1; line < side; line++) this.screen.send(bright.buffer, 0, size);
			this.screen.send(gap.buffer, 0, size);
		}
		this.screen.end();
	}
}
