import type { RemoteStartTransactionRequest, RemoteStopTransactionRequest } from "../ocpp/types";
import type { Authorizer } from "./authorization/authorizer";
import type { Connector } from "./connector";
import type { Core } from "./core";
import type { Reservations } from "./reservation/reservations";
import type { SmartCharging } from "./smart-charging/smart-charging";

/** RemoteStartTransaction and RemoteStopTransaction (R-RSTX-01 to R-RSTX-06). */
export class RemoteTransactions {
	private readonly core: Core;
	private readonly authorizer: Authorizer;
	private readonly connectors: readonly Connector[];
	private readonly reservations: Reservations;
	private readonly smartCharging: SmartCharging;

	constructor(
		core: Core,
		authorizer: Authorizer,
		connectors: readonly Connector[],
		reservations: Reservations,
		smartCharging: SmartCharging,
	) {
		this.core = core;
		this.authorizer = authorizer;
		this.connectors = connectors;
		this.reservations = reservations;
		this.smartCharging = smartCharging;
	}

	/** The connector on which a remote start will be tried; undefined is Rejected. */
	choose({ connectorId, idTag, chargingProfile }: RemoteStartTransactionRequest): Connector | undefined {
		if (this.core.registration.status !== "Accepted") return undefined;
		const connector = this.chooseAmong(connectorId, idTag);
		const fits = !connector || !chargingProfile || this.smartCharging.accepts(connector.id, chargingProfile);
		return fits ? connector : undefined;
	}

	/**
	 * A connector that is reserved for the id comes first, then one with a cable; one held for a group that
	 * may be another one comes last (R-RSTX-02).
	 */
	private chooseAmong(connectorId: number | undefined, idTag: string): Connector | undefined {
		const admission = (connector: Connector) => this.reservations.admission(connector, { idTag });
		const able = this.connectors.filter((one) => canStart(one) && admission(one) !== "refused");
		if (connectorId !== undefined) return able.find(({ id }) => id === connectorId);
		const free = able.filter((one) => admission(one) === "free");
		return (
			able.find((one) => admission(one) === "reserved") ??
			free.find(({ isOccupied }) => isOccupied) ??
			free[0] ??
			able[0]
		);
	}

	/**
	 * Tries to start on the chosen connector, after the answer is out (R-OP-01, R-RSTX-03); the group of an
	 * id that only its group lets charge has to be asked for in any case (R-RSV-04).
	 */
	start(connector: Connector, { idTag, chargingProfile }: RemoteStartTransactionRequest): void {
		const asks = this.core.configuration.flag("AuthorizeRemoteTxRequests");
		if (!asks && this.reservations.admits(connector, { idTag })) {
			const parentIdTag = this.authorizer.parentOf(idTag);
			connector.answer(idTag, { status: "Accepted", parentIdTag }, chargingProfile);
			return;
		}
		connector.ask(this.authorizer, idTag, (result) => connector.answer(idTag, result, chargingProfile));
	}

	/** The connector whose transaction a remote stop means; undefined is Rejected (R-RSTX-06). */
	find({ transactionId }: RemoteStopTransactionRequest): Connector | undefined {
		if (this.core.registration.status !== "Accepted") return undefined;
		return this.connectors.find(({ transaction }) => transaction?.transactionId === transactionId);
	}
}

function canStart(connector: Connector): boolean {
	return connector.canAuthorize && !connector.authorization && connector.asking === undefined;
}
