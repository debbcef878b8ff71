import { DeviceBehavior } from "DevicePane";
import type { ChargePointState } from "../../modules/charge-point/state";
import type { ErrorCode } from "../../modules/ocpp/types";
import type { TimerHandle } from "../../modules/timers";
import { LockedError } from "../connector-world";
import { EnergyRegisters } from "../energy-registers";
import type { FromFirmware, ToFirmware } from "../protocol";
import { World } from "../world";
import { ContentTimers } from "./content-timers";
import { CARDS } from "./controls";
import type { DeviceSettings } from "./device-settings";
import { RegisterFile } from "./register-file";

/** After a crash the watchdog needs this long to start the firmware again, ms. */
const WATCHDOG_TIME = 1000;
/** How long a message stays, ms. */
const NEWS_TIME = 10_000;
/** Characters of an OCPP idTag. */
const LONGEST_ID = 20;

/** What mcsim gives its devices to make their templates with. */
export interface Device {
	settings: DeviceSettings;
}

/** What the picture of the board shows. */
export interface BoardView {
	emergencyStop: boolean;
	world: World;
	/** Undefined while the firmware does not run. */
	state: ChargePointState | undefined;
	/** What there is to tell the person at the window. */
	message: string;
}

/** The data of a switch in the controls. */
interface SwitchData {
	value: boolean;
	connector: number;
	/** The switch is this property of the behavior. */
	name: string;
}

/** What the app says beyond the firmware's lines: the end, by itself or by the debugger. */
type FromApp = FromFirmware | { exit: number } | { xsbug: string };

/**
 * The charge point in its world, as SimulatedChargePoint is in the simulator's process: joins the
 * firmware, which is mcsim's app, with the world and with what the window shows.
 */
export class ChargePointBehavior extends DeviceBehavior {
	private settings!: DeviceSettings;
	private timers!: ContentTimers;
	private world!: World;
	private container!: Content;
	private state: ChargePointState | undefined;
	private powered = true;
	private running = false;
	private online = true;
	private crashed = false;
	private emergencyStop = false;
	private card: string = CARDS[0];
	private typedId = "";
	private readonly faults = new Map<number, ErrorCode>();
	private message = "";
	private forgetting: TimerHandle | undefined;
	private showing = false;

	override onCreate(container: Content, device: Device): void {
		super.onCreate(container, device);
		this.container = container;
		this.settings = device.settings;
		const { boot, data } = device.settings;
		this.timers = new ContentTimers(container);
		this.world = new World({
			connectors: boot.connectors,
			cable: boot.cable,
			timers: this.timers,
			registers: new EnergyRegisters(new RegisterFile(data)),
		});
		this.world.toBoard = (line) => this.say(line);
		this.world.onChange = () => this.show();
	}

	onDisplaying(): void {
		this.show();
	}

	onTimeChanged(): void {
		this.timers.run();
	}

	/** mcsim puts another device in the window. */
	onDeviceUnselected(): void {
		this.world.close();
	}

	/** mcsim has started the firmware, which waits for the line that boots it. */
	override onConfigure(): void {
		this.down();
		this.running = true;
		this.tell("The firmware starts.");
		for (const line of this.world.powerUpLines()) this.say(line);
		if (!this.online) this.say({ link: "down" });
		const flash = system.buildPath(this.settings.data, "flash.bin");
		this.say({ boot: { ...this.settings.boot, flash, crashed: this.crashed } });
		this.crashed = false;
	}

	override onJSON(_container: Content, json: unknown): void {
		const message = json as FromApp;
		if (!this.running) return;
		if ("digital" in message) this.world.output(message.digital.pin, message.digital.level);
		else if ("offer" in message) this.world.offer(message.offer.connector, message.offer.amperes);
		else if ("state" in message) this.state = message.state;
		else if ("log" in message) this.tell(message.log.split("\n")[0]);
		else if ("ready" in message) for (const line of this.world.bootedLines()) this.say(line);
		else if ("exit" in message) this.restart("The firmware restarts.");
		else if ("xsbug" in message && message.xsbug === "abort") this.restart("The firmware restarts.");
		this.show();
	}

