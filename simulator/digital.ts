/** The copper of the simulated board: the levels of its lines, by pin number. */
export class Pins {
	/** Set by the owner: the board drives a line to another level than before. */
	onOutput?: (pin: number, level: 0 | 1) => void;
	private readonly levels = new Map<number, 0 | 1>();
	private readonly users = new Map<number, (level: 0 | 1) => void>();

	level(pin: number): 0 | 1 {
		return this.levels.get(pin) ?? 0;
	}

	/** The world sets the level of a line. */
	setInput(pin: number, level: 0 | 1): void {
		if (this.level(pin) === level) return;
		this.levels.set(pin, level);
		this.users.get(pin)?.(level);
	}

	/** The board drives a line. */
	setOutput(pin: number, level: 0 | 1): void {
		if (this.levels.get(pin) === level) return;
		this.levels.set(pin, level);
		this.onOutput?.(pin, level);
	}

	/** Takes a pin for one user; throws when it has one. */
	take(pin: number, onLevel: (level: 0 | 1) => void): void {
		if (this.users.has(pin)) throw new Error(`Pin ${pin} is in use`);
		this.users.set(pin, onLevel);
	}

	release(pin: number): void {
		this.users.delete(pin);
	}
}

export interface DigitalOptions {
	pin: number;
	mode: number;
	/** Rising, Falling or both, added up; needed with `onReadable`. */
	edge?: number;
	onReadable?: () => void;
	initialValue?: 0 | 1;
}

/** The Digital class of ECMA-419 (second edition, section 9.1) over the pins of a simulated board. */
export function digitalOf(pins: Pins) {
	return class Digital {
		static readonly Input = 0;
		static readonly InputPullUp = 1;
		static readonly InputPullDown = 2;
		static readonly InputPullUpDown = 3;
		static readonly Output = 8;
		static readonly OutputOpenDrain = 9;
		static readonly Rising = 1;
		static readonly Falling = 2;
		readonly #pin: number;
		readonly #output: boolean;

		constructor({ pin, mode, edge = 0, onReadable, initialValue }: DigitalOptions) {
			this.#pin = pin;
			this.#output = mode >= Digital.Output;
			if (onReadable && (this.#output || edge === 0))
				throw new RangeError("onReadable needs an input and an edge");
			pins.take(pin, (level) => {
				if (edge & (level === 1 ? Digital.Rising : Digital.Falling)) onReadable?.call(this);
			});
			if (this.#output && initialValue !== undefined) this.write(initialValue);
		}

		read(): 0 | 1 {
			return pins.level(this.#pin);
		}

		write(level: 0 | 1): void {
			if (!this.#output) throw new Error(`Pin ${this.#pin} is an input`);
			pins.setOutput(this.#pin, level);
		}

		close(): void {
			pins.release(this.#pin);
		}
	};
}
