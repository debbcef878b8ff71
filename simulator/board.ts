import type { FileTransfer, FirmwareSlot } from "../modules/charge-point/firmware/interfaces";
import type { Meter, MeterReading, Transport } from "../modules/charge-point/interfaces";
import type { Cryptography } from "../modules/charge-point/security/interfaces";
import type { ChargePointState } from "../modules/charge-point/state";
import { frozen } from "../modules/frozen";
import { Connector, type Pilot } from "../modules/hardware/connector";
import { DebouncedInput, type InputListener } from "../modules/hardware/debounced-input";
import type { DigitalClass } from "../modules/hardware/digital";
import { EmergencyStop } from "../modules/hardware/emergency-stop";
import type { ConnectorPins, Host, Settings } from "../modules/hardware/platform";
import { StatusLeds } from "../modules/hardware/status-leds";
import type { ErrorCode } from "../modules/ocpp/types";
import type { Listen } from "../modules/setup/http-server";
import { isUnused, networkPassword, SetupMode } from "../modules/setup/setup-mode";
import type { Flash } from "../modules/storage/flash";
import type { TimerHandle, Timers } from "../modules/timers";
import { ledsOf } from "../modules/ui/leds";
import type { ScreenModel } from "../modules/ui/screen-model";
import type { SimulatedSlot } from "./firmware-slot";
import { pinsOf } from "./pins";
import { type BootOptions, type FromFirmware, MAX_CURRENT, PIN, type ToFirmware } from "./protocol";
import { tellFrame } from "./tell-frame";

/** What the simulated board is made of; every engine brings its own. */
export interface BoardParts {
	boot: BootOptions;
	/** Of the firmware that the simulator came with. */
	firmwareVersion: string;
	digital: DigitalClass;
	timers: Timers;
	flash: Flash;
	transport: Transport & { linkUp(): void };
	fileTransfer: FileTransfer;
	firmwareSlot: SimulatedSlot;
	cryptography: Cryptography;
	screen: Pick<ScreenModel, "changed" | "setSetup" | "show">;
	/** Of the set-up page. */
	listen: Listen;
	randomBytes(count: number): Uint8Array;
	/** What the meters have told so far, by connector. */
	meters: ReadonlyMap<number, MeterReading>;
	/** Tells the simulator. */
	tell(message: FromFirmware): void;
	newId(): string;
	random(): number;
	restart(): void;
}

/** The network of the set-up, and those that the simulated radio finds. */
const NETWORK = "xs-evse-SIMULA";
const NETWORKS: readonly string[] = frozen(["Garage", "Office", "車庫"]);

/** The simulated board: the same hardware modules as on a real one, over virtual pins. */
export class Board implements Host, InputListener {
	readonly settings: Settings;
	readonly connectors: readonly Connector[];
	onIdTag?: (connectorId: number, idTag: string) => void;
	onFault?: (connectorId: number, errorCode: ErrorCode, active: boolean) => void;
	onEmergencyStop?: (pressed: boolean) => void;
	onTamper?: () => void;
	private readonly parts: BoardParts;
	private readonly leds: readonly StatusLeds[];
	private readonly emergencyStop: EmergencyStop;
	private state: (() => ChargePointState) | undefined;
	private tellingState: TimerHandle | undefined;
	private setup: SetupMode | undefined;

	constructor(parts: BoardParts) {
		const { boot, digital, timers } = parts;
		this.parts = parts;
		this.settings = {
			identity: boot.identity,
			csms: boot.csms,
			defaults: { DisplayLanguage: boot.language, ...boot.settings },
			vendor: "xs-evse",
			model: "Simulator",
			// Texts of OCPP are printable ASCII (R-FRM-22).
			serialNumber: boot.identity.replace(/[^ -~]/g, "_").slice(0, 25),
			firmwareVersion: parts.firmwareSlot.version ?? parts.firmwareVersion,
			crashed: boot.crashed === true,
			factoryRoot: boot.ca,
			newKey: boot.newKey === true,
		};
		const pins = Array.from({ length: boot.connectors }, (_, index) => pinsOf(index + 1, boot.cable));
		this.connectors = pins.map((pins, index) => makeConnector(parts, index + 1, pins));
		this.leds = pins.map(({ leds }) => new StatusLeds(digital, timers, leds));
		for (const leds of this.leds) leds.show(ledsOf(null, false));
		this.emergencyStop = new EmergencyStop({
			digital,
			timers,
			pin: { pin: PIN.emergencyStop },
			connectors: this.connectors,
		});
		this.emergencyStop.onChange = (pressed) => this.onEmergencyStop?.(pressed);
		new DebouncedInput({ digital, timers, pin: { pin: PIN.tamper }, listener: this });
	}

