import "device/sdk/globals";
import { DemoConnector } from "device/demo-connector";
import { failedState } from "device/failed-state";
import { PartitionFlash } from "device/flash";
import { openContactors, watchInputs } from "device/inputs";
import { DeviceNetwork } from "device/network";
import { OledScreen } from "device/oled";
import { OtaSlot } from "device/ota-slot";
import { sdkCryptography } from "device/sdk/cryptography";
import { random, randomBytes, uuid } from "device/sdk/random";
import type { FindRoute } from "device/sdk/route";
import { sha1 } from "device/sdk/sha1";
import { SdkSockets } from "device/sdk/sockets";
import { QueuedTimers } from "device/sdk/timers";
import { type DeviceSettings, NO_CSMS, settleSetup } from "device/settings";
import {
	guardOutput,
	planRestart,
	SETTLING_TIME,
	settle,
	startSupervisor,
	waitAfter,
} from "device/supervisor";
import type { ChargePointState, Language } from "modules/charge-point/state";
import { Connector } from "modules/hardware/connector";
import type { DigitalClass } from "modules/hardware/digital";
import type { Host, Pin, Settings } from "modules/hardware/platform";
import type { PwmClass } from "modules/hardware/pwm";
import { StatusLeds } from "modules/hardware/status-leds";
import { HttpTransfer } from "modules/net/http-transfer";
import { ReconnectingTransport } from "modules/net/reconnecting-transport";
import type { ErrorCode } from "modules/ocpp/types";
import { type SetupSettings, securityDefaults } from "modules/setup/form";
import { ledsOf } from "modules/ui/leds";
import { startScreen } from "modules/ui/piu/screen";
import { ScreenModel } from "modules/ui/screen-model";
import Preference from "preference";
import type { Flash } from "../modules/storage/flash";
// The types alone: at run time a board brings its own.
import type { DeviceBoard } from "./boards/board";
import type { DriverHost } from "./drivers/driver";

/** The partition of journal and records in `partitions.csv`. */
const PARTITION = "journal";
/** So much is kept of why the firmware failed, characters. */
const LONGEST_REASON = 500;
/** The longest message that is taken, bytes: as long as R-CON-11 asks for, since it is parsed in RAM. */
const MAX_MESSAGE = 16_384;

/** What differs from one ESP32 to the other. */
export interface Esp32Parts {
	board: DeviceBoard;
	digital: DigitalClass;
	pwm: PwmClass;
	settings: DeviceSettings;
	/** Keeps what the set-up page has saved for the next start. */
	save(setup: SetupSettings, newKey: boolean): void;
	route: FindRoute;
	/** Hears of the texts of each new picture on the screen. */
	onDrawn?(texts: readonly string[]): void;
	log(text: string): void;
}

/** An ESP32 with what its board says of its lines. */
export class Esp32 implements Host {
	readonly settings: Settings;
	readonly timers = new QueuedTimers();
	/** There from `begin` on. */
	flash!: Flash;
	readonly transport: ReconnectingTransport;
	readonly fileTransfer: HttpTransfer;
	readonly firmwareSlot = new OtaSlot(this.timers);
	readonly cryptography = sdkCryptography;
	readonly connectors: readonly Connector[];
	onIdTag?: (connectorId: number, idTag: string) => void;
	onFault?: (connectorId: number, errorCode: ErrorCode, active: boolean) => void;
	onEmergencyStop?: (pressed: boolean) => void;
	onTamper?: () => void;
	private readonly tellInputs: () => void;
	onTime?: (time: string) => void;
	readonly log: (text: string) => void;
	private readonly leds: readonly StatusLeds[];
	private readonly screen: ScreenModel;
	protected readonly network: DeviceNetwork;
	private readonly language: Language;
	private state: (() => ChargePointState) | undefined;

