import Analog from "embedded:io/analog";
import PWM from "embedded:io/pwm";
import { frozen } from "../../modules/frozen";
import { ControlPilot, type PilotCircuit } from "../../modules/hardware/drivers/control-pilot";
import { guardOutput } from "../supervisor";
import { type OpenPilot, reportUnusable } from "./driver";

/** The lines of a control pilot: the output of the pulses, and an input of ADC1 (32 to 39). */
export interface ControlPilotPins {
	pwm: number;
	analog: number;
	/** Given for another circuit than that in docs/drivers.md. */
	circuit?: PilotCircuit;
	/** The place is ventilated (state D). */
	ventilated?: boolean;
}

const HERTZ = 1000;

/** The control pilot of IEC 61851-1. */
export function controlPilot(pins: ControlPilotPins): OpenPilot {
	const { pwm, analog, circuit, ventilated } = frozen(pins);
	return (host) => {
		try {
			// Pulses go on over a restart otherwise: a firmware that has failed offers nothing.
			guardOutput({ pin: pwm });
			return new ControlPilot({
				timers: host.timers,
				pwm: new PWM({ pin: pwm, hz: HERTZ }),
				analog: new Analog({ pin: analog }),
				circuit,
				ventilated,
				onFault: host.onFault,
			});
		} catch (error) {
			reportUnusable(host, "The control pilot", error, "InternalError");
			return { ev: false, evReady: false, offer() {} };
		}
	};
}
