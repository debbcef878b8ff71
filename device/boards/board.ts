import type { BoardPins, Pin } from "../../modules/hardware/platform";

/** A board: where its lines go, and what hangs on them. A connector without `cable` has a fixed cable. */
export interface DeviceBoard extends BoardPins {
	model: string;
	/** What wiring and contactor allow per phase, A. */
	maxCurrent: number;
	/** A button that chooses one of the cards of the setting `card`, and presents it at connector 1. */
	cardButton?: Pin;
	/** Pins that lead to parts which are on the board already. */
	builtIn?: readonly number[];
	/** Held while the board starts, it opens the set-up; it may have another use later. */
	setupButton?: Pin;
}
