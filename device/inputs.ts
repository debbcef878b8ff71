import { CardButton } from "../modules/hardware/card-button";
import type { Connector } from "../modules/hardware/connector";
import { DebouncedInput, type InputListener } from "../modules/hardware/debounced-input";
import type { DigitalClass } from "../modules/hardware/digital";
import { EmergencyStop } from "../modules/hardware/emergency-stop";
import type { Host } from "../modules/hardware/platform";
import type { Timers } from "../modules/timers";
import type { DeviceBoard } from "./boards/board";

export interface InputsOptions {
	digital: DigitalClass;
	timers: Timers;
	board: DeviceBoard;
	connectors: readonly Connector[];
	/** The ids that the card button chooses from. */
	cards: readonly string[];
	/** The screen shows the chosen id; undefined: none any more. */
	showCard: (idTag: string | undefined) => void;
	/** Who is told; its handlers may be set later. */
	host: Pick<Host, "onEmergencyStop" | "onFault" | "onIdTag" | "onTamper">;
}

/**
 * Watches what the board has besides its connectors, and passes on what goes wrong in those. Returns what
 * tells the host what is pressed or has failed already, for when the charge point has started.
 */
export function watchInputs(options: InputsOptions): () => void {
	const { digital, timers, board, connectors, host } = options;
	const watch = { digital, timers };
	// First of all: from here on, no contactor closes while the button is pressed.
	const stop = board.emergencyStop && new EmergencyStop({ ...watch, pin: board.emergencyStop, connectors });
	if (stop) stop.onChange = (pressed) => host.onEmergencyStop?.(pressed);
	connectors.forEach((connector, i) => {
		connector.onFault = (errorCode, active) => host.onFault?.(i + 1, errorCode, active);
	});
	if (board.tamper) {
		const listener: InputListener = {
			inputChanged(open) {
				if (open) host.onTamper?.();
			},
		};
		new DebouncedInput({ ...watch, pin: board.tamper, listener });
	}
	if (board.cardButton)
		new CardButton({
			...watch,
			...{ pin: board.cardButton, cards: options.cards, onShow: options.showCard },
			onPresent: (idTag) => host.onIdTag?.(1, idTag),
		});
	return () => {
		if (stop?.pressed) host.onEmergencyStop?.(true);
		for (const connector of connectors) connector.tellFaults();
	};
}

/** Opens every contactor, whatever fails on the way, and keeps it open. */
export function openContactors(connectors: readonly Connector[]): void {
	for (const connector of connectors) {
		try {
			connector.inhibit(true);
		} catch {
			// Its coil has been switched off before anything could fail; the others are still to be.
		}
	}
}
