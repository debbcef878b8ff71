const WIDTH = 128;
const HEIGHT = 64;

/** Grays of a magnified pixel: dark, lit, and the gap beside a lit one, which is half of a small one. */
const [DARK, LIT, GAP, SMALL_GAP] = [0x0c, 0xff, 0x50, 0xa0];

/**
 * The OLED between Piu and the host: like the SSD1306 it takes whole pictures in 256 grays and keeps one
 * bit for each pixel. On a larger screen of the host it shows them, each pixel as a square.
 */
export class Panel implements SimulatorScreen {
	readonly width = WIDTH;
	readonly height = HEIGHT;
	rotation = 0;
	/** A row after the other, the leftmost of eight pixels in the high bit. */
	readonly bitmap = new Uint8Array((WIDTH * HEIGHT) / 8);
	/** A picture is complete. */
	onFrame?: () => void;
	/** Pixels of the host's screen on each side of one of the OLED's. */
	readonly magnification: number;
	private readonly screen: SimulatorScreen;
	private pixel = 0;

	constructor(screen: SimulatorScreen) {
		this.screen = screen;
		this.magnification = Math.floor(screen.width / WIDTH);
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
		if (this.magnification > 1) this.magnify();
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

	private magnify(): void {
		const side = this.magnification;
		const size = WIDTH * side;
		const between = side > 2 ? GAP : SMALL_GAP;
		const bright = new Uint8Array(size);
		const gap = new Uint8Array(size);
		this.screen.begin(0, 0, size, HEIGHT * side);
		for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += WIDTH) {
			for (let x = 0; x < WIDTH; x++) {
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
