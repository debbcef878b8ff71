import PulseCount from "embedded:io/pulsecount";
import { frozen } from "../../modules/frozen";
import { PulseMeter } from "../../modules/hardware/drivers/pulse-meter";
import { EnergyRegister } from "../energy-register";
import { type OpenMeter, reportUnusable } from "./driver";

/** A meter's pulse output: its line, and the same line delayed by a resistor and a capacitor. */
export interface PulseMeterPins {
	signal: number;
	delayed: number;
	impulsesPerKwh: number;
}

/** Shorter pulses are not counted, ns: nearly the longest that the ESP32 can filter. */
const FILTER = 12_000;

/** An energy meter with a pulse output (S0). */
export function pulseMeter(pins: PulseMeterPins): OpenMeter {
	const { signal, delayed, impulsesPerKwh } = frozen(pins);
	return (host, connector) => {
		const register = new EnergyRegister(connector);
		const open = (onReadable: () => void) =>
			new PulseCount({ signal, control: delayed, filter: FILTER, onReadable });
		try {
			return new PulseMeter({ timers: host.timers, open, impulsesPerKwh, register });
		} catch (error) {
			reportUnusable(host, `The meter of connector ${connector}`, error, "PowerMeterFailure");
			return { read: () => ({ importWh: register.wh, powerW: 0 }) };
		}
	};
}
