import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { RegisterFile } from "../../simulator/node/register-file";
import { type Simulator, startSimulator } from "../../simulator/simulator";
import { LIVELY } from "../lively";
import type { Chance } from "./chance";
import { CHARGE_POINTS } from "./site";

/** Those that are out of order at the end of the half year: one has a fault, one is off. */
export const FAULTY = "SITE-C2";
export const OFFLINE = "SITE-B2";

/** Milliseconds between two changes at the site, and that a vehicle stays at least and at most. */
const BETWEEN = 20_000;
const STAY = { least: 90_000, most: 900_000 };
/** Amperes that vehicles draw. */
const DEMANDS = [10, 13, 16, 20, 32];

/** The charge points of the site as they are now: simulated ones with firmware, panel and meters. */
export class LivingSite {
	readonly panels: { identity: string; panel: string }[] = [];
	readonly #simulators: Simulator[] = [];
	readonly #timers = new Set<NodeJS.Timeout>();

	/** How many there are. */
	static readonly size = CHARGE_POINTS.length - 1;

	/** Starts them with their data below `data`; `told` is called after each one. */
	static async start(ocpp: string, data: string, told: (count: number) => void): Promise<LivingSite> {
		const site = new LivingSite();
		try {
			for (const { identity, connectors } of CHARGE_POINTS) {
				if (identity === OFFLINE) continue;
				const settings = { id: identity, connectors, data: join(data, identity), csms: ocpp };
				const simulator = await startSimulator({ ...settings, panel: 0, set: LIVELY, log: () => {} });
				site.#simulators.push(simulator);
				site.panels.push({ identity, panel: simulator.panel });
				told(site.panels.length);
			}
			const faulty = site.panels.find(({ identity }) => identity === FAULTY)!;
			await give(faulty.panel, 1, "fault", { errorCode: "PowerMeterFailure", active: true });
			return site;
		} catch (error) {
			await site.close();
			throw error;
		}
	}

	/** Vehicles come and go, by these drivers. */
	play(chance: Chance, idTags: readonly string[]): void {
		const charging = new Set<string>();
		const timer = setInterval(() => {
			const { identity } = chance.pick(this.panels);
			const idTag = chance.pick(idTags);
			const places = CHARGE_POINTS.find((plan) => plan.identity === identity)!.connectors;
			const connector = 1 + Math.floor(chance.part() * places);
			const place = `${identity} ${connector}`;
			if (identity === FAULTY || charging.has(place) || charging.has(idTag)) return;
			for (const taken of [place, idTag]) charging.add(taken);
			void this.#visit(identity, connector, idTag, chance).finally(() => {
				for (const taken of [place, idTag]) charging.delete(taken);
			});
		}, BETWEEN);
		this.#timers.add(timer);
	}

	/** A vehicle that draws that much, in amperes a phase, comes to a connector, and somebody presents that id. */
	async plugIn(identity: string, connector: number, idTag: string, demandA: number): Promise<void> {
		const { panel } = this.panels.find((each) => each.identity === identity)!;
		await give(panel, connector, "demandA", demandA);
		await give(panel, connector, "plug", true);
		await give(panel, connector, "idTag", idTag);
	}

	async close(): Promise<void> {
		for (const timer of this.#timers) clearTimeout(timer);
		await Promise.all(this.#simulators.map((simulator) => simulator.close()));
	}

	/** Somebody may sit at the panel and do something else meanwhile: what is refused then is left. */
	async #visit(identity: string, connector: number, idTag: string, chance: Chance): Promise<void> {
		const { panel } = this.panels.find((each) => each.identity === identity)!;
		await this.plugIn(identity, connector, idTag, chance.pick(DEMANDS));
		await this.#wait(chance.between(STAY.least, STAY.most));
		await give(panel, connector, "idTag", idTag);
		await this.#wait(3000);
		await give(panel, connector, "plug", false);
	}

	#wait(duration: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => {
				this.#timers.delete(timer);
				resolve();
			}, duration);
			this.#timers.add(timer);
		});
	}
}

/** Writes down what the meters of a charge point have counted, so that its simulator goes on from there. */
export function leaveMeters(
	data: string,
	identity: string,
	registers: Readonly<Record<number, number>>,
): void {
	const folder = join(data, identity);
	mkdirSync(folder, { recursive: true });
	new RegisterFile(folder).write(registers);
}

async function give(panel: string, connector: number, input: string, value: unknown): Promise<void> {
	await fetch(`${panel}/api/inputs`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ connector, input, value }),
	}).catch(() => {});
}
