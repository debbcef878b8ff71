import type { SPIDevice } from "../../../modules/hardware/drivers/mfrc522";
import type { VirtualTimers } from "../../virtual-timers";

const CARRIER = 13_560_000;
const CASCADE_TAG = 0x88;

/** A card of ISO/IEC 14443-3, type A: its states, and what it answers, bit by bit. */
export class FakeCard {
	state: "off" | "idle" | "ready" | "active" | "halted" = "off";
	/** The check byte of the UID's last part is wrong. */
	badCheck = false;
	readonly #parts: number[][];
	#level = 0;
	#halted = false;

	constructor(uid: readonly number[]) {
		const parts: number[][] = [];
		for (let i = 0; i < uid.length; ) {
			const last = uid.length - i === 4;
			parts.push(last ? uid.slice(i, i + 4) : [CASCADE_TAG, ...uid.slice(i, i + 3)]);
			i += last ? 4 : 3;
		}
		this.#parts = parts.map((part) => [...part, part.reduce((sum, byte) => sum ^ byte, 0)]);
	}

	/** The field is there, or not. */
	power(on: boolean): void {
		if (!on) this.state = "off";
		else if (this.state === "off") this.state = "idle";
	}

	/** The bits of the answer; undefined when there is none. */
	answer(frame: readonly number[], bitsOfLast: number): number[] | undefined {
		if (bitsOfLast === 7 && frame.length === 1) return this.#request(frame[0]);
		const [code, second, ...rest] = frame;
		if (this.state === "ready" && code === [0x93, 0x95, 0x97][this.#level])
			return this.#select(frame, second, rest, bitsOfLast);
		if (this.state === "active" && code === 0x50 && second === 0 && crcOf([code, second], rest)) {
			this.state = "halted";
			this.#halted = true;
			return undefined;
		}
		this.#fallBack();
		return undefined;
	}

	#request(code: number): number[] | undefined {
		const wakes = this.state === "idle" || (this.state === "halted" && code === 0x52);
		if ((code !== 0x26 && code !== 0x52) || !wakes) {
			if (this.state !== "halted") this.#fallBack();
			return undefined;
		}
		this.state = "ready";
		this.#level = 0;
		return bitsOf([0x04, 0x00]);
	}

	#select(
		frame: readonly number[],
		valid: number,
		rest: readonly number[],
		bitsOfLast: number,
	): number[] | undefined {
		const part = [...this.#parts[this.#level]];
		if (this.badCheck) part[4] ^= 0x40;
		const isLast = this.#level === this.#parts.length - 1;
		if (valid === 0x70) {
			const mine = rest.slice(0, 5).every((byte, i) => byte === part[i]);
			if (!mine || !crcOf(frame.slice(0, 7), rest.slice(5))) {
				this.#fallBack();
				return undefined;
			}
			if (isLast) this.state = "active";
			else this.#level++;
			const sak = isLast ? 0x08 : 0x04;
			return bitsOf([sak, ...crc([sak])]);
		}
		const known = ((valid >> 4) - 2) * 8 + (valid & 7);
		if ((valid & 7) !== bitsOfLast) throw new Error(`NVB ${valid} with ${bitsOfLast} bits in the last byte`);
		const bits = bitsOf(part);
		const sent = bitsOf(rest).slice(0, known);
		return sent.every((bit, i) => bit === bits[i]) ? bits.slice(known) : undefined;
	}

	#fallBack(): void {
		if (this.state === "ready" || this.state === "active") this.state = this.#halted ? "halted" : "idle";
	}
}

/** An MFRC522 on SPI as its data sheet (rev. 3.9) describes it: registers, FIFO, timer and radio. */
export class FakeMfrc522 implements SPIDevice {
	powered = true;
	/** It takes no more commands. */
	hangs = false;
	cards: FakeCard[] = [];
	transfers = 0;
	readonly #timers: VirtualTimers;
	readonly #registers = new Uint8Array(64);
	#fifo: number[] = [];
	#selected = false;
	/** When what was sent has been answered or has timed out, and how it has ended. */
	#end: { at: number; bits: number[] | undefined; collision: number | undefined } | undefined;

	constructor(timers: VirtualTimers) {
		this.#timers = timers;
		this.#reset();
	}

	powerOff(): void {
		this.powered = false;
		this.#reset();
	}

