import { useCallback, useSyncExternalStore } from "react";
import { useFormats } from "../shared/use-formats";

/** One clock for everything on the page that counts seconds. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(() => {
		for (const each of listeners) each();
	}, 1000);
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(timer);
		timer = undefined;
	};
}

interface ElapsedProps {
	/** ISO 8601. */
	since: string;
	/** The greatest unit alone. */
	roughly?: boolean;
	/** Puts the span into a sentence. */
	words?: (duration: string) => string;
}

/** The time since a moment as it grows; nothing around it is drawn anew. */
export function Elapsed({ since, roughly = false, words }: ElapsedProps) {
	const formats = useFormats();
	const duration = useSyncExternalStore(
		subscribe,
		useCallback(() => {
			const ms = Date.now() - Date.parse(since);
			return roughly ? formats.roughly(ms) : formats.duration(ms);
		}, [since, roughly, formats]),
	);
	return <span data-elapsed>{words ? words(duration) : duration}</span>;
}
