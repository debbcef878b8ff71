import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../tools/seeded-random";
import { type Account, type OddStop, type Recorded, settle } from "./accountant";
import { CONNECTORS, type Engine, TorturedChargePoint } from "./charge-point";
import { TorturedCsms } from "./csms";
import { Ledger } from "./ledger";
import { Person } from "./person";
import { type FaultName, makePlan } from "./plan";
import { TortureProxy } from "./proxy";
import { Tormentor } from "./tormentor";

/** Tries of all charge points together in a minute at most. */
const TRIES_A_MINUTE = 240;
/** Calls of the REST interface at the same time. */
const TOGETHER = 40;
/** Most that the CSMS gives at once. */
const PAGE = 1000;
/** A charge point without a connection is left alone as long, ms. */
const ALONE = 8000;
/** Milliseconds until all messages must be delivered: a flash that failed is tried again each minute. */
const SETTLING = 180_000;
/** How often it is looked whether they are, ms. */
const GLANCE = 500;
/** Looks one after another that must find nothing left. */
const CALM = 5;

export interface TortureOptions {
	minutes: number;
	seed: number;
	engines: readonly Engine[];
	/** `postgres://...`, empty, instead of SQLite. */
	database?: string;
	/** Told what is being done. */
	onPhase(phase: string): void;
	/** Told at each second how far it is: faults and sessions so far. */
	onProgress(seconds: number, faults: number, sessions: number): void;
}

export interface TortureResult {
	account: Account;
	faults: Record<FaultName, number>;
	tries: number;
	sessions: number;
	transactions: number;
	reasons: Record<string, number>;
	/** Where data and logs are kept; undefined when there is nothing to look for. */
	folder: string | undefined;
}

/** The torture run: everything is started, broken for so many minutes, mended, and accounted for. */
export async function torture(options: TortureOptions): Promise<TortureResult> {
	const folder = mkdtempSync(join(tmpdir(), "torture-"));
	const world = await World.open(options, folder);
	try {
		const result = await world.live();
		if (result.account.differences.length > 0) return { ...result, folder };
		rmSync(folder, { recursive: true });
		return { ...result, folder: undefined };
	} catch (error) {
		throw new Error(`${(error as Error).message} Data and logs are in ${folder}.`, { cause: error });
	} finally {
		await world.close();
	}
}

class World {
	readonly #options: TortureOptions;
	readonly #folder: string;
	readonly #csms: TorturedCsms;
	readonly #proxy: TortureProxy;
	readonly #chargePoints: TorturedChargePoint[];
	readonly #ledger = new Ledger();
	/** What nobody has planned. */
	readonly #crashes: string[] = [];
	readonly #idTags: string[] = [];
	readonly #begun = performance.now();

