import type { TimerHandle, Timers } from "../timers";
import { DebouncedInput, type InputListener } from "./debounced-input";
import type { DigitalClass } from "./digital";
import type { Pin } from "./platform";

/** How long a press must last to present the card, ms. */
const LONG = 1_000;
/** How long the chosen card stays on the screen after a press, ms. */
const SHOWN = 6_000;

export interface CardButtonOptions {
	digital: DigitalClass;
	timers: Timers;
	pin: Pin;
	/** The ids to choose from, at least one. */
	cards: readonly string[];
	/** The screen shows the id; undefined: nothing more. */
	onShow: (idTag: string | undefined) => void;
	onPresent: (idTag: string) => void;
}

/**
 * A button in place of a card reader: a short press shows the chosen card and, while it is shown, chooses
 * the next one; a press of a second presents it.
 */
export class CardButton implements InputListener {
	private readonly options: CardButtonOptions;
	private chosen = 0;
	private shown = false;
	/** The end of the press, or of what is shown. */
	private timer: TimerHandle | undefined;
	/** A press that is not long yet. */
	private pressing = false;

	constructor(options: CardButtonOptions) {
		this.options = options;
		const { digital, timers, pin } = options;
		new DebouncedInput({ digital, timers, pin, listener: this });
	}

	inputChanged(pressed: boolean): void {
		if (pressed) {
			this.pressing = true;
			this.wait(LONG, () => this.present());
		} else if (this.pressing) {
			this.pressing = false;
			if (this.shown) this.chosen = (this.chosen + 1) % this.options.cards.length;
			this.show(true);
			this.wait(SHOWN, () => this.show(false));
		}
	}

	private present(): void {
		this.pressing = false;
		this.show(false);
		this.options.onPresent(this.options.cards[this.chosen]);
	}

	private show(shown: boolean): void {
		const { cards, onShow } = this.options;
		if (shown || this.shown) onShow(shown ? cards[this.chosen] : undefined);
		this.shown = shown;
	}

	private wait(time: number, callback: () => void): void {
		const { timers } = this.options;
		timers.clear(this.timer);
		this.timer = timers.set(callback, time);
	}
}
