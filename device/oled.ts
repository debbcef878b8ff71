import Bitmap from "commodetto/Bitmap";
import { Oled } from "modules/hardware/oled";
import type { Timers } from "modules/timers";
import SSD1306 from "ssd1306";
import Timer from "timer";

/** The longest time that the SDK's timer takes, ms. */
const LONGEST = 2 ** 31 - 1;

/** The SSD1306 that `defines.ssd1306` of the manifest describes, as the screen of Piu. */
export class OledScreen extends Oled implements PixelsOut {
	readonly pixelFormat = Bitmap.Gray256;
	/** Piu's own: its clock is `onIdle`. */
	context: { onIdle(): void } | undefined;
	private readonly timer: Timer;

	constructor(timers: Timers, log: (text: string) => void) {
		super(timers, () => new SSD1306({}), log);
		this.timer = Timer.set(
			() => {
				// Nothing that goes wrong in a picture may stop charging.
				try {
					this.context?.onIdle();
				} catch (error) {
					this.stop();
					log(`the screen fails: ${(error as Error).message}`);
				}
			},
			LONGEST,
			LONGEST,
		);
	}

	start(interval: number): void {
		const wait = Math.max(5, interval);
		Timer.schedule(this.timer, wait, wait);
	}

	stop(): void {
		Timer.schedule(this.timer, LONGEST, LONGEST);
	}
}