	/** `crashed`: the firmware before it has failed. */
	constructor(parts: Esp32Parts, crashed: boolean) {
		const { board, digital, pwm, settings, save, route, onDrawn, log } = parts;
		const { timers } = this;
		this.log = log;
		for (const { contactor } of board.connectors) this.guard(contactor);
		// Contactors first: they are open from here on.
		this.connectors = board.connectors.map((pins, i) => {
			const host = this.driverHost(i + 1);
			const meter = pins.meter?.(host, i + 1);
			const { maxCurrent } = board;
			const options = { digital, timers, pins, pilot: pins.pilot?.(host), maxCurrent };
			return meter ? new Connector({ ...options, meter }) : new DemoConnector(options, i + 1);
		});
		const { connectors } = this;
		// Its button may be one of the inputs that are watched from here on.
		const wantsSetup = isHeld(digital, board.setupButton);
		const showCard = (idTag: string | undefined) => this.screen.showCard(idTag);
		this.tellInputs = watchInputs({
			...{ digital, timers, board, connectors, cards: settings.cards, showCard, host: this },
		});
		this.leds = board.connectors.map(({ leds }) => new StatusLeds(digital, timers, leds, pwm));
		for (const leds of this.leds) leds.show(ledsOf(null, false));
		const { setup, utcOffset } = settings;
		this.language = setup.language;
		this.screen = new ScreenModel({ timers, language: setup.language, utcOffset, onDrawn });
		const oled = new OledScreen(timers, log);
		globalThis.screen = oled;
		startScreen(this.screen, oled);
		const sockets = new SdkSockets({ route });
		this.transport = new ReconnectingTransport({
			timers,
			sockets,
			sha1,
			randomBytes,
			maxMessage: MAX_MESSAGE,
		});
		this.fileTransfer = new HttpTransfer({ timers, sockets });
		this.network = new DeviceNetwork({
			...{ timers, settings, save, screen: this.screen, wantsSetup, log },
			hasScreen: () => oled.works,
			isOnTrial: () => this.firmwareSlot.onTrial,
			onLink: () => this.transport.linkUp(),
			onTime: (time) => this.onTime?.(time),
			restart: () => this.restart(),
		});
		const { address } = this.network;
		this.settings = {
			identity: setup.id || `CP${address.slice(-6)}`,
			csms: setup.csms || NO_CSMS,
			defaults: { ...securityDefaults(setup), DisplayLanguage: setup.language, ...settings.defaults },
			factoryRoot: settings.factoryRoot,
			newKey: settings.newKey,
			vendor: "xs-evse",
			model: board.model,
			serialNumber: address,
			firmwareVersion: settings.version,
			crashed,
		};
		board.reader?.(this.driverHost(0), (idTag) => this.onIdTag?.(0, idTag));
	}

	/** Starts the charge point, after several failures in a row only after a wait. Without a flash it cannot. */
	begin(crashes: number, ready: () => void): void {
		const { connectors, timers } = this;
		try {
			this.flash = this.openFlash(PARTITION);
		} catch (error) {
			this.log(
				`${(error as Error).message}: flash it with device/partitions.csv. Nothing charges until then.`,
			);
			this.show(() => failedState(connectors.length, this.language));
			return;
		}
		const wait = waitAfter(crashes);
		timers.set(settle, wait + SETTLING_TIME);
		if (wait === 0) {
			ready();
			return;
		}
		this.log(`The firmware has failed ${crashes} times in a row: it starts in ${wait / 1000} s`);
		timers.set(ready, wait);
	}

	newId(): string {
		return uuid();
	}

	random(): number {
		return random();
	}

	restart(): void {
		planRestart();
		System.restart();
	}

	show(state: () => ChargePointState): void {
		this.state = state;
		this.screen.show(state);
		this.changed();
		// When it has started, which it does at once.
		this.timers.set(this.tellInputs, 0);
	}

	changed(): void {
		const state = this.state?.();
		if (!state) return;
		this.screen.changed();
		this.network.changed(state);
		state.connectors.forEach((connector, i) => {
			this.leds[i].show(ledsOf(connector.status, state.connected));
		});
	}

	/** Opens every contactor and keeps it open. */
	openContactors(): void {
		openContactors(this.connectors);
	}

	/** Throws an Error that says what is missing. */
	protected openFlash(label: string): Flash {
		return new PartitionFlash(label);
	}

	/** The output is off whenever the firmware ends. */
	protected guard(output: Pin): void {
		guardOutput(output);
	}

	/** For the drivers of a connector, or of the whole charge point (0). */
	private driverHost(connectorId: number): DriverHost {
		const onFault = (errorCode: ErrorCode, active: boolean) => this.onFault?.(connectorId, errorCode, active);
		return { timers: this.timers, log: this.log, onFault };
	}
}

/**
 * Boots an ESP32: `make` puts it together, told whether the firmware before it has failed. Calls `ready` when
 * the charge point may start.
 */
export function startEsp32<Board extends Esp32>(
	log: (text: string) => void,
	make: (crashed: boolean) => Board,
	ready: (host: Board) => void,
): void {
	const crashes = startSupervisor();
	let host: Board | undefined;
	globalThis.abort = (why, error) => {
		// What fails from here on, for want of memory perhaps, ends the firmware all the same.
		globalThis.abort = undefined;
		host?.openContactors();
		const reason = `${why}: ${error instanceof Error ? error.stack : error}`;
		try {
			Preference.set("abort", "reason", reason.slice(0, LONGEST_REASON));
		} catch {
			// The supervisor has counted the failure all the same.
		}
		return true;
	};
	const reason = Preference.get("abort", "reason");
	if (reason !== undefined) {
		log(`The firmware had failed, ${reason}`);
		Preference.delete("abort", "reason");
	}
	const made = make(reason !== undefined || crashes > 0);
	host = made;
	made.begin(crashes, () => {
		ready(made);
		settleSetup(log);
	});
}

/** Whether a button is pressed at this moment. */
function isHeld(digital: DigitalClass, button: Pin | undefined): boolean {
	if (!button) return false;
	const { pin, activeLow = false } = button;
	const line = new digital({ pin, mode: activeLow ? digital.InputPullUp : digital.InputPullDown });
	const level = line.read();
	line.close();
	return (level === 0) === activeLow;
}
