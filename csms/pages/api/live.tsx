import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
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
import type { Notice } from "../../api/schemas/notices";
import type { Overview } from "../../api/schemas/overview";
import type { MeterValue, Transaction } from "../../api/schemas/transactions";
import type { Upload } from "../../api/schemas/uploads";
import { type EventStreamListener, followEvents } from "../shared/event-stream";
import { type Frame, FrameReader } from "../shared/frames";
import { changedBy } from "./changes";
import { askAnew, change } from "./changing";
import { type DiagnosisFilter, mergeDiagnosis } from "./diagnoses";
import { keys } from "./keys";
import {
	mergeAuthorization,
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
import type { TransactionFilter } from "./transaction-filter";

type TransactionPages = InfiniteData<Transaction[], number | undefined>;

/** More frames of one charge point than these are forgotten, the oldest first. */
const KEPT_FRAMES = 300;

const NO_FRAMES: Frame[] = [];

/** The frames that have passed while they were shown, by charge point. */
class FrameStore {
	readonly #frames = new Map<string, Frame[]>();
	readonly #readers = new Map<string, FrameReader>();
	readonly #listeners = new Set<() => void>();

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	of(identity: string): Frame[] {
		return this.#frames.get(identity) ?? NO_FRAMES;
	}

	add({ identity, direction, timestamp, frame }: FrameEvent): void {
		let reader = this.#readers.get(identity);
		if (!reader) {
			reader = new FrameReader();
			this.#readers.set(identity, reader);
		}
		const read = reader.read(direction === "in" ? "charge-point" : "csms", Date.parse(timestamp), frame);
		this.#frames.set(identity, [...this.of(identity).slice(1 - KEPT_FRAMES), read]);
		this.#tell();
	}

	clear(identity: string): void {
		this.#frames.delete(identity);
		this.#tell();
	}

	/** After a gap in the stream: answers to calls before it are not matched. */
	gap(): void {
		for (const reader of this.#readers.values()) reader.reset();
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}

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
		const events: EventStreamListener<Events>["events"] = {
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
				change<Transaction>(client, keys.transaction(data.transactionId), () => data);
				for (const [key] of client.getQueriesData({ queryKey: keys.transactionPages })) {
					const filter = key[1] as TransactionFilter;
					change<TransactionPages>(client, key, (pages) => mergeTransactionPages(pages, filter, data));
				}
				change<Overview>(client, keys.overview, (overview) => mergeRunning(overview, data));
				figures.ask();
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
			"firmware-update": (data) =>
				change<FirmwareUpdate[]>(client, keys.firmwareUpdates(data.identity), (list) =>
					mergeTransfer(list, data),
				),
			upload: (data) =>
				change<Upload[]>(client, keys.uploads(data.identity), (list) => mergeTransfer(list, data)),
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

/** The frames of one charge point that have passed while they were shown, and how to clear them. */
export function useFrames(identity: string): { frames: Frame[]; clear: () => void } {
	const { frames, showFrames } = useLiveContext();
	useEffect(() => {
		showFrames(identity);
		return () => showFrames(null);
	}, [showFrames, identity]);
	const list = useSyncExternalStore(frames.subscribe, () => frames.of(identity));
	return { frames: list, clear: () => frames.clear(identity) };
}
