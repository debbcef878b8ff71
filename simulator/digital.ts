import type { DigitalOptions } from "../modules/hardware/digital";

/** The copper of the simulated board: the levels of its lines, by pin number. */
export class Pins {
	/** Set by the owner: the board drives a line to another level than before. */
	onOutput?: (pin: number, level: 0 | 1) => void;
	private readonly lines: Line[] = [];

	level(pin: number): 0 | 1 {
		return this.find(pin)?.level ?? 0;
	}

	/** The world sets the level of a line. */
	setInput(pin: number, level: 0 | 1): void {
		if (this.level(pin) === level) return;
		const line = this.line(pin);
		line.level = level;
		if (line instanceof DigitalLine) line.follow();
	}

	/** The board drives a line. */
	setOutput(pin: number, level: 0 | 1): void {
		const line = this.line(pin);
		if (line.level === level) return;
		line.level = level;
		this.onOutput?.(pin, level);
	}

	/** Gives a pin to one user; throws when it has one. */
	take(user: DigitalLine): void {
		const line = this.line(user.pin);
		if (line instanceof DigitalLine) throw new Error(`Pin ${user.pin} is in use`);
		user.level = line.level;
		this.lines[this.lines.indexOf(line)] = user;
	}

	release(user: DigitalLine): void {
		const at = this.lines.indexOf(user);
		if (at >= 0) this.lines[at] = new Line(user.pin, user.level);
	}

	private find(pin: number): Line | undefined {
		for (const line of this.lines) if (line.pin === pin) return line;
		return undefined;
	}

	private line(pin: number): Line {
		const found = this.find(pin) ?? new Line(pin);
		if (!this.lines.includes(found)) this.lines.push(found);
		return found;
	}
}

/** A line that nobody uses. */
class Line {
	readonly pin: number;
	/** None: neither the world nor the board has set it. */
	level: 0 | 1 | undefined;

	constructor(pin: number, level?: 0 | 1) {
		this.pin = pin;
		this.level = level;
	}
}

/** The Digital class of ECMA-419 (second edition, section 9.1) over the pins of a simulated board. */
class DigitalLine extends Line {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly InputPullUpDown = 3;
	static readonly Output = 8;
	static readonly OutputOpenDrain = 9;
	static readonly Rising = 1;
	static readonly Falling = 2;
	readonly target: object | undefined;
	private readonly pins: Pins;
	/** Of an input the edges that are told; undefined for an output. */
	private readonly edge: number | undefined;
	private readonly onReadable: (() => void) | undefined;

	constructor(pins: Pins, { pin, mode, edge = 0, onReadable, target, initialValue }: DigitalOptions) {
		super(pin);
		const isOutput = mode >= DigitalLine.Output;
		if (onReadable && (isOutput || edge === 0)) throw new RangeError("onReadable needs an input and an edge");
		this.pins = pins;
		if (!isOutput) {
			this.edge = edge;
			this.onReadable = onReadable;
			this.target = target;
		}
		pins.take(this);
		if (isOutput && initialValue !== undefined) this.write(initialValue);
	}

	read(): 0 | 1 {
		return this.level ?? 0;
	}

	write(level: 0 | 1): void {
		if (this.edge !== undefined) throw new Error(`Pin ${this.pin} is an input`);
		this.pins.setOutput(this.pin, level);
	}

	close(): void {
		this.pins.release(this);
	}

	/** The world has set another level. */
	follow(): void {
		if ((this.edge ?? 0) & (this.level === 1 ? DigitalLine.Rising : DigitalLine.Falling)) this.onReadable?.();
	}
}

/** The Digital class of a board with these pins. */
export function digitalOf(pins: Pins) {
	return class Digital extends DigitalLine {
		constructor(options: DigitalOptions) {
			super(pins, options);
		}
	};
}
