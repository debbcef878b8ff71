import { expect, test } from "vitest";
import { seededRandom } from "../../tools/seeded-random";
import { cancel, reserve, settled } from "./reserving";
import { Rig } from "./rig";

const IDS = ["ALICE", "BOB", "CAROL", "DAVE", "EVE"];
const FAMILY = ["ALICE", "BOB"];

interface Held {
	connectorId: number;
	idTag: string;
	group: boolean;
}

/** Drivers and an operator do what they like; what is reserved is kept in a model beside the charge point. */
class ReservedLife {
	readonly rig: Rig;
	readonly steps: string[] = [];
	readonly #held = new Map<number, Held>();
	readonly #random: () => number;
	readonly #connectors: number;
	#seen = 0;
	used = 0;

	constructor(seed: number) {
		this.#random = seededRandom(seed);
		this.#connectors = 1 + Math.floor(this.#random() * 4);
		const cable = this.#random() < 0.5 ? "fixed" : "detachable";
		this.rig = settled(
			new Rig({ connectors: this.#connectors, cable, defaults: { ConnectionTimeOut: "30" } }),
		);
		this.rig.csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo: {
				status: "Accepted",
				...(FAMILY.includes(idTag) ? { parentIdTag: "FAMILY" } : {}),
			},
		}));
	}

	step(): void {
		const { rig } = this;
		this.#act();
		// The lock has moved by then.
		rig.advance([0.3, 1, 1, 8, 31][Math.floor(this.#random() * 5)]);
		for (; this.#seen < rig.csms.received.length; this.#seen++) {
			const { action, payload } = rig.csms.received[this.#seen];
			if (action === "StartTransaction") this.#started(payload);
		}
		this.#look();
	}

	#act(): void {
		const { rig } = this;
		const connectorId = 1 + Math.floor(this.#random() * this.#connectors);
		const idTag = IDS[Math.floor(this.#random() * IDS.length)];
		const hardware = rig.hardware[connectorId - 1];
		const any = this.#random() < 0.5 ? 0 : connectorId;
		const roll = Math.floor(this.#random() * 10);
		this.steps.push(`${roll} ${connectorId} ${any} ${idTag}`);
		if (roll < 2) hardware.plug(true);
		else if (roll === 2) {
			const { transactionId } = rig.state(connectorId);
			if (transactionId !== null) rig.csms.call("RemoteStopTransaction", { transactionId });
			rig.advance(1);
			hardware.plug(false);
		} else if (roll < 6) rig.present(idTag, any);
		else if (roll === 6) rig.csms.call("RemoteStartTransaction", { idTag, ...(any ? { connectorId } : {}) });
		else if (roll === 7) {
			const reservationId = 1 + Math.floor(this.#random() * 5);
			expect(cancel(rig, reservationId)).toBe(this.#held.delete(reservationId) ? "Accepted" : "Rejected");
		} else {
			const reservationId = 1 + Math.floor(this.#random() * 5);
			const group = this.#random() < 0.5;
			const request = { connectorId: any, reservationId, idTag, ...(group ? { parentIdTag: "FAMILY" } : {}) };
			if (reserve(rig, request) === "Accepted")
				this.#held.set(reservationId, { connectorId: any, idTag, group });
		}
	}

	#mayUse({ idTag, group }: Held, id: string): boolean {
		return id === idTag || (group && FAMILY.includes(id));
	}

	#started(start: { connectorId: number; idTag: string; reservationId?: number }): void {
		const own = [...this.#held].find(([, held]) => held.connectorId === start.connectorId);
		if (own) expect(start.reservationId).toBe(own[0]);
		const ofAny = [...this.#held.values()].some(
			({ connectorId, idTag }) => connectorId === 0 && idTag === start.idTag,
		);
		if (ofAny) expect(start.reservationId).toBeDefined();
		if (start.reservationId === undefined) return;
		const held = this.#held.get(start.reservationId)!;
		expect([0, start.connectorId]).toContain(held.connectorId);
		expect(this.#mayUse(held, start.idTag)).toBe(true);
		this.#held.delete(start.reservationId);
		this.used++;
	}

	/** A reserved id finds a connector at any time. */
	#look(): void {
		const all = [...this.#held.values()];
		const open = all.filter(({ connectorId }) => connectorId === 0);
		let usable = 0;
		for (const { id, status, idTag } of this.rig.chargePoint.state.connectors) {
			const isOwn = all.some(({ connectorId }) => connectorId === id);
			if (isOwn) expect(["Reserved", "Preparing"]).toContain(status);
			else if (status === "Available" || status === "Reserved") usable++;
			else if (status === "Preparing" && open.some((held) => idTag !== null && this.#mayUse(held, idTag)))
				usable++;
			if (!isOwn && status === "Reserved") expect(open).not.toEqual([]);
		}
		expect(usable).toBeGreaterThanOrEqual(open.length);
	}
}

test("R-RSV-03 R-RSV-04 R-RSV-09 random drivers and reservations: a reserved id always finds its connector", {
	timeout: 600_000,
}, () => {
	let used = 0;
	for (let seed = 1; seed <= Number(process.env.LIVES ?? 40); seed++) {
		const life = new ReservedLife(seed);
		try {
			for (let i = 0; i < 100; i++) life.step();
			life.rig.checkTransitions();
		} catch (error) {
			const last = life.steps.slice(-8).join(", ");
			throw new Error(`life ${seed} after ${life.steps.length} steps (${last}): ${(error as Error).stack}`, {
				cause: error,
			});
		}
		used += life.used;
	}
	expect(used).toBeGreaterThan(40);
});
