import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ChargePoint } from "../../api/schemas/charge-points";
import type { MeterValuesEvent } from "../../api/schemas/events";
import type { Overview } from "../../api/schemas/overview";
import type { Transaction } from "../../api/schemas/transactions";
import { call, withQuery } from "./client";
import { keys } from "./keys";
import { useTransactionsBy } from "./transactions";

const HOUR = 3_600_000;

/** What is charged now, and since the reader's day began. */
const OVERVIEW = {
	queryKey: keys.overview,
	queryFn: () => call<Overview>("GET", withQuery("/overview", { from: startOfToday() })),
};

function startOfToday(): string {
	const now = new Date();
	return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
}

/** What is charged now, and since the reader's day began. */
export function useOverview() {
	return useQuery(OVERVIEW);
}

/** What all charge points draw, W; what one did before it lost its connection says nothing of now. */
export function powerOf({ running }: Overview, chargePoints: readonly ChargePoint[]): number {
	const connected = new Set(
		chargePoints.filter(({ connected }) => connected).map(({ identity }) => identity),
	);
	return running
		.filter(({ identity }) => connected.has(identity))
		.reduce((sum, { powerW }) => sum + (powerW ?? 0), 0);
}

/** The power of a running transaction, W; undefined while it is not known. */
export function usePower(transactionId: number): number | undefined {
	const select = useCallback(
		({ running }: Overview) =>
			running.find((one) => one.transactionId === transactionId)?.powerW ?? undefined,
		[transactionId],
	);
	return useQuery({ ...OVERVIEW, select }).data;
}

/** The running transactions of one charge point; the same list as long as none of them changes. */
export function useRunning(identity: string): Transaction[] {
	const select = useCallback(
		(list: Transaction[]) => list.filter((transaction) => transaction.identity === identity),
		[identity],
	);
	return useTransactionsBy({ active: true }, select).data ?? NONE;
}

const NONE: Transaction[] = [];

/** How meter values change what is known of the power. */
export function mergePower(overview: Overview, { transactionId, meterValue }: MeterValuesEvent): Overview {
	const known = overview.running.find((one) => one.transactionId === transactionId);
	const last = meterValue.at(-1);
	if (!known || !last) return overview;
	const { timestamp, energyWh, powerW } = last;
	const passed = known.timestamp === null ? 0 : Date.parse(timestamp) - Date.parse(known.timestamp);
	if (passed < 0) return overview;
	const grown = energyWh !== null && known.energyWh !== null && passed > 0;
	const mean = grown ? ((energyWh - known.energyWh!) / passed) * HOUR : known.powerW;
	const measured = powerW !== null || known.measured;
	const changed = {
		...known,
		timestamp,
		energyWh: energyWh ?? known.energyWh,
		powerW: measured ? (powerW ?? known.powerW) : mean,
		measured,
	};
	return { ...overview, running: overview.running.map((one) => (one === known ? changed : one)) };
}

/** A transaction that has started is there from now on; one that has ended draws nothing any more. */
export function mergeRunning(overview: Overview, { transactionId, identity, active }: Transaction): Overview {
	const { running } = overview;
	if (running.some((one) => one.transactionId === transactionId) === active) return overview;
	const nothing = { transactionId, identity, timestamp: null, energyWh: null, powerW: null, measured: false };
	return {
		...overview,
		running: active ? [...running, nothing] : running.filter((one) => one.transactionId !== transactionId),
	};
}
