const WIDTH = 128;
const HEIGHT = 64;

/**
 * The OLED between Piu and the host: like the SSD1306 it takes whole pictures in 256 grays and keeps one
 * bit for each pixel.
 */
export class Panel implements SimulatorScreen {
	readonly width = WIDTH;
	readonly height = HEIGHT;
	rotation = 0;
	/** A row after the other, the leftmost of eight pixels in the high bit. */
	readonly bitmap = new Uint8Array((WIDTH * HEIGHT) / 8);
	/** A picture is complete. */
	onFrame?: () => void;
	private readonly screen: SimulatorScreen;
	private pixel = 0;

	constructor(screen: SimulatorScreen) {
		this.screen = screen;
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

	/** Piu asks what to draw anew: always everything. */
	adaptInvalid(area: { x: number; y: number; w: number; h: number }): void {
		area.x = 0;
		area.y = 0;
		area.w = WIDTH;
		area.h = HEIGHT;
	}

	begin(): void {
		this.pixel = 0;
	}

	send(pixels: ArrayBufferLike, offset: number, count: number): void {
		const grays = new Uint8Array(pixels, offset, count);
		for (const gray of grays) {
			const bit = 0x80 >> (this.pixel & 7);
			const at = this.pixel++ >> 3;
			if (gray >= 128) this.bitmap[at] |= bit;
			else this.bitmap[at] &= ~bit;
		}
	}

	end(): void {
		this.onFrame?.();
	}

	continue(): void {}

	clear(): void {}

	pixelsToBytes(count: number): number {
		return count;
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
}
