import { frozen } from "../../frozen";
import type { Timers } from "../../timers";
import type { ReaderChip, ReaderEvents } from "./card-reader";

/** What is used here of the SPI class of ECMA-419: one device, with its select line. */
export interface SPIDevice {
	/** Sends the bytes and puts into their place what comes back. */
	transfer(bytes: Uint8Array): void;
	/** Waits until all is sent; with true the device is no longer selected. */
	flush(deselect: boolean): void;
}

export interface Mfrc522Options {
	timers: Timers;
	/** The MFRC522: mode 0, at most 10 MHz; throws when the bus cannot be used. */
	open(): SPIDevice;
}

/** Registers (MFRC522 data sheet, rev. 3.9, 9.2). */
const COMMAND = 0x01;
const COM_IRQ = 0x04;
const ERROR = 0x06;
const FIFO_DATA = 0x09;
const FIFO_LEVEL = 0x0a;
const BIT_FRAMING = 0x0d;
const COLL = 0x0e;
const TX_CONTROL = 0x14;
const VERSION = 0x37;

/** Commands of the chip (10.3). */
const IDLE = 0x00;
const TRANSCEIVE = 0x0c;
const SOFT_RESET = 0x0f;

/**
 * After a reset: the timer starts by itself after sending and runs for 5 ms, 200 times 25 us; 100 % ASK;
 * the antenna is on.
 */
const SET_UP = frozen([
	[0x2a, 0x80],
	[0x2b, 0xa9],
	[0x2c, 0x00],
	[0x2d, 0xc8],
	[0x15, 0x40],
	[0x11, 0x3d],
	[TX_CONTROL, 0x83],
]);
const ANTENNA_ON = 0x03;

/** ComIrqReg: something was received or the command has ended; the timer has run out. */
const RECEIVED = 0x30;
const TIMED_OUT = 0x01;
/** ErrorReg: overflow, parity or protocol; a bit was both 0 and 1. */
const UNREADABLE = 0x13;
const COLLISION = 0x08;

/** To the card (ISO/IEC 14443-3): wake up, also after HLTA; halt; select of each cascade level. */
const WUPA = frozen([0x52]);
const HLTA = frozen([0x50, 0x00]);
const SELECT = frozen([0x93, 0x95, 0x97]);
/** The first of four bytes of a UID that goes on at the next level. */
const CASCADE_TAG = 0x88;
/** SAK: the UID is not complete. */
const INCOMPLETE = 0x04;

/** The oscillator starts within 38 us and some ms; what is sent is answered or timed out; looks for a card. */
const RESETS = 50;
const ANSWERS = 8;
const LOOKS = 250;

type Step = "reset" | "look" | "wake" | "anticollision" | "select" | "halt";

/**
 * An MFRC522 over SPI. It cannot tell by itself that a card has come: a timer looks every 250 ms, and
 * nothing waits in between. Of two cards at once it takes one; of more, none until only two are left.
 */
export class Mfrc522 implements ReaderChip {
	private readonly options: Mfrc522Options;
	private readonly _go = () => this.go();
	private readonly register = new Uint8Array(2);
	private events!: ReaderEvents;
	private device: SPIDevice | undefined;
	private step: Step = "reset";
	private version = 0;
	private level = 0;
	private readonly uid = new Uint8Array(12);
	private count = 0;
	/** What anticollision knows of this level: four bytes of the UID and their check; and how many bits. */
	private readonly part = new Uint8Array(5);
	private bits = 0;

	constructor(options: Mfrc522Options) {
		this.options = options;
	}

	start(events: ReaderEvents): void {
		this.events = events;
		try {
			this.device ??= this.options.open();
			this.write(COMMAND, SOFT_RESET);
		} catch (error) {
			events.failed((error as Error).message);
			return;
		}
		this.next("reset", RESETS);
	}

	private next(step: Step, delay: number): void {
		this.step = step;
		this.options.timers.set(this._go, delay);
	}

	private go(): void {
		switch (this.step) {
			case "reset":
				this.setUp();
				break;
			case "look":
				this.look();
				break;
			default:
				this.receive();
		}
	}

	private setUp(): void {
		this.version = this.read(VERSION);
		// What a bus without a chip reads.
		if (this.version === 0x00 || this.version === 0xff) {
			this.events.failed("the MFRC522 does not answer");
			return;
		}
		for (const [register, value] of SET_UP) this.write(register, value);
		this.next("look", 0);
	}

	private look(): void {
		// A chip that has lost its power has the antenna off, or is not there.
		if (this.read(VERSION) !== this.version || (this.read(TX_CONTROL) & ANTENNA_ON) !== ANTENNA_ON) {
			this.events.failed("the MFRC522 has lost its power");
			return;
		}
		this.level = 0;
		this.count = 0;
		this.transceive("wake", WUPA, 7);
	}

