import SSD1306 from "ssd1306";
import Timer from "timer";

/** The longest time that the SDK's timer takes, ms. */
const LONGEST = 2 ** 31 - 1;

/**
 * The OLED. It may be missing, come loose or break: its driver throws then, and the picture is left out,
 * for nothing of that may stop charging.
 */
class Oled extends SSD1306 implements PixelsOut {
	rotation = 0;
	/** Piu's own: its clock is `onIdle`. */
	context: { onIdle(): void } | undefined;
	private readonly timer: Timer = Timer.set(() => this.context?.onIdle(), LONGEST, LONGEST);
	/** The picture under way cannot be shown. */
	private failed = false;

	override begin(x: number, y: number, width: number, height: number): void {
		this.failed = false;
		this.try(() => super.begin(x, y, width, height));
	}

	override send(pixels: ArrayBufferLike, offset: number, count: number): void {
		if (!this.failed) this.try(() => super.send(pixels, offset, count));
	}

	override end(): void {
		if (!this.failed) this.try(() => super.end());
	}

	clear(): void {}

	start(interval: number): void {
		const wait = Math.max(5, interval);
		Timer.schedule(this.timer, wait, wait);
	}

	stop(): void {
		Timer.schedule(this.timer, LONGEST, LONGEST);
	}

	private try(draw: () => void): void {
		try {
			draw();
		} catch {
			this.failed = true;
		}
	}
}

/** The set-up of Piu: without an OLED there is no screen, and the charge point starts all the same. */
export default function setUp(done: () => void): void {
	try {
		globalThis.screen = new Oled({});
	} catch (error) {
		trace(`There is no OLED: ${(error as Error).message}\n`);
	}
	done();
}