	/** The tamper contact. */
	inputChanged(open: boolean): void {
		if (open) this.onTamper?.();
	}

	get timers(): Timers {
		return this.parts.timers;
	}

	get flash(): Flash {
		return this.parts.flash;
	}

	get transport(): Transport {
		return this.parts.transport;
	}

	get fileTransfer(): FileTransfer {
		return this.parts.fileTransfer;
	}

	get firmwareSlot(): FirmwareSlot {
		return this.parts.firmwareSlot;
	}

	get cryptography(): Cryptography {
		return this.parts.cryptography;
	}

	newId(): string {
		return this.parts.newId();
	}

	random(): number {
		return this.parts.random();
	}

	restart(): void {
		this.parts.restart();
	}

	log(text: string): void {
		this.parts.tell({ log: text });
	}

	frame(direction: "in" | "out", frame: string): void {
		tellFrame(direction, frame, (part) => this.parts.tell(part));
	}

	show(state: () => ChargePointState): void {
		this.state = state;
		this.parts.screen.show(state);
	}

	/** The screen and the LEDs follow at once, the simulator when the firmware has come to rest. */
	changed(): void {
		this.parts.screen.changed();
		this.setup?.proceed();
		this.tellingState ??= this.timers.set(() => this.tellState(), 0);
	}

	/** The firmware has set all its handlers: it takes inputs. */
	started(): void {
		if (this.emergencyStop.pressed) this.onEmergencyStop?.(true);
		this.tellState();
		this.parts.tell({ ready: true });
	}

	/** Takes what the simulator says beside pins and meters. */
	take(line: ToFirmware): void {
		if ("idTag" in line) this.onIdTag?.(line.idTag.connector, line.idTag.idTag);
		else if ("fault" in line) this.onFault?.(line.fault.connector, line.fault.errorCode, line.fault.active);
		else if ("link" in line && line.link === "up") this.parts.transport.linkUp();
		else if ("setup" in line) this.openSetup();
	}

	/** The page that a board without settings shows in a network of its own; here it is on loopback. */
	private openSetup(): void {
		const { parts, timers } = this;
		const { boot, screen } = parts;
		this.setup ??= new SetupMode({
			...{ timers, port: 0, host: "127.0.0.1" },
			listen: (...parameters) => parts.listen(...parameters),
			restart: () => parts.restart(),
			networks: NETWORKS,
			settings: boot.setup ?? {
				...{ ssid: "", password: "", csms: boot.csms, id: boot.identity, language: boot.language },
				// That of the command line stays where it is.
				key: "",
			},
			// A restart would end the trial of an image, and bring back the one before.
			isUnused: () => isUnused(this.state?.()) && !this.firmwareSlot.onTrial,
			save: (settings, newKey) => parts.tell({ settings, newKey }),
			onIdle: () => {
				this.setup = undefined;
				screen.setSetup(undefined);
			},
		});
		const setup = this.setup;
		// A listener of Node.js knows its port only then.
		timers.set(() => {
			const { url } = setup;
			const address = url.slice("http://".length);
			screen.setSetup({
				network: NETWORK,
				password: networkPassword((count) => parts.randomBytes(count)),
				address,
			});
			parts.tell({ setup: { url } });
		}, 0);
	}

	private tellState(): void {
		this.timers.clear(this.tellingState);
		this.tellingState = undefined;
		const state = this.state?.();
		if (!state) return;
		state.connectors.forEach((connector, index) => {
			this.leds[index].show(ledsOf(connector.status, state.connected));
		});
		this.parts.tell({ state });
	}
}

function makeConnector(parts: BoardParts, id: number, pins: ConnectorPins): Connector {
	const { digital, timers } = parts;
	const world = new ConnectorLine(parts, id);
	return new Connector({ digital, timers, pins, meter: world, pilot: world, maxCurrent: MAX_CURRENT });
}

/** What the simulator plays on a connector beside its pins. */
class ConnectorLine implements Meter, Pilot {
	private readonly parts: BoardParts;
	private readonly id: number;

	constructor(parts: BoardParts, id: number) {
		this.parts = parts;
		this.id = id;
	}

	read(): MeterReading {
		return this.parts.meters.get(this.id) ?? { importWh: 0 };
	}

	offer(amperes: number): void {
		this.parts.tell({ offer: { connector: this.id, amperes } });
	}
}
