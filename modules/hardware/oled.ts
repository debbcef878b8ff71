import type { TimerHandle, Timers } from "../timers";

export const OLED_WIDTH = 128;
export const OLED_HEIGHT = 64;

/** How long the OLED is left alone after its first failure, ms; twice as long after each further one. */
export const FIRST_REST = 10_000;
/** The longest rest, ms. */
export const LONGEST_REST = 640_000;
/**
 * A driver's call that takes longer has waited for a bus that hangs, ms: 129 bytes at 400 kHz take 3 ms,
 * the SDK's I2C gives up after 400 ms and tells nobody when it was sending pixels.
 */
const SLOWEST = 300;

/** What an OLED needs of its driver: the SDK's SSD1306, or the simulator's picture of one. */
export interface OledDriver {
	/** Throws when the display does not answer. */
	begin(x: number, y: number, width: number, height: number): void;
	send(pixels: ArrayBufferLike, offset: number, count: number): void;
	end(): void;
}

/**
 * The OLED as Piu draws on it. It may be missing from the start, come loose, break, or hang the bus:
 * its driver throws or waits then. The picture is left out, the OLED rests, and the next picture after
 * that begins with a new driver, which sets up a display that had lost its power. What that costs is one
 * time-out of the bus each time, ever more rarely.
 *
 * The driver is a part and not the base class: Piu would find the SSD1306's native `c_dispatch` in it and
 * draw past these methods, and what the driver throws would end the firmware.
 */
export class Oled {
	readonly width = OLED_WIDTH;
	readonly height = OLED_HEIGHT;
	rotation = 0;
	/** The rest is over: a picture can be tried. */
	onAwake?: () => void;
	private readonly timers: Timers;
	private readonly open: () => OledDriver;
	private readonly log: (text: string) => void;
	private driver: OledDriver | undefined;
	private rest = FIRST_REST;
	private resting: TimerHandle | undefined;
	/** The picture under way is shown. */
	private drawing = false;

	/** `open` makes the driver; it throws when the display does not answer. */
	constructor(timers: Timers, open: () => OledDriver, log: (text: string) => void) {
		this.timers = timers;
		this.open = open;
		this.log = log;
	}

	/** False while it rests after a failure. */
	get works(): boolean {
		return this.resting === undefined;
	}

	begin(x: number, y: number, width: number, height: number): void {
		this.drawing = false;
		if (this.resting) return;
		const started = this.timers.now();
		try {
			this.driver ??= this.open();
			this.driver.begin(x, y, width, height);
			this.drawing = true;
			this.mind(started);
		} catch (error) {
			this.fail((error as Error).message);
		}
	}

	send(pixels: ArrayBufferLike, offset: number, count: number): void {
		if (!this.drawing) return;
		const started = this.timers.now();
		try {
			this.driver?.send(pixels, offset, count);
			this.mind(started);
		} catch (error) {
			this.fail((error as Error).message);
		}
	}

	end(): void {
		if (!this.drawing) return;
		try {
			this.driver?.end();
			this.rest = FIRST_REST;
		} catch (error) {
			this.fail((error as Error).message);
		}
	}

	continue(): void {}

	clear(): void {}

	/** Piu asks what to draw anew: always everything. */
	adaptInvalid(area: { x: number; y: number; w: number; h: number }): void {
		area.x = 0;
		area.y = 0;
		area.w = OLED_WIDTH;
		area.h = OLED_HEIGHT;
	}

	/** Pixels are 256 grays. */
	pixelsToBytes(count: number): number {
		return count;
	}

	private mind(started: number): void {
		if (this.timers.now() - started > SLOWEST) this.fail("its bus hangs");
	}

	private fail(reason: string): void {
		this.drawing = false;
		this.driver = undefined;
		if (this.rest === FIRST_REST) this.log(`the OLED fails: ${reason}`);
		this.resting = this.timers.set(() => {
			this.resting = undefined;
			this.onAwake?.();
		}, this.rest);
		this.rest = Math.min(2 * this.rest, LONGEST_REST);
	}
}
