import { sameCiString } from "../ocpp/ci-string";
import type { AuthorizationStatus, IdTagInfo } from "../ocpp/types";
import { type Core, isOnline } from "./core";

/** What is known of a presented id. */
export interface AuthorizationResult {
	/** "Offline": nobody could be asked, and the offline rules do not let it charge. */
	status: AuthorizationStatus | "Offline";
	parentIdTag?: string;
}

/** Two ids are of one group when both have a parent and it is the same (R-AUTH-16). */
export function sameGroup(one: string | undefined, other: string | undefined): boolean {
	return one !== undefined && other !== undefined && sameCiString(one, other);
}

/** May this id charge? (checklist section 5) */
export class Authorizer {
	readonly #core: Core;

	constructor(core: Core) {
		this.#core = core;
	}

	/** Asks the CSMS, or applies the offline rules when it cannot be asked (R-AUTH-04, R-AUTH-07). */
	authorize(idTag: string, done: (result: AuthorizationResult) => void): void {
		const { connection, log } = this.#core;
		if (!isOnline(this.#core)) {
			done(this.#offline());
			return;
		}
		connection.call("Authorize", { idTag }, (outcome) => {
			if (outcome.ok) done(toResult(outcome.payload.idTagInfo));
			else {
				log(`Authorize failed: ${outcome.reason}`);
				done(this.#offline());
			}
		});
	}

	/** R-AUTH-09 for an id that is in no list and no cache; R-BOOT-12 before the first acceptance. */
	#offline(): AuthorizationResult {
		const { configuration, registration } = this.#core;
		const mayCharge = registration.mayCharge && configuration.flag("AllowOfflineTxForUnknownId");
		return { status: mayCharge ? "Accepted" : "Offline" };
	}
}

function toResult({ status, parentIdTag }: IdTagInfo): AuthorizationResult {
	return { status, parentIdTag };
}
