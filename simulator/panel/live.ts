import { useCallback, useEffect, useRef, useState } from "react";
import { type Frame, FrameReader } from "../../csms/frames/frames";
import { followEvents } from "../../csms/pages/shared/event-stream";
import type { ObservedState } from "../observed-state";

export interface LogLine {
	key: number;
	time: number;
	text: string;
}

/** More frames and log lines than these are forgotten, the oldest first. */
const KEPT = 500;

/** The simulator's events by their names. */
interface PanelEvents {
	state: ObservedState;
	ocpp: { direction: "out" | "in"; frame: unknown };
	log: unknown;
}

/** What the panel knows of the simulator now. */
export interface Live {
	/** Null until the simulator has told it for the first time. */
	state: ObservedState | null;
	/** When `state` came, ms since 1970. */
	stateAt: number;
	/** False while the simulator does not answer; it is tried again and again. */
	streaming: boolean;
	frames: Frame[];
	log: LogLine[];
	clearFrames: () => void;
	clearLog: () => void;
}

/** Follows the simulator's server-sent events. */
export function useLive(): Live {
	const [state, setState] = useState<ObservedState | null>(null);
	const [stateAt, setStateAt] = useState(0);
	const [streaming, setStreaming] = useState(true);
	const [frames, setFrames] = useState<Frame[]>([]);
	const [log, setLog] = useState<LogLine[]>([]);
	const reader = useRef(new FrameReader());
	const lines = useRef(0);

	useEffect(() => {
		const take = (fresh: ObservedState) => {
			setState(fresh);
			setStateAt(Date.now());
		};
		let told = false;
		return followEvents<PanelEvents>("/api/events", {
			onOpen: () => {
				setStreaming(true);
				reader.current.reset();
				told = false;
				fetch("/api/state")
					.then((response) => response.json())
					// An event that was faster is newer.
					.then((fresh: ObservedState) => told || take(fresh))
					// The stream breaks as well then, and the next one asks again.
					.catch(() => undefined);
			},
			onLost: () => setStreaming(false),
			events: {
				state: (fresh) => {
					told = true;
					take(fresh);
				},
				ocpp: ({ direction, frame }) => {
					const from = direction === "out" ? "charge-point" : "csms";
					const read = reader.current.read(from, Date.now(), frame);
					setFrames((frames) => [...frames.slice(1 - KEPT), read]);
				},
				log: (data) => {
					const text = typeof data === "string" ? data : JSON.stringify(data);
					const line = { key: ++lines.current, time: Date.now(), text };
					setLog((log) => [...log.slice(1 - KEPT), line]);
				},
			},
		});
	}, []);

	return {
		state,
		stateAt,
		streaming,
		frames,
		log,
		clearFrames: useCallback(() => setFrames([]), []),
		clearLog: useCallback(() => setLog([]), []),
	};
}
