import { type DigitalClass, DigitalOutput } from "./digital";
import type { Pin } from "./platform";

/** The contactor of a connector, open at first. */
export class Contactor {
	private readonly output: DigitalOutput;
	private inhibited = false;

	constructor(digital: DigitalClass, pin: Pin) {
		this.output = new DigitalOutput(digital, pin, false);
	}

	/** Closes or opens, at once. While it is inhibited it stays open, and closing is forgotten. */
	set(closed: boolean): void {
		this.output.on = closed && !this.inhibited;
	}

	/** Opens the contactor at once and keeps it open; afterwards it needs to be closed anew. */
	inhibit(inhibited: boolean): void {
		this.inhibited = inhibited;
		if (inhibited) this.output.on = false;
	}
}
