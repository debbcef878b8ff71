import type { ErrorCode } from "../modules/ocpp/types";
import type { Timers } from "../modules/timers";
import { ConnectorWorld } from "./connector-world";
import type { EnergyRegisters } from "./energy-registers";
import { PIN, type ToFirmware } from "./protocol";

/** How long the tamper contact stays open, ms: longer than any debouncing. */
const TAMPER_TIME = 300;

export interface WorldOptions {
	connectors: number;
	cable: "detachable" | "fixed";
	timers: Timers;
	registers: EnergyRegisters;
}

/**
 * The physical world around the board. It remembers cables, vehicles, locks, faults and buttons
 * over power cuts of the charge point; a new one has everything out.
 */
export class World {
	readonly connectors: readonly ConnectorWorld[];
	/** Set by the owner: takes lines to the board. */
	toBoard?: (line: ToFirmware) => void;
	/** Set by the owner: something that an observer can see has changed. */
	onChange?: () => void;
	readonly #timers: Timers;
	readonly #faults = new Map<string, { connector: number; errorCode: ErrorCode; active: boolean }>();
	#emergencyStop = false;
	#tamperOpen = false;
	#oled = true;

	constructor(options: WorldOptions) {
		this.#timers = options.timers;
		this.connectors = Array.from(
			{ length: options.connectors },
			(_, index) =>
				new ConnectorWorld({
					id: index + 1,
					detachable: options.cable === "detachable",
					timers: options.timers,
					registers: options.registers,
					toBoard: (line) => this.toBoard?.(line),
					onChange: () => this.onChange?.(),
				}),
		);
	}

	/** Lines that tell the board, before it boots, how things stand. */
	powerUpLines(): ToFirmware[] {
		return [
			digital(PIN.emergencyStop, this.#emergencyStop),
			digital(PIN.tamper, this.#tamperOpen),
			...(this.#oled ? [] : [{ oled: false }]),
			...this.connectors.flatMap((connector) => connector.powerUpLines()),
		];
	}

	/** Lines for a board that has just booted: its hardware finds again what is broken. */
	bootedLines(): ToFirmware[] {
		return [...this.#faults.values()].map((fault) => ({ fault }));
	}

	setFault(connector: number, errorCode: ErrorCode, active: boolean): void {
		const fault = { connector, errorCode, active };
		if (active) this.#faults.set(`${connector} ${errorCode}`, fault);
		else this.#faults.delete(`${connector} ${errorCode}`);
		this.toBoard?.({ fault });
	}

	setEmergencyStop(pressed: boolean): void {
		this.#emergencyStop = pressed;
		this.toBoard?.(digital(PIN.emergencyStop, pressed));
	}

	/** Opens the housing for a moment. */
	tamper(): void {
		if (this.#tamperOpen) return;
		this.#tamperOpen = true;
		this.toBoard?.(digital(PIN.tamper, true));
		this.#timers.set(() => {
			this.#tamperOpen = false;
			this.toBoard?.(digital(PIN.tamper, false));
		}, TAMPER_TIME);
	}

	/** Pulls the OLED out of its socket, or puts it in. */
	setOled(fitted: boolean): void {
		this.#oled = fitted;
		this.toBoard?.({ oled: fitted });
	}

	/** The board has set an output. */
	output(pin: number, level: 0 | 1): void {
		this.connectors[Math.floor(pin / 100) - 1]?.output(pin % 100, level);
	}

	offer(connector: number, amperes: number): void {
		this.connectors[connector - 1]?.offer(amperes);
	}

	/** The board drives nothing any more. */
	boardDown(): void {
		for (const connector of this.connectors) connector.boardDown();
	}

	close(): void {
		for (const connector of this.connectors) connector.close();
	}
}

function digital(pin: number, on: boolean): ToFirmware {
	return { digital: { pin, level: on ? 1 : 0 } };
}
