import { Type } from "typebox";
import type { Context } from "../context";
import type { TransactionRow } from "../database/tables/transactions";
import { period } from "../moment";
import { Problem } from "../problem";
import { listAuthorizations } from "../records/authorizations";
import { listMeterValues } from "../records/meter-values";
import { listAllOddStops } from "../records/odd-stops";
import { closeTransaction } from "../records/open-transactions";
import { findTransaction, listTransactions, toRecord } from "../records/transactions";
import { withCost, withCosts } from "../tariffs/costs";
import { Authorization, AuthorizationQuery } from "./schemas/drivers";
import { PageQuery } from "./schemas/fields";
import {
	MeterValue,
	OddStop,
	Transaction,
	TransactionClosing,
	TransactionParams,
	TransactionQuery,
} from "./schemas/transactions";
import { type Api, errors } from "./server";

/** The records of charging, and of who was let charge. */
export function addTransactionRoutes(api: Api, context: Context): void {
	const { store, cluster, liveMeterValues } = context;
	const tags = ["transactions"];
	api.get(
		"/transactions",
		{
			schema: {
				tags,
				summary: "Transactions, the newest first",
				querystring: TransactionQuery,
				response: errors({ 200: Type.Array(Transaction) }),
			},
		},
		async ({ query: { from, to, limit = 1000, ...filter } }) =>
			withCosts(store.db, await listTransactions(store.db, { ...filter, ...period(from, to), limit })),
	);
	api.get(
		"/transactions/:transactionId",
		{
			schema: {
				tags,
				summary: "One transaction",
				params: TransactionParams,
				response: errors({ 200: Transaction }),
			},
		},
		async ({ params }) => withCost(store.db, await read(params.transactionId)),
	);
	api.get(
		"/transactions/:transactionId/meter-values",
		{
			schema: {
				tags,
				summary: "The meter values of a transaction by their timestamps",
				params: TransactionParams,
				response: errors({ 200: Type.Array(MeterValue) }),
			},
		},
		async ({ params }) => {
			await read(params.transactionId);
			return listMeterValues(store.db, params.transactionId);
		},
	);
	api.post(
		"/transactions/:transactionId/close",
		{
			// Most have nothing to say.
			preValidation: async (request) => {
				request.body ??= {};
			},
			schema: {
				tags,
				summary: "End a transaction whose stop does not come, with its last meter value",
				description:
					"409: it has ended, or it is running visibly (its charge point is connected and nothing says " +
					"that it has ended) and force is not set. A stop that comes later corrects the record.",
				params: TransactionParams,
				body: TransactionClosing,
				response: errors({ 200: Transaction }),
			},
		},
		async ({ params: { transactionId }, body: { force = false }, session }) => {
			const { identity } = await read(transactionId);
			const { connected } = await cluster.holdings.livenessOf(identity);
			const closing = { account: session!.account, at: Date.now(), connected, force };
			const closed = await store.write((trx) => closeTransaction(trx, transactionId, closing));
			liveMeterValues.tell(context, toRecord(closed));
			return withCost(store.db, closed);
		},
	);
	api.get(
		"/odd-stops",
		{
			schema: {
				tags,
				summary: "StopTransaction messages of all charge points that did not fit, the newest first",
				querystring: PageQuery,
				response: errors({ 200: Type.Array(OddStop) }),
			},
		},
		({ query }) => listAllOddStops(store.db, query),
	);
	api.get(
		"/authorizations",
		{
			schema: {
				tags,
				summary: "Which ids asked where and what they were told, the newest first",
				querystring: AuthorizationQuery,
				response: errors({ 200: Type.Array(Authorization) }),
			},
		},
		({ query }) => listAuthorizations(store.db, { ...query, limit: query.limit ?? 100 }),
	);

	async function read(transactionId: number): Promise<TransactionRow> {
		const row = await findTransaction(store.db, transactionId);
		if (!row) throw new Problem(404, `There is no transaction ${transactionId}.`);
		return row;
	}
}