	private constructor(options: TortureOptions, folder: string, proxy: TortureProxy) {
		this.#options = options;
		this.#folder = folder;
		this.#proxy = proxy;
		this.#csms = new TorturedCsms(folder, options.database);
		this.#csms.onPort = (port) => {
			proxy.target = port;
		};
		this.#csms.onCrash = () => {
			this.#crashes.push("The CSMS has ended by itself.");
			void this.#csms
				.start()
				.catch((error) => this.#crashes.push(`The CSMS does not start: ${error.message}`));
		};
		this.#chargePoints = options.engines.map((engine, index) => {
			const identity = `TORTURE${index + 1}`;
			const chargePoint = new TorturedChargePoint(identity, engine, folder, proxy.url);
			chargePoint.onState = (state) => this.#ledger.observe(state);
			chargePoint.onDown = () => {
				for (const connectorId of connectorIds())
					this.#ledger.down({ identity, connectorId }, chargePoint.storedWh(connectorId));
			};
			chargePoint.onCrash = (how) => this.#crashes.push(`${identity}: ${how}.`);
			return chargePoint;
		});
	}

	static async open(options: TortureOptions, folder: string): Promise<World> {
		return new World(options, folder, await TortureProxy.open(seededRandom(options.seed + 1)));
	}

	async close(): Promise<void> {
		for (const chargePoint of this.#chargePoints) await chargePoint.kill();
		await this.#csms.kill();
		await this.#proxy.close();
	}

	async live(): Promise<Omit<TortureResult, "folder">> {
		const { minutes, seed, onPhase } = this.#options;
		onPhase("The CSMS and the charge points start");
		await this.#csms.start();
		await this.#enterIdTags(Math.ceil(minutes * TRIES_A_MINUTE));
		// One after another: the first of an engine builds for all.
		for (const chargePoint of this.#chargePoints) await chargePoint.start();

		onPhase("Vehicles come and go, and things break");
		const persons = this.#settle();
		const staying = persons.map((person) => person.stay());
		const tormentor = new Tormentor(this.#csms, this.#chargePoints, this.#proxy);
		tormentor.onFault = (fault, where) => this.#note(`${fault}: ${where}`);
		tormentor.onTrouble = (error) => this.#crashes.push(error.message);
		const begun = performance.now();
		const sessions = () => total(persons.map(({ counts }) => counts.sessions));
		const faults = () => total(Object.values(tormentor.counts));
		const progress = setInterval(() => {
			this.#options.onProgress((performance.now() - begun) / 1000, faults(), sessions());
			for (const chargePoint of this.#chargePoints) void chargePoint.hasten(ALONE);
		}, 1000);
		const following = tormentor.follow(makePlan(seed, minutes * 60, this.#chargePoints.length));
		await Promise.race([
			new Promise((resolve) => setTimeout(resolve, minutes * 60_000)),
			// Only what fails counts: the plan may end before the time.
			Promise.all([following, ...staying]).then(() => new Promise(() => undefined)),
		]);
		clearInterval(progress);

		onPhase("All is mended, and the last messages go out");
		for (const person of persons) person.leave();
		await tormentor.finish();
		this.#note("all is mended");
		await Promise.all(staying);
		const late = await this.#deliver();

		onPhase("The accountant compares");
		for (const chargePoint of this.#chargePoints) await chargePoint.stop();
		const recorded = await this.#readRecords();
		const account = settle({
			meters: this.#places().map((place) => ({ ...place, finalWh: this.#ledger.registerOf(place) })),
			attempts: this.#ledger.attempts,
			drawn: this.#ledger.drawn,
			recorded,
			oddStops: await this.#csms.rest<OddStop[]>("GET", `/odd-stops?limit=${PAGE}`),
		});
		await this.#csms.stop();
		account.differences.unshift(...this.#crashes, ...late);
		writeFileSync(join(this.#folder, "drawn.json"), JSON.stringify(this.#ledger.drawn, null, "\t"));
		writeFileSync(join(this.#folder, "recorded.json"), JSON.stringify(recorded, null, "\t"));
		return {
			account,
			faults: tormentor.counts,
			tries: total(persons.map(({ counts }) => counts.tries)),
			sessions: sessions(),
			transactions: recorded.length,
			reasons: countReasons(recorded),
		};
	}

	#settle(): Person[] {
		return this.#places().map((place, index) => {
			const chargePoint = this.#chargePoints.find(({ identity }) => identity === place.identity)!;
			return new Person({
				place,
				chargePoint,
				csms: this.#csms,
				ledger: this.#ledger,
				random: seededRandom(this.#options.seed + 100 + index),
				newIdTag: () => this.#newIdTag(),
			});
		});
	}

	#newIdTag(): string {
		const idTag = this.#idTags.shift();
		if (idTag === undefined) throw new Error("There are more tries than ids: raise TRIES_A_MINUTE.");
		return idTag;
	}

	async #enterIdTags(count: number): Promise<void> {
		for (let i = 1; i <= count; i++) this.#idTags.push(`T${String(i).padStart(6, "0")}`);
		for (let at = 0; at < count; at += TOGETHER) {
			const some = this.#idTags.slice(at, at + TOGETHER);
			await Promise.all(some.map((idTag) => this.#csms.rest("POST", "/id-tags", { idTag })));
		}
	}

	/** Waits until every charge point has delivered everything; what is left when that takes too long. */
	async #deliver(): Promise<string[]> {
		for (const chargePoint of this.#chargePoints) {
			await chargePoint.post("power", { on: true });
			await chargePoint.renewNetwork();
		}
		const end = performance.now() + SETTLING;
		// A transaction that has just ended waits for its meter before there is a message of it.
		for (let calm = 0; calm < CALM; ) {
			const late = this.#chargePoints.flatMap(({ identity, state }) => {
				if (!state) return [`${identity} does not run.`];
				if (state.connectors.some(({ contactor }) => contactor)) return [`${identity} charges still.`];
				if (!state.connected) return [`${identity} is not connected.`];
				return state.queueLength > 0 ? [`${identity} has ${state.queueLength} messages left.`] : [];
			});
			calm = late.length === 0 ? calm + 1 : 0;
			if (late.length > 0 && performance.now() > end) return late;
			for (const chargePoint of this.#chargePoints) await chargePoint.hasten(ALONE);
			await new Promise((resolve) => setTimeout(resolve, GLANCE));
		}
		return [];
	}

	/** All transactions with their meter values. */
	async #readRecords(): Promise<Recorded[]> {
		const records: Recorded[] = [];
		for (let before = ""; ; before = `&before=${records.at(-1)!.transactionId}`) {
			const page = await this.#csms.rest<Omit<Recorded, "values">[]>(
				"GET",
				`/transactions?limit=${PAGE}${before}`,
			);
			for (const record of page) {
				const { transactionId } = record;
				const path = `/transactions/${transactionId}/meter-values`;
				records.push({ ...record, values: await this.#csms.rest<Recorded["values"]>("GET", path) });
			}
			if (page.length < PAGE) return records;
		}
	}

	#places(): { identity: string; connectorId: number }[] {
		return this.#chargePoints.flatMap(({ identity }) =>
			connectorIds().map((connectorId) => ({ identity, connectorId })),
		);
	}

	#note(text: string): void {
		const seconds = ((performance.now() - this.#begun) / 1000).toFixed(3);
		const line = `${new Date().toISOString()} ${seconds.padStart(9)} ${text}\n`;
		appendFileSync(join(this.#folder, "faults.log"), line);
	}
}

function connectorIds(): number[] {
	return Array.from({ length: CONNECTORS }, (_, index) => index + 1);
}

function countReasons(recorded: readonly Recorded[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { reason } of recorded) counts[reason ?? "none"] = (counts[reason ?? "none"] ?? 0) + 1;
	return counts;
}

function total(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0);
}
