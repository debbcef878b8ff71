import type { BoardPins, Pin } from "../../modules/hardware/platform";

/** A board: where its lines go, and what hangs on them. */
export interface DeviceBoard extends BoardPins {
	model: string;
	/** What wiring and contactor allow per phase, A. */
	maxCurrent: number;
	/** A button that presents the card of the setting `card` at connector 1. */
	cardButton?: Pin;
	/** Held while the board starts, it opens the set-up; it may have another use later. */
	setupButton?: Pin;
}