	transfer(bytes: Uint8Array): void {
		if (this.#selected) throw new Error("The address byte needs a new selection");
		this.#selected = true;
		this.transfers++;
		if (bytes.length !== 2 || bytes[0] & 1) throw new Error(`No access: ${bytes}`);
		const register = (bytes[0] >> 1) & 0x3f;
		// A line that nobody drives.
		if (!this.powered) bytes[1] = 0x00;
		else if (bytes[0] & 0x80) bytes[1] = this.#read(register);
		else this.#write(register, bytes[1]);
	}

	flush(deselect: boolean): void {
		if (deselect) this.#selected = false;
	}

	#reset(): void {
		this.#registers.fill(0);
		this.#registers[0x01] = 0x20;
		this.#registers[0x14] = 0x80;
		this.#registers[0x37] = 0x92;
		this.#fifo = [];
		this.#end = undefined;
		this.#field();
	}

	#field(): void {
		for (const card of this.cards) card.power((this.#registers[0x14] & 3) === 3);
	}

	#read(register: number): number {
		this.#settle();
		if (register === 0x09) return this.#fifo.shift() ?? 0;
		if (register === 0x0a) return this.#fifo.length;
		return this.#registers[register];
	}

	#write(register: number, value: number): void {
		this.#settle();
		const registers = this.#registers;
		switch (register) {
			case 0x01:
				if ((value & 0x0f) === 0x0f) this.#reset();
				else if ((value & 0x0f) === 0x00) this.#end = undefined;
				registers[register] = value & 0x3f;
				break;
			case 0x04:
				// Set1 is the highest bit: without it the bits given are cleared.
				registers[register] = value & 0x80 ? registers[register] | value : registers[register] & ~value;
				break;
			case 0x09:
				this.#fifo.push(value);
				break;
			case 0x0a:
				if (value & 0x80) this.#fifo = [];
				break;
			case 0x14:
				registers[register] = value;
				this.#field();
				break;
			default:
				registers[register] = value;
				if (register === 0x0d && value & 0x80 && registers[0x01] === 0x0c && !this.hangs) this.#send();
		}
	}

	/** StartSend of the command Transceive. */
	#send(): void {
		const registers = this.#registers;
		const frame = this.#fifo;
		this.#fifo = [];
		this.#field();
		const answers = this.cards
			.filter((card) => card.state !== "off")
			.map((card) => card.answer(frame, registers[0x0d] & 7))
			.filter((answer) => answer !== undefined);
		const now = this.#timers.now();
		if (answers.length === 0) {
			const prescaler = ((registers[0x2a] & 0x0f) << 8) | registers[0x2b];
			const reload = (registers[0x2c] << 8) | registers[0x2d];
			const time = ((reload + 1) * (2 * prescaler + 1) * 1000) / CARRIER;
			this.#end = {
				at: registers[0x2a] & 0x80 ? now + time : Infinity,
				bits: undefined,
				collision: undefined,
			};
			return;
		}
		const differs = answers[0].findIndex((bit, i) => answers.some((other) => other[i] !== bit));
		const bits = answers[0].map((bit, i) => (differs < 0 || i < differs ? bit : i === differs ? 1 : 0));
		this.#end = { at: now + 1, bits, collision: differs < 0 ? undefined : differs };
	}

	#settle(): void {
		const end = this.#end;
		if (!end || this.#timers.now() < end.at) return;
		this.#end = undefined;
		const registers = this.#registers;
		registers[0x06] = 0;
		if (!end.bits) {
			registers[0x04] |= 0x01;
			return;
		}
		registers[0x04] |= 0x20;
		const align = (registers[0x0d] >> 4) & 7;
		// Where the first bits go is said, and not what is below them.
		this.#fifo = bytesOf([...new Array<number>(align).fill(1), ...end.bits]);
		if (end.collision !== undefined) {
			registers[0x06] = 0x08;
			registers[0x0e] = (end.collision + 1) & 0x1f;
		}
	}
}

/** The lowest bit of a byte goes first. */
function bitsOf(bytes: readonly number[]): number[] {
	return bytes.flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> i) & 1));
}

function bytesOf(bits: readonly number[]): number[] {
	const bytes = new Array<number>(Math.ceil(bits.length / 8)).fill(0);
	for (const [i, bit] of bits.entries()) bytes[i >> 3] |= bit << (i & 7);
	return bytes;
}

/** CRC_A (ISO/IEC 14443-3, annex B), bit by bit. */
function crc(bytes: readonly number[]): number[] {
	let register = 0x6363;
	for (const bit of bitsOf(bytes)) {
		const carry = (register ^ bit) & 1;
		register = (register >> 1) ^ (carry ? 0x8408 : 0);
	}
	return [register & 0xff, register >> 8];
}

function crcOf(bytes: readonly number[], check: readonly number[]): boolean {
	const [low, high] = crc(bytes);
	return check.length === 2 && check[0] === low && check[1] === high;
}
