import type { InfiniteData } from "@tanstack/react-query";
import type { ChargePoint } from "../../api/schemas/charge-points";
import type { Authorization, Registration } from "../../api/schemas/drivers";
import type { ConnectorEvent } from "../../api/schemas/events";
import type { MeterValue, Transaction } from "../../api/schemas/transactions";
import { fits, type TransactionFilter } from "./transaction-filter";

/** How an event changes a list that was asked for before. */

/** More authorizations than these are not kept on the page. */
const AUTHORIZATIONS = 500;

export function mergeChargePoint(list: ChargePoint[], changed: ChargePoint): ChargePoint[] {
	const others = list.filter(({ identity }) => identity !== changed.identity);
	return [...others, changed].sort((a, b) => (a.identity < b.identity ? -1 : 1));
}

export function mergeConnector(
	list: ChargePoint[],
	{ identity, ...connector }: ConnectorEvent,
): ChargePoint[] {
	return list.map((chargePoint) => {
		if (chargePoint.identity !== identity) return chargePoint;
		const others = chargePoint.connectors.filter(({ connectorId }) => connectorId !== connector.connectorId);
		const connectors = [...others, connector].sort((a, b) => a.connectorId - b.connectorId);
		return { ...chargePoint, connectors };
	});
}

/** Newest first; a transaction that no longer fits the filter leaves the list. */
export function mergeTransaction(
	list: Transaction[],
	filter: TransactionFilter,
	changed: Transaction,
): Transaction[] {
	const others = list.filter(({ transactionId }) => transactionId !== changed.transactionId);
	if (!fits(filter, changed)) return others;
	return [...others, changed].sort(newestFirst);
}

/** As {@link mergeTransaction}, in a list that was asked for page by page. */
export function mergeTransactionPages(
	{ pages, pageParams }: InfiniteData<Transaction[], number | undefined>,
	filter: TransactionFilter,
	changed: Transaction,
): InfiniteData<Transaction[], number | undefined> {
	const { transactionId } = changed;
	const place = pages.findIndex((page) => page.some((one) => one.transactionId === transactionId));
	const isFound = place >= 0;
	const isNewer = transactionId > Math.max(0, ...(pages[0] ?? []).map((one) => one.transactionId));
	if (!isFound && !(isNewer && fits(filter, changed))) return { pages, pageParams };
	return {
		pageParams,
		pages: pages.map((page, index) => {
			if (!isFound) return index === 0 ? [changed, ...page] : page;
			if (index !== place) return page;
			return page.flatMap((one) => {
				if (one.transactionId !== transactionId) return [one];
				return fits(filter, changed) ? [changed] : [];
			});
		}),
	};
}

function newestFirst(a: Transaction, b: Transaction): number {
	return Date.parse(b.start) - Date.parse(a.start) || b.transactionId - a.transactionId;
}

/** Oldest first; a value that is there already is not added twice. */
export function mergeMeterValues(list: MeterValue[], fresh: MeterValue[]): MeterValue[] {
	const time = ({ timestamp }: MeterValue) => Date.parse(timestamp);
	const first = Math.min(...fresh.map(time));
	// What is older than all that is new stays as it is: a long session has thousands of values.
	const settled = list.findLastIndex((value) => time(value) < first) + 1;
	const recent = list.slice(settled);
	const known = new Set(recent.map((value) => JSON.stringify(value)));
	const added = fresh.filter((value) => !known.has(JSON.stringify(value)));
	if (added.length === 0) return list;
	return [...list.slice(0, settled), ...[...recent, ...added].sort((a, b) => time(a) - time(b))];
}

/** Newest first. */
export function mergeRegistration(list: Registration[], changed: Registration): Registration[] {
	const others = list.filter(({ id }) => id !== changed.id);
	return [...others, changed].sort((a, b) => b.id - a.id);
}

/** Newest first. */
export function mergeAuthorization(list: Authorization[], fresh: Authorization): Authorization[] {
	const others = list.filter(({ id }) => id !== fresh.id);
	return [fresh, ...others].sort((a, b) => b.id - a.id).slice(0, AUTHORIZATIONS);
}

/** Newest first. */
export function mergeTransfer<Transfer extends { id: number }>(
	list: Transfer[],
	changed: Transfer,
): Transfer[] {
	const others = list.filter(({ id }) => id !== changed.id);
	return [...others, changed].sort((a, b) => b.id - a.id);
}
