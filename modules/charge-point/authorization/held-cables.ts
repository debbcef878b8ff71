import type { Core } from "../core";
import type { Authorization } from "./authorization";

const KEY = "held";

/**
 * Cables that stay locked until an id of theirs is presented, over restarts and power cuts, too
 * (R-AUTH-21, R-TX-11): one small record for all connectors.
 */
export class HeldCables {
	private readonly core: Pick<Core, "records" | "log">;
	/** By connectorId. */
	private readonly held = new Map<number, Authorization>();

	constructor(core: Pick<Core, "records" | "log">) {
		this.core = core;
		parse(core.records.get(KEY)).forEach((row) => {
			this.held.set(row[0], { idTag: row[1], parentIdTag: row[2] });
		});
	}

	/** Whom the cable of a connector waits for. */
	of(connectorId: number): Authorization | undefined {
		return this.held.get(connectorId);
	}

	/** Stores for whom a cable stays locked; storage trouble costs the memory of a power cut, not the session. */
	hold(connectorId: number, authorization: Authorization): void {
		this.held.set(connectorId, authorization);
		this.store();
	}

	/** The cable of a connector is free. */
	free(connectorId: number): void {
		if (this.held.delete(connectorId)) this.store();
	}

	private store(): void {
		const rows: Row[] = [];
		this.held.forEach(({ idTag, parentIdTag }, connectorId) => {
			rows.push(parentIdTag === undefined ? [connectorId, idTag] : [connectorId, idTag, parentIdTag]);
		});
		try {
			this.core.records.setAll([[KEY, rows.length > 0 ? JSON.stringify(rows) : undefined]]);
		} catch (error) {
			this.core.log(`whom a locked cable waits for is not stored: ${error}`);
		}
	}
}

type Row = [connectorId: number, idTag: string, parentIdTag?: string];

function parse(text: string | undefined): Row[] {
	try {
		const rows = JSON.parse(text ?? "[]");
		return Array.isArray(rows) ? rows.filter(isRow) : [];
	} catch {
		return [];
	}
}

function isRow(row: unknown): row is Row {
	if (!Array.isArray(row)) return false;
	return (
		typeof row[0] === "number" &&
		typeof row[1] === "string" &&
		(row[2] === undefined || typeof row[2] === "string")
	);
}
