import { useEffect, useState } from "react";

/** The present time in ms since 1970, anew each second, or each so many ms. */
export function useNow(interval = 1000): number {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), interval);
		return () => clearInterval(timer);
	}, [interval]);
	return now;
}
