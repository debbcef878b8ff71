import type { Timers } from "../timers";
import { DebouncedInput, type InputListener } from "./debounced-input";
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
export class EmergencyStop implements InputListener {
	/** Told after the contactors have been opened or set free. At the start see `pressed`. */
	onChange?: (pressed: boolean) => void;
	private readonly connectors: EmergencyStopOptions["connectors"];
	private readonly input: DebouncedInput;

	constructor({ digital, timers, pin, connectors }: EmergencyStopOptions) {
		this.connectors = connectors;
		this.input = new DebouncedInput({ digital, timers, pin, debounceOn: 0, listener: this });
		this.inhibit(this.input.on);
	}

	inputChanged(pressed: boolean): void {
		this.inhibit(pressed);
		this.onChange?.(pressed);
	}

	private inhibit(inhibited: boolean): void {
		for (const connector of this.connectors) connector.inhibit(inhibited);
	}

	get pressed(): boolean {
		return this.input.on;
	}
}
