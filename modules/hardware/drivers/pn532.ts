import { frozen } from "../../frozen";
import type { TimerHandle, Timers } from "../../timers";
import { type DigitalClass, DigitalInput } from "../digital";
import type { Pin } from "../platform";
import type { ReaderChip, ReaderEvents } from "./card-reader";

/** What is used here of the I2C class of ECMA-419: a device at an address. Both throw without an answer. */
export interface I2CDevice {
	read(count: number): ArrayBuffer;
	write(bytes: Uint8Array): void;
}

export interface Pn532Options {
	timers: Timers;
	/** The PN532 at its address, 0x24; throws when the bus cannot be used. */
	open(): I2CDevice;
	/** The line P70_IRQ, low while an answer waits. Without it a timer asks. */
	irq?: { digital: DigitalClass; pin: Pin };
}

/** Commands with their parameters (PN532 user manual UM0701-02, chapter 7). */
const SAM_CONFIGURATION = frozen([0x14, 0x01, 0x00, 0x01]);
const RF_FIELD_OFF = frozen([0x32, 0x01, 0x00]);
/** One target, 106 kbit/s type A; tried until there is one. */
const IN_LIST_PASSIVE_TARGET = frozen([0x4a, 0x01, 0x00]);

/** Frames: acknowledgement, from the host it aborts; and "send that again" (6.2.1.3 and 6.2.1.4). */
const ACK = frozen([0x00, 0x00, 0xff, 0x00, 0xff, 0x00]);
const NACK = frozen([0x00, 0x00, 0xff, 0xff, 0x00, 0x00]);

/** The longest answer that is awaited: a frame's 8 bytes, 6 of the target, a UID of 10 and an ATS of 20. */
const LONGEST = 48;
/** It needs so long to wake up, ms. */
const WAKE = 10;
/** It acknowledges within 15 ms and answers short commands soon after. */
const ACKNOWLEDGES = 30;
const ANSWERS = 200;
/** After this time without a card it is set up again, which also tells whether it is still there, ms. */
const LOOKS = 10_000;
/** The field is off for so long before a card is looked for again, ms: a card that is there starts anew. */
const PAUSE = 400;
/** Without the interrupt line it is asked so often, ms: for what comes at once, and for a card. */
const ASKS_SOON = 5;
const ASKS = 150;

type Phase = "off" | "wake" | "acknowledgement" | "answer" | "pause";

/** A PN532 over I2C. Nothing waits in it: every step is a timer's or the interrupt line's. */
export class Pn532 implements ReaderChip {
	private readonly options: Pn532Options;
	private readonly irq: DigitalInput | undefined;
	private readonly _go = () => this.go();
	private events!: ReaderEvents;
	private device: I2CDevice | undefined;
	private phase: Phase = "off";
	private command: readonly number[] = SAM_CONFIGURATION;
	private deadline = 0;
	private repeated = false;
	private timer: TimerHandle | undefined;

	constructor(options: Pn532Options) {
		this.options = options;
		const { irq } = options;
		if (irq) this.irq = new DigitalInput(irq.digital, { activeLow: true, ...irq.pin }, this);
	}

	start(events: ReaderEvents): void {
		this.events = events;
		try {
			this.device ??= this.options.open();
		} catch (error) {
			this.fail((error as Error).message);
			return;
		}
		this.wake();
	}

	/** Ends what it is doing, and wakes it up: a chip that sleeps does not acknowledge its address. */
	private wake(): void {
		try {
			this.device?.write(Uint8Array.from(ACK));
		} catch {
			// The next frame tells whether it is there.
		}
		this.wait("wake", WAKE);
	}

	onEdge(): void {
		const waits = this.phase === "acknowledgement" || this.phase === "answer";
		if (waits && this.irq?.on) this.go();
	}

	private go(): void {
		switch (this.phase) {
			case "wake":
				this.send(SAM_CONFIGURATION);
				break;
			case "pause":
				this.send(IN_LIST_PASSIVE_TARGET);
				break;
			default:
				this.look();
		}
	}

	/** Sends a command in a frame (6.2.1.1). */
	private send(command: readonly number[]): void {
		this.command = command;
		this.repeated = false;
		const count = command.length + 1;
		const sum = command.reduce((sum, byte) => sum + byte, 0xd4);
		if (this.write([0x00, 0x00, 0xff, count, -count, 0xd4, ...command, -sum, 0x00]))
			this.wait("acknowledgement", ACKNOWLEDGES);
	}

