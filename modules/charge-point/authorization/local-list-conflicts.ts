import { sameCiString } from "../../ocpp/ci-string";
import type { Core } from "../core";
import type { Fault } from "../interfaces";

/** How many contradictions are kept; more of them make the oldest give way. */
const MOST = 8;

/**
 * Ids of which the CSMS says something else than the local list (R-AUTH-15). Each is reported once, as a
 * warning of the whole charge point that names the id. It ends when the CSMS says of the id what the list
 * says, when the list is updated or out of use, and with a restart.
 */
export class LocalListConflicts {
	private readonly core: Core;
	private readonly idTags: string[] = [];

	constructor(core: Core) {
		this.core = core;
	}

	/** The CSMS has said something of a listed id. */
	note(idTag: string, contradicts: boolean): void {
		const index = this.idTags.findIndex((one) => sameCiString(one, idTag));
		if (contradicts === index >= 0) return;
		if (!contradicts) {
			this.end(index);
			return;
		}
		this.idTags.push(idTag);
		this.core.setFault(0, conflict(idTag), true);
		if (this.idTags.length > MOST) this.end(0);
	}

	/** The list is another one now. */
	clear(): void {
		while (this.idTags.length > 0) this.end(0);
	}

	private end(index: number): void {
		const idTag = this.idTags.splice(index, 1)[0];
		this.core.setFault(0, conflict(idTag), false);
	}
}

function conflict(idTag: string): Fault {
	return { errorCode: "LocalListConflict", info: idTag };
}
