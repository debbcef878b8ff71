import { type InfiniteData, useQuery, useQueryClient } from "@tanstack/react-query";
import {
	createContext,
	type ReactNode,
	useContext,
	useEffect,
	useMemo,
	useState,
	useSyncExternalStore,
} from "react";
import type { ChargePoint } from "../../api/schemas/charge-points";
import type { Diagnosis } from "../../api/schemas/diagnoses";
import type { Authorization, Registration } from "../../api/schemas/drivers";
import type { Events, FrameEvent } from "../../api/schemas/events";
import type { FirmwareUpdate } from "../../api/schemas/firmware";
import type { FirmwareCampaignWithMembers } from "../../api/schemas/firmware-campaigns";
import type { Notice } from "../../api/schemas/notices";
import type { Overview } from "../../api/schemas/overview";
import type { MeterValue, Transaction } from "../../api/schemas/transactions";
import type { Upload } from "../../api/schemas/uploads";
import type { Frame } from "../../frames/frames";
import { type EventStreamListener, followEvents } from "../shared/event-stream";
import { changedBy } from "./changes";
import { askAnew, change } from "./changing";
import { historyGrew } from "./charge-point-records";
import { chargingEvents } from "./charging-events";
import { call } from "./client";
import { type DiagnosisFilter, mergeDiagnosis } from "./diagnoses";
import { FrameStore } from "./frame-store";
import { keys } from "./keys";
import {
	mergeAuthorization,
	mergeCampaignUpdate,
	mergeChargePoint,
	mergeConnector,
	mergeMeterValues,
	mergeRegistration,
	mergeTransaction,
	mergeTransactionPages,
	mergeTransfer,
} from "./merge";
import { mergeNotice } from "./notices";
import { mergePower, mergeRunning } from "./overview";
import { refreshStatistics } from "./statistics-refresh";
import type { TransactionFilter } from "./transaction-filter";

type TransactionPages = InfiniteData<Transaction[], number | undefined>;

/** What the lists are kept up to date by; frames are asked for where they are shown. */
const ALWAYS: readonly (keyof Events)[] = [
	"charge-point",
	"charge-point-removed",
	"change",
	"connector",
	"transaction",
	"meter-values",
	"registration",
	"authorization",
	"firmware-update",
	"upload",
	"firmware-campaign",
	"reservation",
	"charging-profiles",
	"local-list",
	"certificates",
	"command",
	"history",
	"report-run",
	"notice",
	"diagnosis",
];

interface Live {
	/** False while the CSMS does not answer; it is tried again and again. */
	streaming: boolean;
	frames: FrameStore;
	/** The charge point whose frames are shown. */
	showFrames: (identity: string | null) => void;
}

const LiveContext = createContext<Live | null>(null);

