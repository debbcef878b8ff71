import type { RemoteStartTransactionRequest, RemoteStopTransactionRequest } from "../ocpp/types";
import type { Authorizer } from "./authorization/authorizer";
import type { Connector } from "./connector";
import type { Core } from "./core";

/** RemoteStartTransaction and RemoteStopTransaction (R-RSTX-01 to R-RSTX-06). */
export class RemoteTransactions {
	readonly #core: Core;
	readonly #authorizer: Authorizer;
	readonly #connectors: readonly Connector[];

	constructor(core: Core, authorizer: Authorizer, connectors: readonly Connector[]) {
		this.#core = core;
		this.#authorizer = authorizer;
		this.#connectors = connectors;
	}

	/** The connector on which a remote start will be tried; undefined is Rejected. */
	choose({ connectorId }: RemoteStartTransactionRequest): Connector | undefined {
		if (this.#core.registration.status !== "Accepted") return undefined;
		if (connectorId !== undefined) {
			const connector = this.#connectors[connectorId - 1];
			return connector && canStart(connector) ? connector : undefined;
		}
		return this.#connectors.find((one) => canStart(one) && one.isOccupied) ?? this.#connectors.find(canStart);
	}

	/** Tries to start on the chosen connector, after the answer is out (R-OP-01, R-RSTX-03). */
	start(connector: Connector, { idTag }: RemoteStartTransactionRequest): void {
		if (!this.#core.configuration.flag("AuthorizeRemoteTxRequests")) {
			connector.answer(idTag, { status: "Accepted" });
			return;
		}
		connector.ask(this.#authorizer, idTag, (result) => connector.answer(idTag, result));
	}

	/** The connector whose transaction a remote stop means; undefined is Rejected (R-RSTX-06). */
	find({ transactionId }: RemoteStopTransactionRequest): Connector | undefined {
		if (this.#core.registration.status !== "Accepted") return undefined;
		return this.#connectors.find(({ transaction }) => transaction?.transactionId === transactionId);
	}
}

function canStart(connector: Connector): boolean {
	return connector.canAuthorize && !connector.authorization && connector.asking === undefined;
}
