import type { Pin } from "./platform";

/** What is used here of the Digital class of ECMA-419. */
export interface DigitalClass {
	new (options: DigitalOptions): DigitalLine;
	readonly Input: number;
	readonly InputPullUp: number;
	readonly InputPullDown: number;
	readonly Output: number;
	readonly Rising: number;
	readonly Falling: number;
}

export interface DigitalOptions {
	pin: number;
	mode: number;
	edge?: number;
	onReadable?: (this: DigitalLine) => void;
	/** For the callback: the line has it. */
	target?: object;
	/** The first level of an output: an extension of the Moddable SDK. */
	initialValue?: 0 | 1;
}

export interface DigitalLine {
	read(): number;
	write(value: 0 | 1): void;
	close(): void;
	readonly target?: object;
}

/** Who hears of edges. */
export interface EdgeListener {
	/** After every edge. */
	onEdge(): void;
}

/** A line that is read: `on` as the pin's `activeLow` says. */
export class DigitalInput {
	private readonly line: DigitalLine;
	private readonly activeLow: boolean;

	/** Without a listener, it is the subclass itself that is told of edges. */
	constructor(digital: DigitalClass, pin: Pin, listener?: EdgeListener) {
		this.activeLow = pin.activeLow === true;
		const pull = pin.pull ?? (this.activeLow ? "up" : "down");
		const pulled = pull === "up" ? digital.InputPullUp : digital.InputPullDown;
		this.line = new digital({
			pin: pin.pin,
			mode: pull === "none" ? digital.Input : pulled,
			edge: digital.Rising | digital.Falling,
			onReadable: tellEdge,
			target: listener ?? this,
		});
	}

	get on(): boolean {
		return (this.line.read() === 0) === this.activeLow;
	}
}

/** One function for all lines: each closure would take memory. */
function tellEdge(this: DigitalLine): void {
	(this.target as EdgeListener).onEdge();
}

/** A line that is driven, from the beginning. */
export class DigitalOutput {
	private readonly line: DigitalLine;
	private readonly activeLow: boolean;

	constructor(digital: DigitalClass, pin: Pin, on: boolean) {
		this.activeLow = pin.activeLow === true;
		const initialValue = this.level(on);
		this.line = new digital({ pin: pin.pin, mode: digital.Output, initialValue });
		this.line.write(initialValue);
	}

	set on(on: boolean) {
		this.line.write(this.level(on));
	}

	private level(on: boolean): 0 | 1 {
		return on === this.activeLow ? 0 : 1;
	}
}
