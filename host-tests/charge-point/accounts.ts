import type { Rig } from "./rig";
import type { Sent } from "./scripted-csms";

/** A transaction as the CSMS knows it: by what its start says, which a repetition says again. */
export interface Account {
	start: { connectorId: number; idTag: string; meterStart: number; timestamp: string };
	/** The transactionIds that were answered to it. */
	ids: number[];
	// biome-ignore lint/suspicious/noExplicitAny: the payload of StopTransaction
	stops: any[];
}

/** Keeps account of every transaction that a CSMS is told; its answers are the usual ones unless `answers` says otherwise. */
export class Accounts {
	readonly all = new Map<string, Account>();
	readonly #byId = new Map<number, Account>();
	readonly #rig: Rig;
	#seen = 0;

	constructor(rig: Rig) {
		this.#rig = rig;
	}

	/** The transactionId to answer a start with: the same one to the same start (R-CS-07). */
	idFor(start: Account["start"]): number {
		const account = this.#open(start);
		if (account.ids.length === 0) {
			const id = this.#rig.csms.nextTransactionId++;
			account.ids.push(id);
			this.#byId.set(id, account);
		}
		return account.ids[0];
	}

	/** Takes what has come since, and throws when something does not belong together. */
	check(): void {
		const { received } = this.#rig.csms;
		for (; this.#seen < received.length; this.#seen++) this.#take(received[this.#seen]);
	}

	/** What the CSMS had received was forgotten. */
	forgetReceived(): void {
		this.#seen = 0;
	}

	/** Throws unless every transaction has one stop, and all energy is in one of them. */
	close(): void {
		this.check();
		const billed = this.#rig.hardware.map(() => 0);
		const tolerance = this.#rig.hardware.map(() => 1);
		for (const { start, stops, ids } of this.all.values()) {
			const what = `transaction ${ids} ${JSON.stringify(start)}`;
			if (stops.length === 0) throw new Error(`${what} has no stop`);
			const contents = new Set(stops.map((stop) => JSON.stringify(stop)));
			if (contents.size !== 1) throw new Error(`${what} has different stops: ${[...contents]}`);
			billed[start.connectorId - 1] += stops[0].meterStop - start.meterStart;
			tolerance[start.connectorId - 1]++;
		}
		this.#rig.hardware.forEach((hardware, i) => {
			const missing = hardware.read().importWh - billed[i];
			if (missing < 0 || missing > tolerance[i])
				throw new Error(`connector ${i + 1}: ${missing} Wh unbilled`);
		});
	}

	#open(start: Account["start"]): Account {
		const key = JSON.stringify(start);
		let account = this.all.get(key);
		if (!account) {
			account = { start, ids: [], stops: [] };
			this.all.set(key, account);
		}
		return account;
	}

	#take({ action, payload }: Sent): void {
		if (action === "StartTransaction") this.#open(payload);
		if (action !== "StopTransaction" && !(action === "MeterValues" && payload.transactionId !== undefined))
			return;
		const account = this.#byId.get(payload.transactionId);
		if (!account)
			throw new Error(`nobody knows transaction ${payload.transactionId}: ${JSON.stringify(payload)}`);
		const { start, stops } = account;
		if (action === "StopTransaction") {
			stops.push(payload);
			if (payload.meterStop < start.meterStart)
				throw new Error(`the register fell: ${JSON.stringify(payload)}`);
			const contexts = payload.transactionData?.map(
				(value: { sampledValue: { context: string }[] }) => value.sampledValue[0].context,
			);
			if (contexts && (contexts[0] !== "Transaction.Begin" || contexts.at(-1) !== "Transaction.End"))
				throw new Error(`no begin or no end: ${JSON.stringify(payload)}`);
			return;
		}
		if (payload.connectorId !== start.connectorId)
			throw new Error(`wrong connector: ${JSON.stringify(payload)}`);
		if (stops.length > 0) throw new Error(`a sample after the stop: ${JSON.stringify(payload)}`);
	}
}