	/** Sends to the card; of the last byte `bits`, 0 for all. What comes first fills that byte up. */
	private transceive(step: Step, bytes: ArrayLike<number>, bits: number): void {
		this.write(COMMAND, IDLE);
		this.write(COM_IRQ, 0x7f);
		this.write(FIFO_LEVEL, 0x80);
		for (let i = 0; i < bytes.length; i++) this.write(FIFO_DATA, bytes[i]);
		const align = step === "anticollision" ? bits << 4 : 0;
		this.write(BIT_FRAMING, align | bits);
		this.write(COMMAND, TRANSCEIVE);
		this.write(BIT_FRAMING, 0x80 | align | bits);
		this.next(step, ANSWERS);
	}

	private receive(): void {
		const irq = this.read(COM_IRQ);
		if (!(irq & (RECEIVED | TIMED_OUT))) {
			this.events.failed("the MFRC522 does not end what it began");
			return;
		}
		this.events.ready();
		const error = this.read(ERROR);
		const answered = (irq & RECEIVED) !== 0 && this.step !== "halt" && !(error & UNREADABLE);
		if (!answered) this.next("look", LOOKS);
		else if (this.step === "wake") this.anticollide(0);
		else if (this.step === "anticollision") this.resolve((error & COLLISION) !== 0);
		else this.selected();
	}

	/** Asks for the part of the UID at this level; cards whose part begins with other bits do not answer. */
	private anticollide(bits: number): void {
		this.bits = bits;
		const whole = bits >> 3;
		const bytes = [SELECT[this.level], 0x20 + (whole << 4) + (bits & 7)];
		for (let i = 0; i < bits; i += 8) bytes.push(this.part[i >> 3]);
		this.write(COLL, 0x00);
		this.transceive("anticollision", bytes, bits & 7);
	}

	private resolve(collided: boolean): void {
		const part = this.part;
		const first = this.bits >> 3;
		const known = this.bits & 7;
		const answer = this.readFifo();
		for (let i = 0; i < answer.length && first + i < part.length; i++)
			part[first + i] = i === 0 && known ? part[first] | (answer[0] & (0xff << known)) : answer[i];
		if (collided) {
			// Bits are counted from 1, and 0 is the 32nd. Those that have a 1 at the first difference go on.
			const at = (this.read(COLL) & 0x1f || 32) - 1;
			if (this.bits > 0) {
				this.next("look", LOOKS);
				return;
			}
			part[at >> 3] = (part[at >> 3] & ((1 << (at & 7)) - 1)) | (1 << (at & 7));
			this.anticollide(at + 1);
			return;
		}
		const [a, b, c, d, check] = part;
		if (first + answer.length !== part.length || (a ^ b ^ c ^ d) !== check) this.next("look", LOOKS);
		else this.transceive("select", withCrc([SELECT[this.level], 0x70, ...part]), 0);
	}

	private selected(): void {
		const answer = this.readFifo();
		const sak = answer[0];
		const good = answer.length === 3 && withCrc([sak]).every((byte, i) => byte === answer[i]);
		const part = this.part;
		const goesOn = (sak & INCOMPLETE) !== 0;
		if (!good || goesOn !== (part[0] === CASCADE_TAG && this.level < SELECT.length - 1)) {
			this.next("look", LOOKS);
			return;
		}
		for (let i = goesOn ? 1 : 0; i < 4; i++) this.uid[this.count++] = part[i];
		if (goesOn) {
			this.level++;
			this.anticollide(0);
			return;
		}
		this.transceive("halt", withCrc(HLTA), 0);
		this.events.seen(this.uid.slice(0, this.count));
	}

	private readFifo(): Uint8Array {
		const bytes = new Uint8Array(Math.min(this.read(FIFO_LEVEL), 64));
		for (let i = 0; i < bytes.length; i++) bytes[i] = this.read(FIFO_DATA);
		return bytes;
	}

	private read(register: number): number {
		return this.access(0x80 | (register << 1), 0);
	}

	private write(register: number, value: number): void {
		this.access(register << 1, value);
	}

	/** One byte of address, one of data (8.1.2). */
	private access(address: number, value: number): number {
		const bytes = this.register;
		bytes[0] = address;
		bytes[1] = value;
		this.device!.transfer(bytes);
		this.device!.flush(true);
		return bytes[1];
	}
}

/** With the CRC_A of ISO/IEC 14443-3 at the end, its lower byte first. */
export function withCrc(bytes: readonly number[]): number[] {
	let crc = 0x6363;
	for (const byte of bytes) {
		let mixed = (byte ^ crc) & 0xff;
		mixed = (mixed ^ (mixed << 4)) & 0xff;
		crc = (crc >> 8) ^ (mixed << 8) ^ (mixed << 3) ^ (mixed >> 4);
	}
	return [...bytes, crc & 0xff, (crc >> 8) & 0xff];
}
