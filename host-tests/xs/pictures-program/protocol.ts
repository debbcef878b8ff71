import type { ChargePointState } from "../../../modules/charge-point/state";
import type { ViewOptions } from "../../../modules/ui/view";

/** What the program is to draw, a line of JSON each. */
export interface Wish {
	state: ChargePointState | null;
	options: ViewOptions;
	frame: number;
}

/** A picture, one for each wish, in their order. */
export interface Drawn {
	/** What {@link FrameBuffer.bitmap} is on Node.js, in base64. */
	bitmap?: string;
	failure?: string;
}
