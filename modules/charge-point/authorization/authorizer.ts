import { sameCiString } from "../../ocpp/ci-string";
import type { AuthorizationStatus, IdTagInfo } from "../../ocpp/types";
import { type Core, isOnline } from "../core";
import { isExpired, type KnownIdTag, toKnown } from "./id-tag-rows";
import { LocalListConflicts } from "./local-list-conflicts";

/** What is known of a presented id. */
export interface AuthorizationResult {
	/** "Offline": nobody could be asked, and the offline rules do not let it charge. */
	status: AuthorizationStatus | "Offline";
	/** With "Offline" only where the id is known as valid: it may end what its group has begun. */
	parentIdTag?: string;
}

/** Two ids are of one group when both have a parent and it is the same (R-AUTH-16). */
export function sameGroup(one: string | undefined, other: string | undefined): boolean {
	return one !== undefined && other !== undefined && one !== "" && sameCiString(one, other);
}

/** Good enough to end a transaction of its group (R-AUTH-06, R-AUTH-19). */
export function mayEndForGroup({ status }: AuthorizationResult): boolean {
	return status === "Accepted" || status === "ConcurrentTx" || status === "Offline";
}

/** What is known of an id without asking, and whether the local list says it. */
interface Found {
	known: KnownIdTag;
	listed: boolean;
}

/** May this id charge? The local list first, then the cache, then the CSMS (rules R-AUTH). */
export class Authorizer {
	private readonly core: Core;
	private readonly conflicts: LocalListConflicts;

	constructor(core: Core) {
		this.core = core;
		this.conflicts = new LocalListConflicts(core);
	}

	/**
	 * Decides by what is known here, asks the CSMS (R-AUTH-03 to R-AUTH-05), or applies the offline rules
	 * when it cannot be asked or does not answer (R-AUTH-07).
	 */
	authorize(idTag: string, done: (result: AuthorizationResult) => void): void {
		if (!isOnline(this.core)) {
			done(this.offline(idTag));
			return;
		}
		const found = this.core.configuration.flag("LocalPreAuthorize") ? this.find(idTag) : undefined;
		if (found && found !== "lost" && this.isValid(found)) {
			done({ status: "Accepted", parentIdTag: found.known.parentIdTag });
			return;
		}
		this.core.connection.call("Authorize", { idTag }, (outcome) => {
			if (outcome.ok) {
				const info = outcome.payload.idTagInfo;
				this.learn(idTag, info);
				done({ status: info.status, parentIdTag: info.parentIdTag });
			} else {
				this.core.log(`Authorize failed: ${outcome.reason}`);
				done(this.offline(idTag));
			}
		});
	}

	/**
	 * Takes what a .conf of the CSMS says of an id: into the cache, unless it is in the list, which never
	 * changes by it but may be contradicted (R-AUTH-12, R-AUTH-14, R-AUTH-15).
	 */
	learn(idTag: string, idTagInfo: IdTagInfo): void {
		const found = this.find(idTag);
		if (!found || found === "lost" || !found.listed) {
			this.core.authorizationCache.put(idTag, toKnown(idTagInfo));
			return;
		}
		const status = idTagInfo.status;
		const valid = status === "Accepted" || status === "ConcurrentTx";
		this.conflicts.note(idTag, valid !== this.isValid(found));
	}

	/** The parent of an id as far as list or cache know it; nobody is asked. */
	parentOf(idTag: string): string | undefined {
		const found = this.find(idTag);
		return found && found !== "lost" ? found.known.parentIdTag : undefined;
	}

	/** The list was updated, or LocalAuthListEnabled: what contradicted the list is settled. */
	listChanged(): void {
		this.conflicts.clear();
	}

	/** AuthorizationCacheEnabled has changed: what would get old while out of use is forgotten. */
	cacheChanged(): void {
		if (!this.core.authorizationCache.isEnabled) this.core.authorizationCache.clear();
	}

	private find(idTag: string): Found | "lost" | undefined {
		const listed = this.core.localList.find(idTag);
		if (listed && listed !== "lost") return { known: listed, listed: true };
		const cached = this.core.authorizationCache.find(idTag);
		return cached ? { known: cached, listed: false } : listed;
	}

	/** R-AUTH-10, R-AUTH-11: ConcurrentTx is no fault of the id; in the cache it is not enough to start. */
	private isValid(one: Found): boolean {
		const accepted = one.known.status === "Accepted" || (one.listed && one.known.status === "ConcurrentTx");
		return accepted && !isExpired(one.known, this.core.clock.now);
	}

	/** R-AUTH-08 and R-AUTH-09; R-BOOT-12 before the first acceptance. */
	private offline(idTag: string): AuthorizationResult {
		if (!this.core.registration.mayCharge) return { status: "Offline" };
		const found = this.find(idTag);
		// It may be an id that the list forbids.
		if (found === "lost") return { status: "Offline" };
		if (!found)
			return { status: this.core.configuration.flag("AllowOfflineTxForUnknownId") ? "Accepted" : "Offline" };
		const { status, parentIdTag } = found.known;
		if (this.isValid(found)) {
			return {
				status: this.core.configuration.flag("LocalAuthorizeOffline") ? "Accepted" : "Offline",
				parentIdTag,
			};
		}
		const refused = status !== "Accepted" && status !== "ConcurrentTx";
		if (refused || !isExpired(found.known, this.core.clock.now)) return { status, parentIdTag };
		// Without a clock nobody knows whether its end has come: it must not charge then (R-AUTH-09).
		return { status: this.core.clock.now === null ? "Offline" : "Expired" };
	}
}
