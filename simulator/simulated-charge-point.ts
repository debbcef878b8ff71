import type { FirmwareCommand } from "./engine";
import { FirmwareProcess, PowerLostError } from "./firmware-process";
import type { Network } from "./network";
import { FirmwareView, type ObservedState, observe } from "./observed-state";
import type { BootOptions, FromFirmware, MemoryFigures } from "./protocol";
import { type SavedSetup, withSetup } from "./saved-setup";
import { Ssd1306, takeTransfers } from "./ssd1306";
import type { World } from "./world";

const NOT_RUNNING = "The firmware does not run or does not answer, and the set-up page is its own.";
/** Firmware that does not answer within this time, ms, has no set-up page. */
const SETUP_PATIENCE = 3_000;
const UNMEASURED = "Memory is measured on an emulated ESP32 that runs: --engine esp32.";
/** Firmware that does not answer within this time, ms, cannot be measured. */
const MEASURE_PATIENCE = 10_000;

/** How long the firmware takes at most to see an input: its contacts are debounced for 50 ms. */
const INPUT_TIME = 100;
/** A firmware in an emulator, whose time is its own, says when; at most it is waited for as long, ms. */
const EMULATED_INPUT_TIME = 10_000;

/** A firmware that crashes as often before it ever took inputs will not do better. */
const FIRST_TRIES = 3;

export interface SimulatedChargePointOptions {
	firmware: FirmwareCommand;
	boot: BootOptions;
	world: World;
	network: Network;
	/** What the set-up page has saved. */
	setup: SavedSetup;
	log: (text: string) => void;
}

/** The charge point in its world: joins the firmware process, the world and the network. */
export class SimulatedChargePoint {
	readonly world: World;
	readonly firmware: FirmwareProcess;
	/** Waits for the firmware to take inputs for the first time. */
	#starting: { resolve: () => void; reject: (reason: Error) => void } | undefined;
	#crashes = 0;
	/** Set by an observer: something that it can see has changed. */
	onChange?: () => void;
	/** Set by an observer: an OCPP frame was sent or received. */
	onFrame?: (direction: "out" | "in", frame: string) => void;
	/** Set by an observer: simulator or firmware has something to say. */
	onLog?: (text: string) => void;
	/** Of the command line. */
	readonly #boot: BootOptions;
	/** Of the firmware that runs, or ran last. */
	#identity: string;
	readonly #setup: SavedSetup;
	/** The set-up page has saved a new key since the firmware took inputs. */
	#newKey = false;
	/** Who waits for the address of the set-up page. */
	#setupWanted: ((url: string | undefined) => void)[] = [];
	/** Who waits for what the memory holds. */
	#memoryWanted: ((memory: MemoryFigures | undefined) => void)[] = [];
	/** Who waits for inputs to be seen, by number. */
	readonly #unsettled = new Map<number, () => void>();
	#settleNumber = 0;
	readonly #isEmulated: boolean;
	readonly #network: Network;
	readonly #view = new FirmwareView();
	/** The display of a firmware that has a real driver for it. */
	#oled = new Ssd1306();
	readonly #log: (text: string) => void;

