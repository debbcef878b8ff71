import { strict as assert } from "node:assert";
import { seededRandom } from "../../tools/seeded-random";
import { usedHeap } from "../heap";
import { Accounts } from "./accounts";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

/** Many days of a charge point on the virtual clock, with all that goes wrong around it. */

const DAY = 86_400;
const SESSIONS = 20;
/** Most that the heap may grow, bytes: the noise of the engine. */
const GROWTH = 1024 * 1024;

export interface LifeReport {
	sessions: number;
	/** Power cuts, resets, lost connections. */
	cuts: number;
	resets: number;
	losses: number;
	/** The heap in use after each ten days, bytes. */
	heap: number[];
}

/** How the CSMS answers a message wrongly: not at all, with an error, with nonsense. */
const FAILURES = [SILENCE, { code: "InternalError" }, { status: 7 }] as const;
const FAILING = [
	"MeterValues",
	"StartTransaction",
	"StopTransaction",
	"StatusNotification",
	"Authorize",
] as const;
/** How far the clock of the CSMS is moved, s. */
const CLOCK_STEPS = [-3600, -90, -3, 2, 75, 3600];

/**
 * Lives `days` days of 20 sessions, each day a lost network, each week a power cut and a reset, and a CSMS
 * that answers late, wrongly or not at all. Throws when a transaction is lost, doubled or changed, when
 * something is left over at the end of a day, or when the heap grows.
 */
export function live(days: number, seed: number, tell: (text: string) => void = () => {}): LifeReport {
	const life = new VirtualLife(seed);
	for (let day = 1; day <= days; day++) {
		life.day(day);
		const { heap, sessions, cuts, resets, losses } = life.report;
		if (day % 10 === 0) heap.push(usedHeap());
		if (day % 30 !== 0 && day !== days) continue;
		const kibibytes = Math.round(heap[heap.length - 1] / 1024);
		tell(
			`day ${day}: ${sessions} sessions, ${losses} lost connections, ${cuts} power cuts, ${resets} resets, heap ${kibibytes} KiB`,
		);
	}
	life.checkHeap();
	return life.report;
}

class VirtualLife {
	readonly report: LifeReport = { sessions: 0, cuts: 0, resets: 0, losses: 0, heap: [] };
	readonly #rig = new Rig({
		journalBlocks: 16,
		defaults: {
			AllowOfflineTxForUnknownId: "true",
			AuthorizationCacheEnabled: "true",
			ClockAlignedDataInterval: "900",
			MeterValueSampleInterval: "60",
			StopTxnSampledData: "Energy.Active.Import.Register,Power.Active.Import",
			TransactionMessageAttempts: "1000",
			TransactionMessageRetryInterval: "5",
		},
	});
	readonly #accounts = new Accounts(this.#rig);
	readonly #random: () => number;
	/** Of the CSMS's clock to the true time, s. */
	#clockError = 0;

	constructor(seed: number) {
		this.#random = seededRandom(seed);
		const { csms } = this.#rig;
		csms.answer("StartTransaction", (start) => ({
			idTagInfo: { status: "Accepted" },
			transactionId: this.#accounts.idFor(start as never),
		}));
		this.#behave();
		this.#rig.advance(1);
	}

	day(day: number): void {
		const rig = this.#rig;
		const lossAt = this.#below(SESSIONS);
		const cutAt = day % 7 === 3 ? this.#below(SESSIONS) : -1;
		const resetAt = day % 7 === 5 ? this.#below(SESSIONS) : -1;
		for (let session = 0; session < SESSIONS; session++) {
			this.#session(`ID${session}`, session === lossAt, session === cutAt, session === resetAt);
		}
		this.#behave();
		rig.setOnline(true);
		rig.advance(DAY - ((rig.timers.now() / 1000) % DAY));
		this.#accounts.close();
		assert.equal(this.#accounts.closed, this.report.sessions, "every session is a transaction");
		const { queueLength, connected } = rig.chargePoint.state;
		assert.deepEqual({ queueLength, connected }, { queueLength: 0, connected: true });
		// Heartbeat, clock-aligned samples.
		assert(rig.timers.running <= 2, `${rig.timers.running} timers run at the end of day ${day}`);
		rig.csms.clear();
		rig.logs.length = 0;
		rig.targets.length = 0;
		this.#accounts.forgetReceived();
	}

	/** The heap is what it was when code and caches were warm. */
	checkHeap(): void {
		const { heap } = this.report;
		const growth = heap[heap.length - 1] - heap[Math.ceil(heap.length / 3)];
		assert(growth < GROWTH, `the heap grew by ${growth} bytes: ${heap}`);
	}

	#session(idTag: string, loses: boolean, cuts: boolean, resets: boolean): void {
		const rig = this.#rig;
		const random = this.#random;
		if (random() < 0.2) this.#misbehave();
		this.report.sessions++;
		rig.charge(idTag);
		// Its id may be asked of a CSMS that does not answer.
		for (let waited = 0; !rig.connector.contactor; waited++) {
			assert(waited < 10, `${idTag} cannot charge: ${JSON.stringify(rig.state())}`);
			rig.advance(31);
			this.#behave();
			if (!rig.connector.contactor) rig.present(idTag);
		}
		rig.advance(60 + this.#below(900));
		if (loses) this.#loseNetwork();
		rig.advance(this.#below(900));
		if (cuts) this.#cutPower();
		if (resets && rig.isConnected) this.#reset();
		if (rig.connector.locked) rig.present(rig.state().idTag ?? idTag);
		rig.advance(1);
		if (rig.connector.locked) rig.present(idTag);
		rig.advance(1);
		rig.connector.plug(false);
		rig.advance(this.#below(600));
		if (random() < 0.5) {
			this.#behave();
			rig.setOnline(true);
		}
	}

	#loseNetwork(): void {
		this.report.losses++;
		this.#rig.setOnline(false);
	}

	#cutPower(): void {
		this.report.cuts++;
		this.#rig.powerOff();
		this.#rig.advance(this.#below(1200));
		this.#rig.boot();
		this.#rig.advance(2);
	}

	#reset(): void {
		this.report.resets++;
		this.#rig.csms.call("Reset", { type: this.#random() < 0.5 ? "Soft" : "Hard" });
		this.#rig.advance(45);
	}

	/** The CSMS answers as it should, and at once. */
	#behave(): void {
		const { csms } = this.#rig;
		this.#rig.latency = 0;
		for (const action of FAILING) if (action !== "StartTransaction") csms.answerAsUsual(action);
		csms.answer("StartTransaction", (start) => ({
			idTagInfo: { status: "Accepted" },
			transactionId: this.#accounts.idFor(start as never),
		}));
		csms.answer("BootNotification", () => ({ status: "Accepted", currentTime: this.#time, interval: 300 }));
		csms.answer("Heartbeat", () => ({ currentTime: this.#time }));
	}

	/** The CSMS is late, wrong, silent, or its clock steps. */
	#misbehave(): void {
		const { csms } = this.#rig;
		const roll = this.#random();
		if (roll < 0.2) this.#clockError = this.#pick(CLOCK_STEPS);
		else if (roll < 0.4) this.#rig.latency = this.#pick([300, 3000, 40_000]);
		else csms.answer(this.#pick(FAILING), this.#pick(FAILURES) as typeof SILENCE);
	}

	get #time(): string {
		return new Date(Date.parse(this.#rig.csms.time) + this.#clockError * 1000).toISOString();
	}

	#below(limit: number): number {
		return Math.floor(this.#random() * limit);
	}

	#pick<T>(list: readonly T[]): T {
		return list[this.#below(list.length)];
	}
}
