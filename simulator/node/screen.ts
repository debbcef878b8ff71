import type { ChargePointState } from "../../modules/charge-point/state";
import { ScreenModel, type ScreenOptions } from "../../modules/ui/screen-model";
import { type BitmapAssets, readAssets } from "./bitmap-assets";
import { FrameBuffer } from "./frame-buffer";

/** What the OLED shows. */
export interface ScreenFrame {
	/** The strings drawn, from top to bottom. */
	lines: string[];
	/** 1024 bytes: a row after the other, the leftmost of eight pixels in the high bit. */
	bitmap: Uint8Array;
}

/** The OLED of the simulated board: tells each new picture, from the one of booting on. */
export class NodeScreen {
	readonly model: ScreenModel;
	readonly #assets: BitmapAssets = readAssets();
	readonly #onFrame: (frame: ScreenFrame) => void;
	#fitted: boolean;

	/** `isFitted` is false while somebody has pulled the display out. */
	constructor(options: ScreenOptions & { onFrame: (frame: ScreenFrame) => void; isFitted?: boolean }) {
		this.#onFrame = options.onFrame;
		this.#fitted = options.isFitted ?? true;
		this.model = new ScreenModel(options);
		this.model.onChange = () => this.#draw();
		this.#draw();
	}

	/** Where to read the charge point's state from. */
	show(state: () => ChargePointState): void {
		this.model.show(state);
	}

	/** The state has changed. */
	changed(): void {
		this.model.changed();
	}

	/** A display that is pulled out is dark. */
	set isFitted(fitted: boolean) {
		this.#fitted = fitted;
		this.#draw();
	}

	close(): void {
		this.model.close();
	}

	#draw(): void {
		const buffer = new FrameBuffer();
		const lines = this.#fitted ? this.model.draw(buffer, this.#assets) : [];
		this.#onFrame({ lines, bitmap: buffer.bitmap });
	}
}