	constructor({ firmware, boot, world, network, setup, log }: SimulatedChargePointOptions) {
		this.world = world;
		this.#isEmulated = firmware.emulator !== undefined;
		this.#boot = boot;
		this.#setup = setup;
		this.#identity = this.boot.identity;
		this.#network = network;
		this.#log = log;
		this.firmware = new FirmwareProcess({
			command: firmware,
			bootLines: (crashed) => {
				const { boot } = this;
				this.#identity = boot.identity;
				return [...world.powerUpLines(), { boot: { ...boot, crashed, newKey: this.#newKey } }];
			},
			onMessage: (message) => this.#take(message),
			onUp: () => {
				this.#newKey = false;
				for (const line of world.bootedLines()) this.firmware.send(line);
				this.onChange?.();
				this.#starting?.resolve();
				this.#starting = undefined;
			},
			onDown: (crash) => {
				this.#view.clear();
				this.#oled = new Ssd1306();
				for (const give of this.#setupWanted.splice(0)) give(undefined);
				for (const give of this.#memoryWanted.splice(0)) give(undefined);
				for (const seen of this.#unsettled.values()) seen();
				this.#unsettled.clear();
				world.boardDown();
				this.onChange?.();
				if (crash !== undefined && ++this.#crashes >= FIRST_TRIES)
					this.#starting?.reject(new Error(`The firmware does not start: it ${crash}, as the log tells.`));
			},
			log: (text) => this.log(text),
		});
		world.toBoard = (line) => this.firmware.send(line);
		world.onChange = () => this.onChange?.();
	}

	/** Resolves when the running firmware has seen the inputs that it was given. */
	async inputsSeen(): Promise<void> {
		if (!this.firmware.running) return;
		await new Promise<void>((resolve) => {
			setTimeout(resolve, this.#isEmulated ? EMULATED_INPUT_TIME : INPUT_TIME).unref();
			if (!this.#isEmulated) return;
			this.#unsettled.set(++this.#settleNumber, resolve);
			this.firmware.send({ settle: this.#settleNumber });
		});
	}

	/** The command line with what the set-up page has saved over it. */
	get boot(): BootOptions {
		return withSetup(this.#boot, this.#setup.settings);
	}

	/** Has the firmware show the set-up page; resolves with its address. */
	async openSetup(): Promise<string> {
		if (!this.firmware.running) throw new PowerLostError(NOT_RUNNING);
		const given = new Promise<string | undefined>((resolve) => {
			this.#setupWanted.push(resolve);
			setTimeout(() => resolve(undefined), SETUP_PATIENCE).unref();
		});
		this.firmware.send({ setup: "open" });
		const url = await given;
		if (url === undefined) throw new PowerLostError(NOT_RUNNING);
		return url;
	}

	/** What the memory of an emulated ESP32 holds after a garbage collection; see PowerLostError. */
	async measureMemory(): Promise<MemoryFigures> {
		if (!this.#isEmulated || !this.firmware.running) throw new PowerLostError(UNMEASURED);
		const given = new Promise<MemoryFigures | undefined>((resolve) => {
			this.#memoryWanted.push(resolve);
			setTimeout(() => resolve(undefined), MEASURE_PATIENCE).unref();
		});
		this.firmware.send({ measure: "memory" });
		const memory = await given;
		if (!memory) throw new PowerLostError(UNMEASURED);
		return memory;
	}

	/** What an observer sees now. */
	observe(): ObservedState {
		return observe(this.#identity, this.firmware.powered, this.#network.online, this.#view, this.world);
	}

	/** The pixels of the screen; undefined while it is dark. */
	get bitmap(): Uint8Array | undefined {
		return this.#view.bitmap;
	}

	log(text: string): void {
		this.#log(text);
		this.onLog?.(text);
	}

	/**
	 * Switches the power on for the first time; resolves when the firmware takes inputs, and rejects
	 * with a sentence when it only crashes.
	 */
	start(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#starting = { resolve, reject };
			// Whoever cuts the power before that also switches it on again.
			this.setPower(true).catch(() => undefined);
		});
	}

	/** Off: dead at this instant. On: resolves when the firmware takes inputs; see PowerLostError. */
	async setPower(on: boolean): Promise<void> {
		if (on) {
			const up = this.firmware.powerOn();
			this.onChange?.();
			await up;
		} else {
			const dead = this.firmware.powerOff();
			this.#network.cutFirmware();
			await dead;
		}
	}

	/** Off: packets vanish. On: the firmware hears that the link is up. */
	setOnline(online: boolean): void {
		if (online === this.#network.online) return;
		this.#network.setOnline(online);
		if (online) this.firmware.send({ link: "up" });
		this.onChange?.();
	}

	#take(message: FromFirmware): void {
		if ("digital" in message) this.world.output(message.digital.pin, message.digital.level);
		else if ("offer" in message) this.world.offer(message.offer.connector, message.offer.amperes);
		else if ("state" in message) this.#view.takeState(message.state);
		else if ("display" in message)
			this.#view.takeDisplay(message.display.lines, Buffer.from(message.display.bitmap, "base64"));
		else if ("oled" in message) this.#takeOled(message.oled);
		else if ("ocpp" in message) this.onFrame?.(message.ocpp.direction, message.ocpp.frame);
		else if ("settled" in message) {
			this.#unsettled.get(message.settled)?.();
			this.#unsettled.delete(message.settled);
		} else if ("log" in message) this.log(message.log);
		else if ("setup" in message) for (const give of this.#setupWanted.splice(0)) give(message.setup.url);
		else if ("memory" in message) for (const give of this.#memoryWanted.splice(0)) give(message.memory);
		else if ("settings" in message) {
			this.#setup.save(message.settings);
			this.#newKey ||= message.newKey;
		}
		this.onChange?.();
	}

	#takeOled(sent: { lines: readonly string[]; i2c: string } | null): void {
		if (!sent) this.#oled = new Ssd1306();
		else takeTransfers(this.#oled, Buffer.from(sent.i2c, "base64"));
		this.#view.takeDisplay([...(sent?.lines ?? [])], this.#oled.bitmap);
	}
}
