import { EventEmitter, once } from "node:events";
import type { TorturedChargePoint } from "./charge-point";
import type { TorturedCsms } from "./csms";
import { FAULTS, type FaultName, type PlannedFault } from "./plan";
import type { TortureProxy } from "./proxy";
import type { MessageFault } from "./proxy-stream";

const DAY = 86_400_000;
/** The journal and the records of the flash, in bytes. */
const FLASH_SIZE = 576 * 1024;
/** Files of the CSMS may grow so far on its full disk, in bytes: its write-ahead log is mostly longer. */
const DISK_SIZE = 512 * 1024;

/** How long somebody waits for the worst moment, and how long after it he may come, ms. */
const PATIENCE = 5000;
const LATEST = 60;
const AT_PROXY: Readonly<Record<MessageFault, FaultName>> = {
	"duplicate bytes": "bytes duplicated",
	"reorder bytes": "bytes reordered",
	truncate: "bytes truncated",
	"duplicate message": "message duplicated",
	"reorder messages": "messages reordered",
	"nonsense answer": "answer is nonsense",
	"nonsense call": "call is nonsense",
};

/** Does what a plan says, and counts what was really done. */
export class Tormentor {
	/** How often each fault was done. */
	readonly counts: Record<FaultName, number>;
	/** Told each fault that is done. */
	onFault?: (fault: FaultName, where: string) => void;
	/** Told what could not be done or undone. */
	onTrouble?: (error: Error) => void;
	readonly #csms: TorturedCsms;
	readonly #chargePoints: readonly TorturedChargePoint[];
	readonly #proxy: TortureProxy;
	/**
	 * The worst moments: `asked` with an identity when a transaction is just being told, `asked` alone for
	 * whichever charge point, and `moved` with an identity when a contactor has closed or opened.
	 */
	readonly #moments = new EventEmitter();
	readonly #begun = performance.now();
	/** What has an end of its own, which {@link finish} awaits. */
	readonly #lasting = new Set<Promise<void>>();
	/** Ends all waits. */
	readonly #end = new AbortController();
	/** Charge points and the CSMS while something restarts them. */
	readonly #busy = new Set<TorturedChargePoint | TorturedCsms>();

	constructor(csms: TorturedCsms, chargePoints: readonly TorturedChargePoint[], proxy: TortureProxy) {
		this.#csms = csms;
		this.#chargePoints = chargePoints;
		this.#proxy = proxy;
		this.counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<FaultName, number>;
		proxy.onFault = (identity, fault) => this.#count(AT_PROXY[fault], identity);
		proxy.onTransaction = (identity) => {
			this.#moments.emit("asked");
			this.#moments.emit(`asked ${identity}`);
		};
		for (const chargePoint of chargePoints)
			chargePoint.onContactor = () => this.#moments.emit(`moved ${chargePoint.identity}`);
	}

