import type { RemoteStartTransactionRequest, RemoteStopTransactionRequest } from "../ocpp/types";
import type { Authorizer } from "./authorization/authorizer";
import type { Connector } from "./connector";
import type { Core } from "./core";
import type { SmartCharging } from "./smart-charging/smart-charging";

/** RemoteStartTransaction and RemoteStopTransaction (R-RSTX-01 to R-RSTX-06). */
export class RemoteTransactions {
	readonly #core: Core;
	readonly #authorizer: Authorizer;
	readonly #connectors: readonly Connector[];
	readonly #smartCharging: SmartCharging;

	constructor(
		core: Core,
		authorizer: Authorizer,
		connectors: readonly Connector[],
		smartCharging: SmartCharging,
	) {
		this.#core = core;
		this.#authorizer = authorizer;
		this.#connectors = connectors;
		this.#smartCharging = smartCharging;
	}

	/** The connector on which a remote start will be tried; undefined is Rejected. */
	choose({ connectorId, chargingProfile }: RemoteStartTransactionRequest): Connector | undefined {
		if (this.#core.registration.status !== "Accepted") return undefined;
		const connector = this.#chooseAmong(connectorId);
		const fits = !connector || !chargingProfile || this.#smartCharging.accepts(connector.id, chargingProfile);
		return fits ? connector : undefined;
	}

	#chooseAmong(connectorId: number | undefined): Connector | undefined {
		if (connectorId !== undefined) {
			const connector = this.#connectors[connectorId - 1];
			return connector && canStart(connector) ? connector : undefined;
		}
		return this.#connectors.find((one) => canStart(one) && one.isOccupied) ?? this.#connectors.find(canStart);
	}

	/** Tries to start on the chosen connector, after the answer is out (R-OP-01, R-RSTX-03). */
	start(connector: Connector, { idTag, chargingProfile }: RemoteStartTransactionRequest): void {
		if (!this.#core.configuration.flag("AuthorizeRemoteTxRequests")) {
			connector.answer(idTag, { status: "Accepted" }, chargingProfile);
			return;
		}
		connector.ask(this.#authorizer, idTag, (result) => connector.answer(idTag, result, chargingProfile));
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
