import type { Timers } from "../timers";
import { DebouncedInput } from "./debounced-input";
import type { DigitalClass } from "./digital";
import type { Pin } from "./platform";

export interface EmergencyStopOptions {
	digital: DigitalClass;
	timers: Timers;
	pin: Pin;
	/** What is kept from closing while the button is pressed. */
	connectors: readonly { inhibit(inhibited: boolean): void }[];
}

/**
 * The emergency-stop button. It opens every contactor first and tells afterwards; a press counts at once,
 * a release when the contact has been quiet for 50 ms. It does not replace a button that cuts the
 * contactors' coils.
 */
export class EmergencyStop {
	/** Told after the contactors have been opened or set free. At the start see `pressed`. */
	onChange?: (pressed: boolean) => void;
	private readonly input: DebouncedInput;

	constructor({ digital, timers, pin, connectors }: EmergencyStopOptions) {
		const inhibit = (inhibited: boolean) => {
			for (const connector of connectors) connector.inhibit(inhibited);
		};
		this.input = new DebouncedInput({
			digital,
			timers,
			pin,
			debounceOn: 0,
			onChange: (pressed) => {
				inhibit(pressed);
				this.onChange?.(pressed);
			},
		});
		inhibit(this.input.on);
	}

	get pressed(): boolean {
		return this.input.on;
	}
}