	/** The engine has given up; true keeps mcsim from asking the user about it. */
	onAbort(_container: Content, _status: number, reason: string): boolean {
		this.restart(`The firmware has failed (${reason}); the watchdog starts it again.`, WATCHDOG_TIME);
		this.crashed = true;
		return true;
	}

	onCable(_container: Content, data: SwitchData): void {
		this.move(data, (inserted) => this.world.connectors[data.connector - 1].moveCable(inserted));
	}

	onVehicle(_container: Content, data: SwitchData): void {
		this.move(data, (plugged) => this.world.connectors[data.connector - 1].moveVehicle(plugged));
	}

	onReady(_container: Content, data: SwitchData): void {
		this.world.connectors[data.connector - 1].setEvReady(data.value);
	}

	onPause(_container: Content, data: SwitchData): void {
		this.world.connectors[data.connector - 1].setPause(data.value);
	}

	onDemand(_container: Content, data: { value: number; connector: number }): void {
		this.world.connectors[data.connector - 1].setDemand(data.value);
	}

	onFault(_container: Content, { connector, value }: { connector: number; value: ErrorCode | "" }): void {
		const before = this.faults.get(connector);
		if (before) this.world.setFault(connector, before, false);
		this.faults.delete(connector);
		if (value === "") return;
		this.faults.set(connector, value);
		this.world.setFault(connector, value, true);
	}

	onEmergencyStop(_container: Content, data: SwitchData): void {
		this.emergencyStop = data.value;
		this.world.setEmergencyStop(data.value);
		this.show();
	}

	onCard(_container: Content, data: { value: string }): void {
		this.card = data.value;
	}

	onIdTyped(_container: Content, idTag: string): void {
		this.typedId = idTag;
	}

	onPresent(): void {
		const idTag = this.typedId || this.card;
		if (!this.running) this.tell("The reader is dark: the firmware does not run.");
		else if (idTag.length > LONGEST_ID) this.tell(`An id has at most ${LONGEST_ID} characters.`);
		else this.say({ idTag: { connector: 0, idTag } });
	}

	onNetwork(_container: Content, data: SwitchData): void {
		this.online = data.value;
		this.say({ link: data.value ? "up" : "down" });
	}

	onPower(_container: Content, data: SwitchData): void {
		this.powered = data.value;
		if (data.value) application.behavior.launchScreen();
		else {
			application.behavior.quitScreen();
			this.down();
			this.tell("The power is off.");
		}
	}

	/** A lock that forbids a movement puts the switch back. */
	private move(data: SwitchData, move: (value: boolean) => void): void {
		try {
			move(data.value);
		} catch (error) {
			if (!(error instanceof LockedError)) throw error;
			const { [data.name]: control } = this as unknown as Record<string, Content>;
			data.value = !data.value;
			control.stop();
			control.delegate("onDataChanged");
			this.tell(`The lock of connector ${data.connector} holds.`);
		}
	}

	/** Ends the firmware and starts it again after `delay` ms, if there is power then. */
	private restart(message: string, delay = 0): void {
		application.behavior.quitScreen();
		this.down();
		this.tell(message);
		this.timers.set(() => {
			if (this.powered && !this.running) application.behavior.launchScreen();
		}, delay);
	}

	/** The firmware runs no more. */
	private down(): void {
		this.running = false;
		this.state = undefined;
		this.world.boardDown();
	}

	private say(line: ToFirmware): void {
		if (this.running) this.postJSON(this.container, line);
	}

	/** Says it at the foot of the board for as long as it is news. */
	private tell(message: string): void {
		this.message = message;
		this.timers.clear(this.forgetting);
		this.forgetting = this.timers.set(() => {
			this.message = "";
			this.show();
		}, NEWS_TIME);
		this.show();
	}

	/** Shows what has changed, once for all that happens in one turn. */
	private show(): void {
		if (this.showing || !this.container.application) return;
		this.showing = true;
		this.container.defer("onShow");
	}

	onShow(container: Content): void {
		this.showing = false;
		const view: BoardView = {
			emergencyStop: this.emergencyStop,
			world: this.world,
			state: this.state,
			message: this.message,
		};
		container.distribute("onBoardChanged", view);
	}
}
