import type { ChargePointState } from "../modules/charge-point/state";
import { type FromFirmware, PIN, type ToFirmware } from "../simulator/protocol";

/** Of connector 1 of the simulated board. */
export const pin = (line: keyof typeof PIN) => 100 + PIN[line];

/** What is to be seen at the board and at the CSMS now. */
export interface Seen {
	state?: ChargePointState;
	contactor: boolean;
	/** What the control pilot offers, A. */
	offered: number;
	/** What the CSMS has received, in order. */
	received: string[];
}

/** A simulated board with one connector and its CSMS, in a time of its own. */
export abstract class BenchBoard {
	readonly seen: Seen = { contactor: false, offered: 0, received: [] };
	#waiting: { condition: (seen: Seen) => boolean; met: (at: number) => void } | undefined;

	/** ms. */
	abstract now(): number;
	abstract say(line: ToFirmware): void;
	/** A CALL of the CSMS; rejects when the charge point answers with a status that is not Accepted. */
	abstract command(action: string, payload: object): Promise<void>;
	/** Packets vanish, or get through again. */
	abstract setOnline(online: boolean): void;
	/** Lets time pass. */
	abstract pass(milliseconds: number): Promise<void>;
	/** Resolves when something was seen that fulfils the promise; rejects in the end, with what was wanted. */
	protected abstract wait(met: Promise<number>, wanted: string): Promise<number>;

	/** The time at which the condition was first seen to hold. */
	async until(condition: (seen: Seen) => boolean): Promise<number> {
		if (condition(this.seen)) return this.now();
		const met = new Promise<number>((met) => {
			this.#waiting = { condition, met };
		});
		return this.wait(met, String(condition));
	}

	/** What the firmware tells. */
	protected take(message: FromFirmware): void {
		if ("state" in message) this.seen.state = message.state;
		else if ("offer" in message) this.seen.offered = message.offer.amperes;
		else if ("digital" in message) this.#drive(message.digital);
		else return;
		this.look();
	}

	/** Something has changed. */
	protected look(): void {
		if (!this.#waiting?.condition(this.seen)) return;
		const { met } = this.#waiting;
		this.#waiting = undefined;
		met(this.now());
	}

	/** The lock is there at once, and a vehicle draws what the contactor lets through. */
	#drive({ pin: changed, level }: { pin: number; level: 0 | 1 }): void {
		if (changed === pin("lock")) this.say({ digital: { pin: pin("lockFeedback"), level } });
		if (changed === pin("contactor")) this.seen.contactor = level === 1;
	}
}
