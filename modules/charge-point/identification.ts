import { sameCiString } from "../ocpp/ci-string";
import type { TimerHandle } from "../timers";
import { type AuthorizationResult, type Authorizer, sameGroup } from "./authorization";
import type { Connector } from "./connector";
import type { Core } from "./core";
import type { Notice } from "./state";

/** An accepted id that waits for a cable on any connector (R-AUTH-25). */
interface FloatingAuthorization {
	idTag: string;
	parentIdTag?: string;
	timer: TimerHandle;
}

/** What a presented id means: start, stop, cancel or release a cable (R-AUTH-18 to R-AUTH-26). */
export class Identification {
	readonly #core: Core;
	readonly #authorizer: Authorizer;
	readonly #connectors: readonly Connector[];
	#floating: FloatingAuthorization | undefined;
	#asking: string | undefined;

	constructor(core: Core, authorizer: Authorizer, connectors: readonly Connector[]) {
		this.#core = core;
		this.#authorizer = authorizer;
		this.#connectors = connectors;
	}

	/** An id was presented at the reader of a connector, or at the one reader for all (0). */
	present(connectorId: number, idTag: string): void {
		const connector = connectorId > 0 ? this.#connectors[connectorId - 1] : this.#choose(idTag);
		if (connector) this.#presentAt(connector, idTag);
		else this.#float(idTag);
	}

	/** A cable was plugged: the id that waits for one goes there. */
	plugged(connector: Connector): void {
		const floating = this.#floating;
		if (!floating || !connector.isOccupied || !connector.canAuthorize || connector.authorization) return;
		this.#dropFloating();
		connector.authorize({ idTag: floating.idTag, parentIdTag: floating.parentIdTag });
	}

	/** The connector that an id at the common reader is meant for; undefined when that is open yet. */
	#choose(idTag: string): Connector | undefined {
		const connectors = this.#connectors;
		if (connectors.length === 1) return connectors[0];
		const own = connectors.find(
			({ transaction, authorization, heldFor }) =>
				(transaction && sameCiString(transaction.idTag, idTag)) ||
				(authorization && sameCiString(authorization.idTag, idTag)) ||
				(heldFor && sameCiString(heldFor.idTag, idTag)),
		);
		if (own) return own;
		const waiting = connectors.filter(
			(connector) => connector.isOccupied && connector.canAuthorize && !connector.authorization,
		);
		if (waiting.length > 0) return waiting[waiting.length - 1];
		const free = connectors.some((connector) => connector.canAuthorize);
		return free ? undefined : (connectors.find(({ transaction }) => transaction) ?? connectors[0]);
	}

	#presentAt(connector: Connector, idTag: string): void {
		const { transaction, authorization } = connector;
		if (transaction) {
			if (sameCiString(transaction.idTag, idTag)) connector.stop("Local", idTag);
			else this.#ask(connector, idTag, (result) => this.#stopByGroup(connector, idTag, result));
		} else if (authorization && sameCiString(authorization.idTag, idTag)) {
			connector.cancelAuthorization("Cancelled");
		} else if (connector.heldFor && !connector.canAuthorize) {
			if (connector.isHeldFor(idTag)) connector.release();
			else this.#ask(connector, idTag, (result) => this.#releaseByGroup(connector, result));
		} else if (connector.canAuthorize) {
			this.#ask(connector, idTag, (result) => this.#accept(connector, idTag, result));
		}
	}

	#ask(connector: Connector, idTag: string, answered: (result: AuthorizationResult) => void): void {
		if (connector.authorizing) return;
		connector.authorizing = true;
		this.#core.changed();
		this.#authorizer.authorize(idTag, (result) => {
			connector.authorizing = false;
			answered(result);
			connector.authorizingEnded();
		});
	}

	#accept(connector: Connector, idTag: string, { status, parentIdTag }: AuthorizationResult): void {
		connector.notify(status);
		if (status === "Accepted" && connector.canAuthorize) connector.authorize({ idTag, parentIdTag });
	}

	/** Another id ends the transaction only when it is of the same group (R-AUTH-19, R-AUTH-06). */
	#stopByGroup(connector: Connector, idTag: string, { status, parentIdTag }: AuthorizationResult): void {
		const accepted = status === "Accepted" || status === "ConcurrentTx";
		if (accepted && sameGroup(connector.transaction?.parentIdTag, parentIdTag))
			connector.stop("Local", idTag);
		else connector.notify(accepted ? "Invalid" : status);
	}

	#releaseByGroup(connector: Connector, { status, parentIdTag }: AuthorizationResult): void {
		const accepted = status === "Accepted" || status === "ConcurrentTx";
		if (accepted && sameGroup(connector.heldFor?.parentIdTag, parentIdTag)) connector.release();
		else connector.notify(accepted ? "Invalid" : status);
	}

	/** No connector chosen yet: the id waits for the next cable, ConnectionTimeOut long (R-AUTH-25). */
	#float(idTag: string): void {
		if (this.#floating && sameCiString(this.#floating.idTag, idTag)) {
			this.#dropFloating();
			this.#notifyFree("Cancelled");
			return;
		}
		if (this.#asking !== undefined) return;
		this.#asking = idTag;
		this.#notifyFree("Authorizing");
		this.#authorizer.authorize(idTag, ({ status, parentIdTag }) => {
			this.#asking = undefined;
			this.#notifyFree(status);
			if (status !== "Accepted") return;
			const { timers, configuration } = this.#core;
			this.#dropFloating();
			const timer = timers.set(() => {
				this.#floating = undefined;
				this.#notifyFree("Timeout");
			}, configuration.integer("ConnectionTimeOut") * 1000);
			this.#floating = { idTag, parentIdTag, timer };
			for (const connector of this.#connectors) this.plugged(connector);
		});
	}

	#dropFloating(): void {
		this.#core.timers.clear(this.#floating?.timer);
		this.#floating = undefined;
	}

	#notifyFree(notice: Notice): void {
		for (const connector of this.#connectors) if (connector.canAuthorize) connector.notify(notice);
	}
}