/** Keeps everything below up to date by the CSMS's server-sent events; for a signed-in operator. */
export function LiveProvider({ children }: { children: ReactNode }) {
	const client = useQueryClient();
	const [streaming, setStreaming] = useState(true);
	const [frames] = useState(() => new FrameStore());
	const [framesOf, showFrames] = useState<string | null>(null);
	const url = addressOf(framesOf);

	useEffect(() => {
		const figures = nowAndThen(() => void client.invalidateQueries({ queryKey: keys.overview }));
		// Of an id that was changed, staff are told by `change`.
		const events: EventStreamListener<Omit<Events, "id-tag">>["events"] = {
			"charge-point": (data) =>
				change<ChargePoint[]>(client, keys.chargePoints, (list) => mergeChargePoint(list, data)),
			"charge-point-removed": ({ identity }) =>
				change<ChargePoint[]>(client, keys.chargePoints, (list) =>
					list.filter((chargePoint) => chargePoint.identity !== identity),
				),
			change: ({ subject, accepted }) => {
				for (const queryKey of changedBy(subject, accepted)) void client.invalidateQueries({ queryKey });
			},
			connector: (data) =>
				change<ChargePoint[]>(client, keys.chargePoints, (list) => mergeConnector(list, data)),
			transaction: (data) => {
				// With its transaction ends what it was given.
				if (!data.active) void client.invalidateQueries({ queryKey: keys.assignments(data.identity) });
				change<Transaction>(client, keys.transaction(data.transactionId), () => data);
				for (const [key] of client.getQueriesData({ queryKey: keys.transactionPages })) {
					const filter = key[1] as TransactionFilter;
					change<TransactionPages>(client, key, (pages) => mergeTransactionPages(pages, filter, data));
				}
				change<Overview>(client, keys.overview, (overview) => mergeRunning(overview, data));
				figures.ask();
				refreshStatistics(client);
				for (const [key] of client.getQueriesData<Transaction[]>({ queryKey: keys.transactions })) {
					const filter = key[1] as TransactionFilter;
					change<Transaction[]>(client, key, (list) => mergeTransaction(list, filter, data));
				}
			},
			"meter-values": (data) => {
				const { transactionId, meterValue } = data;
				if (transactionId === null) return;
				change<Overview>(client, keys.overview, (overview) => mergePower(overview, data));
				change<MeterValue[]>(client, keys.meterValues(transactionId), (list) =>
					mergeMeterValues(list, meterValue),
				);
			},
			registration: (data) => {
				change<Registration[]>(client, keys.registrations, (list) => mergeRegistration(list, data));
				void client.invalidateQueries({ queryKey: keys.idTags });
			},
			authorization: (data) => {
				change<Authorization[]>(client, keys.authorizations, (list) => mergeAuthorization(list, data));
				if (data.status === "Invalid") void client.invalidateQueries({ queryKey: keys.unknownIdTags });
			},
			"firmware-update": (data) => {
				change<FirmwareUpdate[]>(client, keys.firmwareUpdates(data.identity), (list) =>
					mergeTransfer(list, data),
				);
				if (data.campaignId === null) return;
				change<FirmwareCampaignWithMembers>(client, keys.campaign(data.campaignId), (campaign) =>
					mergeCampaignUpdate(campaign, data),
				);
			},
			upload: (data) => {
				for (const key of [keys.uploads(data.identity), keys.allUploads]) {
					change<Upload[]>(client, key, (list) => mergeTransfer(list, data));
				}
			},
			...chargingEvents(client),
			command: ({ identity }) =>
				void client.invalidateQueries({ queryKey: keys.history("commands", identity) }),
			history: (data) => historyGrew(client, data),
			diagnosis: (data) => {
				change<Diagnosis>(client, keys.diagnosis(data.id), () => data);
				for (const [key] of client.getQueriesData<Diagnosis[]>({ queryKey: keys.diagnoses })) {
					const filter = key[1] as DiagnosisFilter;
					change<Diagnosis[]>(client, key, (list) => mergeDiagnosis(list, filter, data));
				}
			},
			notice: (data) => change<Notice[]>(client, keys.notices, (list) => mergeNotice(list, data)),
			"report-run": () => {
				void client.invalidateQueries({ queryKey: keys.reportRuns });
				void client.invalidateQueries({ queryKey: keys.reportSchedules });
			},
			frame: (data) => frames.add(data),
		};
		const stop = followEvents(url, {
			onOpen: () => {
				setStreaming(true);
				frames.gap();
				void askAnew(client);
			},
			onLost: () => {
				setStreaming(false);
				// The session may have ended.
				void client.invalidateQueries({ queryKey: keys.session });
			},
			events,
		});
		return () => {
			stop();
			figures.stop();
		};
	}, [client, frames, url]);

	const live = useMemo(() => ({ streaming, frames, showFrames }), [streaming, frames]);
	return <LiveContext value={live}>{children}</LiveContext>;
}

function useLiveContext(): Live {
	const live = useContext(LiveContext);
	if (!live) throw new Error("Live data are used outside of a LiveProvider.");
	return live;
}

/** The stream with what is always needed, or with one charge point's frames and of that one alone. */
function addressOf(framesOf: string | null): string {
	const names = ALWAYS.join(",");
	if (framesOf === null) return `/api/v1/events?names=${names}`;
	return `/api/v1/events?names=${names},frame&identity=${encodeURIComponent(framesOf)}`;
}

/** Milliseconds between two questions for the figures of the site. */
const FIGURES = 5000;

/** Does something soon after it was asked for, and not again before {@link FIGURES} have passed. */
function nowAndThen(act: () => void): { ask: () => void; stop: () => void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let last = 0;
	return {
		ask() {
			timer ??= setTimeout(
				() => {
					timer = undefined;
					last = Date.now();
					act();
				},
				Math.max(300, last + FIGURES - Date.now()),
			);
		},
		stop: () => clearTimeout(timer),
	};
}

/** Whether the events arrive. */
export function useStreaming(): boolean {
	return useLiveContext().streaming;
}

/** The newest frames of one charge point, also those from before they were shown, and how to clear them. */
export function useFrames(identity: string): { frames: Frame[]; clear: () => void; error: Error | null } {
	const { frames, showFrames } = useLiveContext();
	useEffect(() => {
		showFrames(identity);
		return () => showFrames(null);
	}, [showFrames, identity]);
	const remembered = useQuery({
		queryKey: keys.frames(identity),
		queryFn: () => call<FrameEvent[]>("GET", `/charge-points/${encodeURIComponent(identity)}/frames`),
		staleTime: 0,
		gcTime: 0,
	});
	useEffect(() => {
		if (remembered.data) frames.merge(identity, remembered.data);
	}, [frames, identity, remembered.data]);
	const list = useSyncExternalStore(frames.subscribe, () => frames.of(identity));
	return { frames: list, clear: () => frames.clear(identity), error: remembered.error };
}
