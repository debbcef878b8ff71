import type { DigitalClass, DigitalLine, DigitalOptions } from "../../modules/hardware/digital";
import type { PwmClass, PwmLine } from "../../modules/hardware/pwm";

/** The PWM lines of a board, with ten bits. */
export class FakePwm {
	/** Every value written, in order. */
	readonly values: number[] = [];
	readonly pwm: PwmClass;

	constructor() {
		const { values } = this;
		this.pwm = class implements PwmLine {
			readonly resolution = 10;

			write(value: number): void {
				if (!Number.isInteger(value) || value < 0 || value > 1023) throw new RangeError(`${value}`);
				values.push(value);
			}
		};
	}
}

/** The lines of a board: the test sets the inputs and reads the outputs. */
export class FakePins {
	readonly #levels = new Map<number, number>();
	readonly #lines = new Map<number, DigitalOptions>();
	readonly #users = new Map<number, DigitalLine>();
	/** Every level that an output has taken, in order. */
	readonly written: [pin: number, level: number][] = [];
	readonly digital: DigitalClass;

	constructor() {
		const pins = this;
		this.digital = class implements DigitalLine {
			static readonly Input = 0;
			static readonly InputPullUp = 1;
			static readonly InputPullDown = 2;
			static readonly Output = 8;
			static readonly Rising = 1;
			static readonly Falling = 2;
			readonly target: object | undefined;
			readonly #options: DigitalOptions;

			constructor(options: DigitalOptions) {
				if (pins.#lines.has(options.pin)) throw new Error(`Pin ${options.pin} is in use`);
				pins.#lines.set(options.pin, options);
				this.target = options.target;
				this.#options = options;
				pins.#users.set(options.pin, this);
				if (options.mode === 8) pins.#drive(options.pin, options.initialValue ?? 0);
				else if (!pins.#levels.has(options.pin)) pins.#levels.set(options.pin, options.mode === 1 ? 1 : 0);
			}

			read(): number {
				return pins.level(this.#options.pin);
			}

			write(value: 0 | 1): void {
				if (this.#options.mode !== 8) throw new Error(`Pin ${this.#options.pin} is an input`);
				pins.#drive(this.#options.pin, value);
			}

			close(): void {
				pins.#lines.delete(this.#options.pin);
			}
		};
	}

	level(pin: number): number {
		return this.#levels.get(pin) ?? 0;
	}

	modeOf(pin: number): number | undefined {
		return this.#lines.get(pin)?.mode;
	}

	/** What is wired to an input takes a level; the firmware hears of the edges that it listens to. */
	set(pin: number, level: 0 | 1): void {
		const before = this.#levels.get(pin);
		this.#levels.set(pin, level);
		const options = this.#lines.get(pin);
		if (before === level || !options) return;
		const edge = level === 1 ? this.digital.Rising : this.digital.Falling;
		if ((options.edge ?? 0) & edge) options.onReadable?.call(this.#users.get(pin)!);
	}

	#drive(pin: number, level: 0 | 1): void {
		if (this.#levels.get(pin) !== level) this.written.push([pin, level]);
		this.#levels.set(pin, level);
	}
}
