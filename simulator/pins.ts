import type { ConnectorPins } from "../modules/hardware/platform";
import { type BootOptions, PIN } from "./protocol";

/** The lines of a connector of the simulated board. */
export function pinsOf(connector: number, cable: BootOptions["cable"]): ConnectorPins {
	const pin = (line: keyof typeof PIN) => ({ pin: connector * 100 + PIN[line] });
	return {
		...(cable === "detachable" && {
			cable: pin("cable"),
			lock: pin("lock"),
			lockFeedback: pin("lockFeedback"),
		}),
		ev: pin("ev"),
		evReady: pin("evReady"),
		pause: pin("pause"),
		contactor: pin("contactor"),
		leds: { available: pin("available"), charging: pin("charging"), fault: pin("fault") },
	};
}
