import type { FirmwareCommand } from "./engine";
import { FirmwareProcess } from "./firmware-process";
import type { Network } from "./network";
import { FirmwareView, type ObservedState, observe } from "./observed-state";
import type { BootOptions, FromFirmware } from "./protocol";
import type { World } from "./world";

/** A firmware that crashes as often before it ever took inputs will not do better. */
const FIRST_TRIES = 3;

export interface SimulatedChargePointOptions {
	firmware: FirmwareCommand;
	boot: BootOptions;
	world: World;
	network: Network;
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
	readonly #identity: string;
	readonly #network: Network;
	readonly #view = new FirmwareView();
	readonly #log: (text: string) => void;

	constructor({ firmware, boot, world, network, log }: SimulatedChargePointOptions) {
		this.world = world;
		this.#identity = boot.identity;
		this.#network = network;
		this.#log = log;
		this.firmware = new FirmwareProcess({
			command: firmware,
			bootLines: (crashed) => [...world.powerUpLines(), { boot: { ...boot, crashed } }],
			onMessage: (message) => this.#take(message),
			onUp: () => {
				for (const line of world.bootedLines()) this.firmware.send(line);
				this.onChange?.();
				this.#starting?.resolve();
				this.#starting = undefined;
			},
			onDown: (crash) => {
				this.#view.clear();
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
		else if ("ocpp" in message) this.onFrame?.(message.ocpp.direction, message.ocpp.frame);
		else if ("log" in message) this.log(message.log);
		this.onChange?.();
	}
}