	/** Follows the plan to its end. */
	async follow(plan: readonly PlannedFault[]): Promise<void> {
		for (const planned of plan) {
			await this.#wait(this.#begun + planned.at - performance.now());
			if (this.#end.signal.aborted) return;
			const done = this.#do(planned)
				.catch((error) => this.onTrouble?.(error))
				.finally(() => this.#lasting.delete(done));
			this.#lasting.add(done);
		}
	}

	/** Does nothing more, and undoes what lasts: resolves when all is whole again. */
	async finish(): Promise<void> {
		this.#end.abort();
		await Promise.all(this.#lasting);
		this.#proxy.heal();
	}

	async #do({ fault, chargePoint: index, duration, amount }: PlannedFault): Promise<void> {
		const csms = this.#csms;
		const proxy = this.#proxy;
		const chargePoint = this.#chargePoints[index];
		const { identity } = chargePoint;
		/** Up to a day, to and fro. */
		const step = Math.round((2 * amount - 1) ** 3 * DAY);
		const direction = amount < 0.5 ? "to the CSMS" : "to the charge point";
		/** Three of four messages that are broken are those on which most depends. */
		const toTransaction = amount % 0.5 < 0.375;
		switch (fault) {
			case "CSMS killed":
				await this.#moment("asked", amount);
				await this.#restart(csms, fault, "the CSMS", duration);
				return;
			case "charge point killed":
				await this.#moment(`moved ${identity}`, amount);
				await this.#restart(chargePoint, fault, identity, duration);
				return;
			case "CSMS's disk full":
				if (!csms.limitFiles(Math.floor(amount * DISK_SIZE))) return;
				this.#count(fault, "the CSMS");
				await this.#wait(duration);
				csms.limitFiles("unlimited");
				return;
			case "CSMS's clock stepped":
				csms.setClock(step);
				this.#count(fault, "the CSMS");
				await this.#wait(duration);
				csms.setClock(0);
				return;
			case "charge point's clock stepped":
				proxy.clockErrors.set(identity, step);
				this.#count(fault, identity);
				await csms.command(identity, "TriggerMessage", { requestedMessage: "Heartbeat" });
				await this.#wait(duration);
				proxy.clockErrors.delete(identity);
				await csms.command(identity, "TriggerMessage", { requestedMessage: "Heartbeat" });
				return;
			case "firmware killed":
				await this.#moment(`moved ${identity}`, amount);
				if (chargePoint.killFirmware()) this.#count(fault, identity);
				return;
			case "power cut":
				if (!(await chargePoint.post("power", { on: false }))) return;
				this.#count(fault, identity);
				await this.#wait(duration);
				await chargePoint.post("power", { on: true });
				return;
			case "flash full":
				if (!chargePoint.limitFlash(Math.floor(amount * FLASH_SIZE))) return;
				this.#count(fault, identity);
				await this.#wait(duration);
				chargePoint.limitFlash("unlimited");
				return;
			case "network gone":
				if (!(await chargePoint.post("network", { online: false }))) return;
				this.#count(fault, identity);
				await this.#wait(duration);
				await chargePoint.post("network", { online: true });
				return;
			case "connection cut":
				await this.#moment(`asked ${identity}`, amount);
				if (proxy.end(identity, amount % 0.5 < 0.25 ? "reset" : "end")) this.#count(fault, identity);
				return;
			case "connection silent":
				await this.#moment(`asked ${identity}`, amount);
				if (proxy.end(identity, "silence", duration)) this.#count(fault, identity);
				return;
			case "connections refused":
				proxy.refuse(identity, duration, amount < 0.5);
				if (proxy.end(identity, "reset")) this.#count(fault, identity);
				return;
			case "bytes delayed": {
				const slowness = { delay: 5 + 200 * amount, piece: 1 + Math.floor(200 * (1 - amount)) };
				if (proxy.slow(identity, slowness, duration)) this.#count(fault, identity);
				return;
			}
			case "bytes duplicated":
				proxy.arm(identity, direction, "duplicate bytes", toTransaction);
				return;
			case "bytes reordered":
				proxy.arm(identity, direction, "reorder bytes", toTransaction);
				return;
			case "bytes truncated":
				proxy.arm(identity, direction, "truncate", toTransaction);
				return;
			case "message duplicated":
				proxy.arm(identity, direction, "duplicate message", toTransaction);
				return;
			case "messages reordered":
				proxy.arm(identity, direction, "reorder messages", toTransaction);
				return;
			case "answer is nonsense":
				proxy.arm(identity, "to the charge point", "nonsense answer", toTransaction);
				return;
			case "call is nonsense":
				proxy.arm(identity, "to the charge point", "nonsense call");
		}
	}

	/** Every other time it waits for the worst moment: something has been done or told, and is not finished yet. */
	async #moment(event: string, amount: number): Promise<void> {
		if (amount < 0.5) return;
		const signal = AbortSignal.any([this.#end.signal, AbortSignal.timeout(PATIENCE)]);
		// Nothing has happened: then it is any moment.
		await once(this.#moments, event, { signal }).catch(() => undefined);
		await this.#wait((2 * amount - 1) ** 2 * LATEST);
	}

	/** Kills and starts again after a while, unless that is being done already. */
	async #restart(
		victim: TorturedCsms | TorturedChargePoint,
		fault: FaultName,
		where: string,
		duration: number,
	): Promise<void> {
		if (this.#busy.has(victim)) return;
		this.#busy.add(victim);
		this.#count(fault, where);
		await victim.kill();
		await this.#wait(duration);
		try {
			await victim.start();
		} finally {
			this.#busy.delete(victim);
		}
	}

	#count(fault: FaultName, where: string): void {
		this.counts[fault]++;
		this.onFault?.(fault, where);
	}

	/** Waits for so many ms, or until {@link finish}. */
	#wait(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			const { signal } = this.#end;
			if (signal.aborted || milliseconds <= 0) {
				resolve();
				return;
			}
			const over = () => {
				clearTimeout(timer);
				signal.removeEventListener("abort", over);
				resolve();
			};
			const timer = setTimeout(over, milliseconds);
			signal.addEventListener("abort", over);
		});
	}
}
