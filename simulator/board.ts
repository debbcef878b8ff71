import type { Meter, MeterReading, Transport } from "../modules/charge-point/interfaces";
import type { ChargePointState } from "../modules/charge-point/state";
import { Connector } from "../modules/hardware/connector";
import { DebouncedInput } from "../modules/hardware/debounced-input";
import type { DigitalClass } from "../modules/hardware/digital";
import { EmergencyStop } from "../modules/hardware/emergency-stop";
import { Led } from "../modules/hardware/led";
import type { ConnectorPins, Host, Settings } from "../modules/hardware/platform";
import type { ErrorCode } from "../modules/ocpp/types";
import type { Flash } from "../modules/storage/flash";
import type { Timers } from "../modules/timers";
import { type Leds, ledsOf } from "../modules/ui/leds";
import type { ScreenModel } from "../modules/ui/screen-model";
import { digitalOf, Pins } from "./node/digital";
import { type BootOptions, type FromFirmware, PIN, type ToFirmware } from "./protocol";

/** What wiring and contactor of the simulated connectors allow, A per phase. */
const MAX_CURRENT = 32;

/** What the board's engine brings. */
export interface Engine {
	timers: Timers;
	flash: Flash;
	transport: Transport & { linkUp(): void };
	screen: ScreenModel;
	newId(): string;
	/** A random number, 0 to below 1. */
	random(): number;
	/** Says a line to the simulator. */
	tell(message: FromFirmware): void;
	/** Ends the firmware to be started again. */
	restart(): void;
}

/** The copper around the simulated board: its lines and its meters, also before it has booted. */
export class Copper {
	readonly pins = new Pins();
	readonly #readings = new Map<number, MeterReading>();

	/** Takes a line of the simulator; false when it is not for the copper. */
	take(line: ToFirmware): boolean {
		if ("digital" in line) this.pins.setInput(line.digital.pin, line.digital.level);
		else if ("meter" in line) this.#readings.set(line.meter.connector, line.meter);
		else return false;
		return true;
	}

	/** The meter of a connector: it shows what the simulator has told last. */
	meter(connector: number): Meter {
		return { read: () => this.#readings.get(connector) ?? { importWh: 0 } };
	}
}

/** The simulated board, the same on every engine. */
export class SimulatedBoard implements Host {
	readonly settings: Settings;
	readonly timers: Timers;
	readonly flash: Flash;
	readonly transport: Transport;
	readonly connectors: readonly Connector[];
	onIdTag?: (connectorId: number, idTag: string) => void;
	onFault?: (connectorId: number, errorCode: ErrorCode, active: boolean) => void;
	onEmergencyStop?: (pressed: boolean) => void;
	onTamper?: () => void;
	onLinkUp?: () => void;
	readonly #engine: Engine;
	readonly #leds: readonly Record<keyof Leds, Led>[];
	#state: (() => ChargePointState) | undefined;

	constructor(boot: BootOptions, copper: Copper, engine: Engine) {
		this.#engine = engine;
		this.settings = {
			identity: boot.identity,
			csms: boot.csms,
			defaults: boot.settings,
			vendor: "xs-evse",
			model: "Simulator",
			serialNumber: boot.identity,
			firmwareVersion: "0.1.0",
		};
		this.timers = engine.timers;
		this.flash = engine.flash;
		this.transport = engine.transport;
		copper.pins.onOutput = (pin, level) => engine.tell({ digital: { pin, level } });
		const digital = digitalOf(copper.pins);
		const { timers } = engine;
		const boards = Array.from({ length: boot.connectors }, (_, i) => pinsOf(i + 1, boot.cable));
		this.connectors = boards.map(
			(pins, i) =>
				new Connector({
					digital,
					timers,
					pins,
					meter: copper.meter(i + 1),
					pilot: { offer: (amperes) => engine.tell({ offer: { connector: i + 1, amperes } }) },
					maxCurrent: MAX_CURRENT,
				}),
		);
		this.#leds = boards.map(({ leds }) => ({
			available: new Led(digital, timers, leds.available),
			charging: new Led(digital, timers, leds.charging),
			fault: new Led(digital, timers, leds.fault),
		}));
		this.#watchButtons(digital);
		this.#showLeds();
	}

	newId(): string {
		return this.#engine.newId();
	}

	random(): number {
		return this.#engine.random();
	}

	restart(): void {
		this.#engine.restart();
	}

	log(text: string): void {
		this.#engine.tell({ log: text });
	}

	frame(direction: "in" | "out", frame: string): void {
		this.#engine.tell({ ocpp: { direction, frame } });
	}

	show(state: () => ChargePointState): void {
		this.#state = state;
		this.#engine.screen.show(state);
		this.changed();
	}

	changed(): void {
		if (!this.#state) return;
		this.#engine.tell({ state: this.#state() });
		this.#engine.screen.changed();
		this.#showLeds();
	}

	/** Takes a line that is not for the copper. */
	take(line: ToFirmware): void {
		if ("idTag" in line) this.onIdTag?.(line.idTag.connector, line.idTag.idTag);
		else if ("fault" in line)
			this.onFault?.(line.fault.connector, line.fault.errorCode as ErrorCode, line.fault.active);
		else if ("link" in line) {
			this.#engine.transport.linkUp();
			this.onLinkUp?.();
		}
	}

	/** Opens every contactor: the firmware cannot go on. */
	openContactors(): void {
		for (const connector of this.connectors) connector.inhibit(true);
	}

	#watchButtons(digital: DigitalClass): void {
		const { timers } = this;
		const stop = new EmergencyStop({
			digital,
			timers,
			pin: { pin: PIN.emergencyStop },
			connectors: this.connectors,
		});
		stop.onChange = (pressed) => this.onEmergencyStop?.(pressed);
		new DebouncedInput({
			digital,
			timers,
			pin: { pin: PIN.tamper },
			onChange: (open) => {
				if (open) this.onTamper?.();
			},
		});
		// The charge point hears of a button that is pressed at the start when it can be told.
		timers.set(() => {
			if (stop.pressed) this.onEmergencyStop?.(true);
		}, 0);
	}

	#showLeds(): void {
		const state = this.#state?.();
		this.#leds.forEach((leds, i) => {
			const wanted = ledsOf(state?.connectors[i].status ?? null, state?.connected ?? false);
			for (const name of ["available", "charging", "fault"] as const) leds[name][wanted[name]]();
		});
	}
}

function pinsOf(connector: number, cable: "detachable" | "fixed"): ConnectorPins {
	const pin = (line: keyof typeof PIN) => ({ pin: connector * 100 + PIN[line] });
	const leds = { available: pin("available"), charging: pin("charging"), fault: pin("fault") };
	const tethered = { ev: pin("ev"), evReady: pin("evReady"), contactor: pin("contactor"), leds };
	if (cable === "fixed") return tethered;
	return { ...tethered, cable: pin("cable"), lock: pin("lock"), lockFeedback: pin("lockFeedback") };
}
