import { sameCiString } from "../ocpp/ci-string";
import type { TimerHandle } from "../timers";
import { type AuthorizationResult, mayEndForGroup, sameGroup } from "./authorization/authorizer";
import type { Connector } from "./connector";
import type { Core } from "./core";
import type { Admission } from "./reservation/reservations";
import type { Notice } from "./state";

/** An accepted id that waits for a cable on any connector (R-AUTH-25). */
interface FloatingAuthorization {
	idTag: string;
	parentIdTag?: string;
	timer: TimerHandle;
	/** Where the driver is told about it. */
	place: readonly Connector[];
}

/** What a presented id means: start, stop, cancel or release a cable (R-AUTH-18 to R-AUTH-26). */
export class Identification {
	private readonly core: Core;
	private floating: FloatingAuthorization | undefined;
	/** The id being asked for without a connector. */
	private question: object | undefined;

	constructor(core: Core) {
		this.core = core;
	}

	/** An id was presented at the reader of a connector, or at the one reader for all (0). */
	present(connectorId: number, idTag: string): void {
		const place =
			connectorId > 0 ? this.core.connectors.slice(connectorId - 1, connectorId) : this.core.connectors;
		if (!/^[ -~]{1,20}$/.test(idTag)) {
			for (let i = 0; i < place.length; i++) {
				const connector = place[i];
				if (connector.canAuthorize) connector.noticeBoard.show("Invalid");
			}
			return;
		}
		const connector = place.length > 1 ? this.choose(idTag) : place[0];
		if (connector) this.presentAt(connector, idTag, place);
		else if (place.length > 1) this.float(idTag);
	}

	/** Every id that waits or is being asked for is void. */
	cancelAll(): void {
		this.question = undefined;
		this.dropFloating();
		for (let i = 0; i < this.core.connectors.length; i++) this.core.connectors[i].cancelAuthorization();
	}

	/** A cable was plugged: the id that waits for one goes there. */
	plugged(connector: Connector): void {
		const floating = this.floating;
		if (!floating || !connector.isOccupied || !connector.canAuthorize || connector.authorization) return;
		if (!this.core.reservations.admits(connector, floating)) return;
		this.dropFloating();
		connector.authorize({ idTag: floating.idTag, parentIdTag: floating.parentIdTag });
	}

	/** The connector that an id at the common reader is meant for; undefined when that is open yet. */
	private choose(idTag: string): Connector | undefined {
		const connectors = this.core.connectors;
		const isIt = (known?: string) => known !== undefined && sameCiString(known, idTag);
		const own = connectors.find(
			(one) =>
				isIt(one.transaction?.idTag) ||
				isIt(one.authorization?.idTag) ||
				isIt(one.heldFor?.idTag) ||
				isIt(one.asking),
		);
		if (own) return own;
		let newest: Connector | undefined;
		for (let i = 0; i < connectors.length; i++) {
			const connector = connectors[i];
			const admission = this.admission(connector, idTag);
			if (admission === "refused" || connector.authorization || connector.asking !== undefined) continue;
			// Where the id has a reservation its vehicle will be.
			if (admission === "reserved") return connector;
			if (!connector.isOccupied) continue;
			if (!newest || connector.pluggedAt >= newest.pluggedAt) newest = connector;
		}
		if (newest) return newest;
		if (connectors.some((connector) => this.admission(connector, idTag) !== "refused")) return;
		return (
			connectors.find((one) => one.transaction || one.heldFor) ??
			connectors.find((one) => one.canAuthorize) ??
			connectors[0]
		);
	}

	/** Whether an id, of which no more is known, may begin to charge at a connector. */
	private admission(connector: Connector, idTag: string): Admission {
		return connector.canAuthorize ? this.core.reservations.admission(connector, { idTag }) : "refused";
	}

	/** `place`: the connectors that the reader belongs to. */
	private presentAt(connector: Connector, idTag: string, place: readonly Connector[]): void {
		const { transaction, authorization, heldFor } = connector;
		if (transaction && sameCiString(transaction.idTag, idTag)) {
			connector.stop("Local", idTag);
		} else if (authorization && sameCiString(authorization.idTag, idTag)) {
			connector.cancelAuthorization();
		} else if (connector.canAuthorize) {
			if (this.admission(connector, idTag) === "refused") connector.noticeBoard.show("Reserved");
			else connector.ask(idTag, (result) => connector.answer(idTag, result));
		} else if (heldFor && sameCiString(heldFor.idTag, idTag)) {
			connector.release();
		} else if (transaction || heldFor) {
			connector.ask(idTag, (result) => this.endByGroup(connector, idTag, result, place));
		}
	}

	/**
	 * Another id ends a transaction, or frees a cable that is kept, only when it is of the same group
	 * (R-AUTH-19, R-AUTH-06, R-AUTH-21).
	 */
	private endByGroup(
		asked: Connector,
		idTag: string,
		result: AuthorizationResult,
		place: readonly Connector[],
	): void {
		const { status, parentIdTag } = result;
		const own = mayEndForGroup(result)
			? place.find((connector) => sameGroup(this.parentAt(connector), parentIdTag))
			: undefined;
		if (own?.transaction) own.stop("Local", idTag);
		else if (own) own.release();
		else if (asked.transaction || asked.heldFor) {
			const stranger = status === "Accepted" || status === "ConcurrentTx";
			asked.noticeBoard.show(stranger ? "Invalid" : status);
		}
	}

	/** The group of the id that charges at a connector, or that its cable waits for (R-AUTH-16). */
	private parentAt(connector: Connector): string | undefined {
		const holder = connector.transaction ?? connector.heldFor;
		return holder && (holder.parentIdTag ?? this.core.authorizer.parentOf(holder.idTag));
	}

	/** No connector chosen yet: the id waits for the next cable, ConnectionTimeOut long (R-AUTH-25). */
	private float(idTag: string): void {
		const floating = this.floating;
		if (floating && sameCiString(floating.idTag, idTag)) {
			this.dropFloating();
			notifyFree(floating.place, "Cancelled");
			return;
		}
		if (this.question) return;
		const question = {};
		this.question = question;
		const place = this.core.connectors.filter((one) => this.admission(one, idTag) !== "refused");
		notifyFree(place, "Authorizing");
		this.core.authorizer.authorize(idTag, ({ status, parentIdTag }) => {
			if (this.question !== question) return;
			this.question = undefined;
			const free = this.core.connectors.filter((one) => one.canAuthorize);
			const isHeld = free.every((one) => !this.core.reservations.admits(one, { idTag, parentIdTag }));
			const isRefused = status === "Accepted" && isHeld;
			notifyFree(place, isRefused ? "Reserved" : status);
			if (status !== "Accepted" || isRefused) return;
			this.dropFloating();
			const timer = this.core.timers.set(() => {
				this.floating = undefined;
				notifyFree(place, "Timeout");
			}, this.core.configuration.integer("ConnectionTimeOut") * 1000);
			this.floating = { idTag, parentIdTag, timer, place };
			for (let i = 0; i < this.core.connectors.length; i++) this.plugged(this.core.connectors[i]);
		});
	}

	private dropFloating(): void {
		this.core.timers.clear(this.floating?.timer);
		this.floating = undefined;
	}
}

function notifyFree(connectors: readonly Connector[], notice: Notice): void {
	for (let i = 0; i < connectors.length; i++) {
		const connector = connectors[i];
		if (connector.canAuthorize) connector.noticeBoard.show(notice);
	}
}
