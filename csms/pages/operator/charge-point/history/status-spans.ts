import type { StatusNotification } from "../../../../api/schemas/charge-point-records";

type Told = Pick<StatusNotification, "connectorId" | "status" | "errorCode" | "timestamp">;

/** For how long a connector had a status. */
export interface StatusSpan {
	/** Null: not known. */
	status: StatusNotification["status"] | null;
	errorCode: string;
	/** Milliseconds since 1970. */
	from: number;
	to: number;
}

/** Spans shorter than this part of the period are joined with the one before. */
const SHORTEST = 1 / 600;

/**
 * What one connector was from `from` to `to`, without a gap. `told` and `before` are the newest first; `before` is
 * what was told before the period.
 */
export function statusSpans(
	told: readonly Told[],
	before: readonly Told[],
	connectorId: number,
	from: number,
	to: number,
): StatusSpan[] {
	const own = (one: Told) => one.connectorId === connectorId;
	const first = before.find(own);
	const spans: StatusSpan[] = [
		{ status: first?.status ?? null, errorCode: first?.errorCode ?? "NoError", from, to },
	];
	for (const { status, errorCode, timestamp } of told.filter(own).toReversed()) {
		const at = Math.min(Math.max(Date.parse(timestamp), from), to);
		const last = spans[spans.length - 1];
		if (last.status === status && last.errorCode === errorCode) continue;
		last.to = at;
		if (at - last.from < (to - from) * SHORTEST) spans.pop();
		spans.push({ status, errorCode, from: spans.at(-1)?.to ?? from, to });
	}
	return spans;
}
