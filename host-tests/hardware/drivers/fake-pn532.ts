import type { I2CDevice } from "../../../modules/hardware/drivers/pn532";
import type { VirtualTimers } from "../../virtual-timers";
import type { FakePins } from "../fake-pins";

const ACK = [0x00, 0x00, 0xff, 0x00, 0xff, 0x00];
const NACK = [0x00, 0x00, 0xff, 0xff, 0x00, 0x00];
/** What the chip takes for an acknowledgement and for a short command, and for finding a card, ms. */
const ACKNOWLEDGES = 1;
const ANSWERS = 2;
const FINDS = 25;

/**
 * A PN532 on I2C as its user manual (UM0701-02) describes it: status byte, frames with both checksums,
 * acknowledgement before the answer, P70_IRQ low while something waits, no radio before SAMConfiguration.
 * A card that was selected keeps silent until the field has been off, as one of ISO/IEC 14443-4 does.
 */
export class FakePn532 implements I2CDevice {
	powered = true;
	/** Answers from here on have a wrong checksum, so many of them. */
	corrupted = 0;
	/** Everything is ready at once: the edge comes while the host still writes. */
	instant = false;
	/** It never gets ready. */
	hangs = false;
	/** Commands that it has taken, in order. */
	readonly commands: number[] = [];
	/** How often the host has read. */
	reads = 0;
	readonly #timers: VirtualTimers;
	readonly #irq: { pins: FakePins; pin: number } | undefined;
	#configured = false;
	#awake = false;
	/** What waits to be read, and what an answer was that may be asked for again. */
	#waiting: number[] | undefined;
	#isAcknowledgement = false;
	#last: number[] = [];
	#command: number[] | undefined;
	#card: readonly number[] | undefined;
	#selected = false;
	/** Counts commands: what an older one has set going is void. */
	#turn = 0;

	constructor(timers: VirtualTimers, irq?: { pins: FakePins; pin: number }) {
		this.#timers = timers;
		this.#irq = irq;
		irq?.pins.set(irq.pin, 1);
	}

	/** A card comes into the field, or none is there. */
	set card(uid: readonly number[] | undefined) {
		this.#card = uid;
		this.#selected = false;
		if (uid && this.#command?.[0] === 0x4a && !this.#waiting) this.#find();
	}

	/** All is forgotten; the bus is not answered. */
	powerOff(): void {
		this.powered = false;
		this.#configured = false;
		this.#awake = false;
		this.#command = undefined;
		this.#selected = false;
		this.#turn++;
		this.#ready(undefined);
	}

	write(bytes: Uint8Array): void {
		this.#bus();
		const frame = [...bytes];
		// Asleep, it wakes up by its address and misses the frame.
		if (!this.#awake) {
			this.#awake = true;
			throw new Error("write failed");
		}
		if (same(frame, ACK)) {
			this.#turn++;
			this.#command = undefined;
			this.#ready(undefined);
		} else if (same(frame, NACK)) this.#ready(this.#answerBytes(this.#last));
		else this.#take(frame);
	}

	read(count: number): ArrayBuffer {
		this.#bus();
		this.reads++;
		const bytes = new Uint8Array(count);
		if (!this.#waiting) return bytes.buffer;
		bytes[0] = 1;
		if (count > 1) {
			bytes.set(this.#waiting.slice(0, count - 1), 1);
			const acknowledged = this.#isAcknowledgement;
			this.#ready(undefined);
			if (acknowledged) this.#execute();
		}
		return bytes.buffer;
	}

	#bus(): void {
		if (!this.powered) throw new Error("no acknowledgement of the address");
	}

	#take(frame: number[]): void {
		const [preamble, start, code, count, check, ...rest] = frame;
		const data = rest.slice(0, count);
		const sum = [...data, rest[count]].reduce((sum, byte) => sum + byte, 0) & 0xff;
		if (preamble !== 0 || start !== 0 || code !== 0xff || ((count + check) & 0xff) !== 0 || sum !== 0)
			throw new Error(`No frame: ${frame}`);
		if (data[0] !== 0xd4 || rest[count + 1] !== 0 || rest.length !== count + 2)
			throw new Error(`No frame of a host: ${frame}`);
		const turn = ++this.#turn;
		this.#command = data.slice(1);
		this.#ready(undefined);
		this.commands.push(data[1]);
		this.#after(ACKNOWLEDGES, turn, () => this.#ready(ACK, true));
	}

	#execute(): void {
		const [code, ...parameters] = this.#command ?? [];
		switch (code) {
			case 0x14:
				if (!same(parameters, [0x01, 0x00, 0x01])) throw new Error(`SAMConfiguration: ${parameters}`);
				this.#configured = true;
				this.#answer([0x15]);
				break;
			case 0x32:
				if (!same(parameters, [0x01, 0x00])) throw new Error(`RFConfiguration: ${parameters}`);
				this.#selected = false;
				this.#answer([0x33]);
				break;
			case 0x4a:
				if (!same(parameters, [0x01, 0x00])) throw new Error(`InListPassiveTarget: ${parameters}`);
				if (this.#card) this.#find();
				break;
			default:
				this.#answer([0x7f]);
		}
	}

	#find(): void {
		if (!this.#configured) return;
		this.#after(FINDS, this.#turn, () => {
			const uid = this.#card;
			if (!uid || this.#selected) return;
			this.#selected = true;
			this.#answer([0x4b, 1, 1, 0x00, 0x04, 0x08, uid.length, ...uid], 0);
		});
	}

	#answer(data: number[], time = ANSWERS): void {
		this.#last = data;
		this.#after(time, this.#turn, () => this.#ready(this.#answerBytes(data)));
	}

	#answerBytes(data: number[]): number[] {
		const isError = data[0] === 0x7f;
		const body = isError ? data : [0xd5, ...data];
		const sum = body.reduce((sum, byte) => sum + byte, 0);
		const bad = this.corrupted-- > 0 ? 1 : 0;
		return [0, 0, 0xff, body.length, -body.length & 0xff, ...body, (-sum + bad) & 0xff, 0];
	}

	#ready(bytes: number[] | undefined, isAcknowledgement = false): void {
		this.#waiting = bytes;
		this.#isAcknowledgement = isAcknowledgement;
		this.#irq?.pins.set(this.#irq.pin, bytes ? 0 : 1);
	}

	#after(time: number, turn: number, callback: () => void): void {
		if (this.instant) {
			callback();
			return;
		}
		this.#timers.set(() => {
			if (turn === this.#turn && this.powered && !this.hangs) callback();
		}, time);
	}
}

function same(a: readonly number[], b: readonly number[]): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
