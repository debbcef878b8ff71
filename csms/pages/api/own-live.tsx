import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { MeterValuesEvent } from "../../api/schemas/events";
import type {
	FreeConnector,
	OwnChargePoint,
	OwnChargePointEvent,
	OwnConnectorEvent,
	OwnIdTagEvent,
	OwnRegistrationEvent,
	OwnTransaction,
} from "../../api/schemas/me";
import type { MeterValue } from "../../api/schemas/transactions";
import { followEvents } from "../shared/event-stream";
import { askAnew, change } from "./changing";
import { keys } from "./keys";
import { mergeMeterValues } from "./merge";
import { NEWEST, ownKeys } from "./own";

interface OwnEvents {
	transaction: OwnTransaction;
	"meter-values": MeterValuesEvent;
	registration: OwnRegistrationEvent;
	"id-tag": OwnIdTagEvent;
	connector: OwnConnectorEvent;
	"charge-point": OwnChargePointEvent;
}

interface OwnLive {
	/** False while the CSMS does not answer; it is tried again and again. */
	streaming: boolean;
	/** The session that ended last while somebody looked on, until it is put away. */
	ended: OwnTransaction | null;
	putAway: () => void;
}

const OwnLiveContext = createContext<OwnLive | null>(null);

/** Where charging can be started. */
const FREE = ["Available", "Preparing"];

/** Keeps everything below up to date by the driver's server-sent events; `state` of the registration decides which. */
export function OwnLiveProvider({ state, children }: { state: string | null; children: ReactNode }) {
	const client = useQueryClient();
	const [streaming, setStreaming] = useState(true);
	const [ended, setEnded] = useState<OwnTransaction | null>(null);

	// biome-ignore lint/correctness/useExhaustiveDependencies: an accepted driver is told more than one who waits
	useEffect(() => {
		const askConnectors = () => void askAnew(client, { queryKey: ownKeys.connectors, exact: true });
		const isListed = ({ identity, connectorId }: { identity: string; connectorId?: number }) =>
			client
				.getQueryData<FreeConnector[]>(ownKeys.connectors)
				?.some(
					(each) =>
						each.identity === identity && (connectorId === undefined || each.connectorId === connectorId),
				) ?? false;
		const askCards = () => {
			void askAnew(client, { queryKey: ownKeys.me, exact: true });
			void askAnew(client, { queryKey: ownKeys.idTags, exact: true });
		};
		return followEvents<OwnEvents>("/api/v1/me/events", {
			onOpen: () => {
				setStreaming(true);
				void askAnew(client, { queryKey: ["own"] });
			},
			onLost: () => {
				setStreaming(false);
				// The session may have ended.
				void client.invalidateQueries({ queryKey: keys.session });
			},
			events: {
				transaction: (data) => {
					const ran = client
						.getQueryData<OwnTransaction[]>(ownKeys.running)
						?.some(({ transactionId }) => transactionId === data.transactionId);
					change<OwnTransaction>(client, ownKeys.transaction(data.transactionId), () => data);
					change<OwnTransaction[]>(client, ownKeys.running, (list) => mergeRunning(list, data));
					const places = client.getQueryData<OwnChargePoint[]>(ownKeys.chargePoints);
					if (places && !places.some(({ identity }) => identity === data.identity)) {
						void askAnew(client, { queryKey: ownKeys.chargePoints, exact: true });
					}
					if (data.active) return;
					if (ran) setEnded(data);
					void client.invalidateQueries({ queryKey: ownKeys.totals });
					void client.invalidateQueries({ queryKey: ownKeys.months });
				},
				"meter-values": ({ transactionId, meterValue }) => {
					if (transactionId === null) return;
					const merge = (list: MeterValue[]) => mergeMeterValues(list, meterValue);
					change<MeterValue[]>(client, ownKeys.meterValues(transactionId), merge);
					change<MeterValue[]>(client, ownKeys.newestMeterValues(transactionId), (list) =>
						merge(list).slice(-NEWEST),
					);
				},
				registration: askCards,
				"id-tag": askCards,
				connector: (data) => {
					const isFree = data.connectorId > 0 && FREE.includes(data.status);
					if (isFree && !isListed(data)) return askConnectors();
					change<FreeConnector[]>(client, ownKeys.connectors, (list) =>
						list.flatMap((each) => {
							if (each.identity !== data.identity || each.connectorId !== data.connectorId) return [each];
							return isFree ? [{ ...each, ...data }] : [];
						}),
					);
				},
				"charge-point": ({ identity, connected }) => {
					if (connected && !isListed({ identity })) return askConnectors();
					if (connected) return;
					change<FreeConnector[]>(client, ownKeys.connectors, (list) =>
						list.filter((each) => each.identity !== identity),
					);
				},
			},
		});
	}, [client, state]);

	const live = useMemo(() => ({ streaming, ended, putAway: () => setEnded(null) }), [streaming, ended]);
	return <OwnLiveContext value={live}>{children}</OwnLiveContext>;
}

export function useOwnLive(): OwnLive {
	const live = useContext(OwnLiveContext);
	if (!live) throw new Error("Own live data are used outside of an OwnLiveProvider.");
	return live;
}

/** The newest first. */
function mergeRunning(list: OwnTransaction[], changed: OwnTransaction): OwnTransaction[] {
	const others = list.filter(({ transactionId }) => transactionId !== changed.transactionId);
	if (!changed.active) return others;
	return [...others, changed].sort((a, b) => b.transactionId - a.transactionId);
}