	/** Whether what it waits for is there. */
	private look(): void {
		const status = this.read(1);
		if (!status) return;
		if (status[0] & 1) {
			this.receive();
			return;
		}
		if (this.options.timers.now() < this.deadline) this.schedule();
		else if (this.phase === "answer" && this.command === IN_LIST_PASSIVE_TARGET) this.wake();
		else this.fail(`the PN532 gives no ${this.phase}`);
	}

	private receive(): void {
		const acknowledges = this.phase === "acknowledgement";
		// An edge that comes while it reads is found afterwards.
		this.phase = "off";
		if (acknowledges) {
			const frame = this.read(1 + ACK.length);
			if (!frame) return;
			if (ACK.some((byte, i) => frame[i + 1] !== byte)) this.fail("the PN532 does not acknowledge");
			else this.wait("answer", this.command === IN_LIST_PASSIVE_TARGET ? LOOKS : ANSWERS);
			return;
		}
		const frame = this.read(1 + LONGEST);
		if (!frame) return;
		const answer = answerIn(frame);
		if (answer && answer[0] === this.command[0] + 1) this.answered(answer);
		else if (this.repeated) this.fail("the PN532 sends what cannot be understood");
		else {
			this.repeated = true;
			if (this.write(NACK)) this.wait("answer", ANSWERS);
		}
	}

	private answered(answer: Uint8Array): void {
		switch (this.command) {
			case SAM_CONFIGURATION:
				// A card that was selected before may keep silent until then.
				this.send(RF_FIELD_OFF);
				this.events.ready();
				break;
			case RF_FIELD_OFF:
				this.wait("pause", PAUSE);
				break;
			default: {
				// NbTg, Tg, SENS_RES of two bytes, SEL_RES, NFCIDLength, NFCID (7.3.5).
				const uid = answer.subarray(7, 7 + answer[6]);
				const isUid = answer[1] > 0 && uid.length === answer[6];
				this.send(RF_FIELD_OFF);
				if (isUid && [4, 7, 10].includes(uid.length)) this.events.seen(uid);
			}
		}
	}

	private wait(phase: Phase, time: number): void {
		this.phase = phase;
		this.deadline = this.options.timers.now() + time;
		this.schedule();
	}

	/** With the interrupt line the timer is the time-out alone, unless its edge has been before. */
	private schedule(): void {
		const { timers } = this.options;
		let delay = this.deadline - timers.now();
		if (this.phase === "acknowledgement" || this.phase === "answer") {
			const looks = this.phase === "answer" && this.command === IN_LIST_PASSIVE_TARGET;
			if (!this.irq) delay = Math.min(delay, looks ? ASKS : ASKS_SOON);
			else if (this.irq.on) delay = 0;
		}
		timers.clear(this.timer);
		this.timer = timers.set(this._go, delay);
	}

	private read(count: number): Uint8Array | undefined {
		try {
			return new Uint8Array(this.device!.read(count));
		} catch (error) {
			this.fail(`the PN532 does not answer (${(error as Error).message})`);
			return undefined;
		}
	}

	private write(bytes: readonly number[]): boolean {
		try {
			this.device!.write(Uint8Array.from(bytes));
			return true;
		} catch (error) {
			this.fail(`the PN532 does not answer (${(error as Error).message})`);
			return false;
		}
	}

	private fail(reason: string): void {
		this.options.timers.clear(this.timer);
		this.phase = "off";
		this.events.failed(reason);
	}
}

/**
 * What is in a frame that follows the status byte: the answer's code and its parameters; undefined when
 * its checksums are wrong or it is none.
 */
function answerIn(bytes: Uint8Array): Uint8Array | undefined {
	const at = bytes.indexOf(0xff);
	const count = bytes[at + 1];
	if (at < 1 || bytes[at - 1] !== 0 || ((count + bytes[at + 2]) & 0xff) !== 0) return undefined;
	const frame = bytes.subarray(at + 3, at + 4 + count);
	const sum = frame.reduce((sum, byte) => sum + byte, 0);
	if (frame.length !== count + 1 || frame[0] !== 0xd5 || (sum & 0xff) !== 0) return undefined;
	return frame.subarray(1, count);
}
