import { useCallback, useEffect, useRef, useState } from "react";
import { type Frame, FrameReader } from "../../csms/pages/shared/frames";
import type { PanelState } from "./control-api";

export interface LogLine {
	key: number;
	time: number;
	text: string;
}

/** More frames and log lines than these are forgotten, the oldest first. */
const KEPT = 500;

/** What the panel knows of the simulator now. */
export interface Live {
	/** Null until the simulator has told it for the first time. */
	state: PanelState | null;
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
	const [state, setState] = useState<PanelState | null>(null);
	const [stateAt, setStateAt] = useState(0);
	const [streaming, setStreaming] = useState(true);
	const [frames, setFrames] = useState<Frame[]>([]);
	const [log, setLog] = useState<LogLine[]>([]);
	const reader = useRef(new FrameReader());
	const lines = useRef(0);

	useEffect(() => {
		const take = (fresh: PanelState) => {
			setState(fresh);
			setStateAt(Date.now());
		};
		const source = new EventSource("/api/events");
		source.addEventListener("open", () => {
			setStreaming(true);
			reader.current.reset();
			fetch("/api/state")
				.then((response) => response.json())
				.then(take)
				// The stream breaks as well then, and the next one asks again.
				.catch(() => undefined);
		});
		source.addEventListener("error", () => setStreaming(false));
		source.addEventListener("state", (event) => take(JSON.parse(event.data)));
		source.addEventListener("ocpp", (event) => {
			const { direction, frame } = JSON.parse(event.data) as { direction: "out" | "in"; frame: unknown };
			const read = reader.current.read(direction === "out" ? "charge-point" : "csms", Date.now(), frame);
			setFrames((frames) => [...frames.slice(1 - KEPT), read]);
		});
		source.addEventListener("log", (event) => {
			const line = { key: ++lines.current, time: Date.now(), text: logText(event.data) };
			setLog((log) => [...log.slice(1 - KEPT), line]);
		});
		return () => source.close();
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

/** A log event's data is text, plain or as JSON. */
function logText(data: string): string {
	try {
		const value: unknown = JSON.parse(data);
		return typeof value === "string" ? value : JSON.stringify(value);
	} catch {
		return data;
	}
}
