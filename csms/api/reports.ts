import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Context } from "../context";
import type { Language } from "../pages/shared/languages";
import { Problem } from "../problem";
import { readOwnTransaction, toOwnTransaction } from "../records/own";
import { readSettings } from "../records/settings";
import { findTransaction } from "../records/transactions";
import { userOrProblem } from "../records/users";
import { reportOf } from "../reports/make-report";
import { receiptOf } from "../reports/receipt";
import { fileNameOf, fileOf } from "../reports/report-file";
import { withCost } from "../tariffs/costs";
import { acceptedDriver } from "./me";
import type { OwnTransaction } from "./schemas/me";
import {
	CONTENT_TYPES,
	ReceiptQuery,
	ReportParams,
	ReportQuery,
	receiptAnswers,
	reportAnswers,
} from "./schemas/reports";
import { TransactionParams } from "./schemas/transactions";
import { type Api, errors } from "./server";

/** Reports of a period on demand, and the receipts of sessions. */
export function addReportRoutes(api: Api, context: Context): void {
	const { store, settings, reportFiles } = context;
	api.get(
		"/reports/:kind",
		{
			schema: {
				tags: ["reports"],
				summary: "A report of some days as CSV, XLSX or PDF",
				description:
					"Sums are those of the rows above them. 413: the report has more rows than the format takes (PDF " +
					"5000, XLSX 100000); CSV takes any number.",
				params: ReportParams,
				querystring: ReportQuery,
				response: errors(reportAnswers),
			},
		},
		async ({ params: { kind }, query: { format, from, to, language = "en" } }, reply) => {
			const report = await reportOf(context, { kind, language, from, to });
			const pieces = await fileOf(context, report, format);
			return send(reply, fileNameOf(report, format), CONTENT_TYPES[format], Readable.from(pieces));
		},
	);
	const description = "409 while it runs.";
	api.get(
		"/transactions/:transactionId/receipt",
		{
			schema: {
				tags: ["transactions"],
				summary: "The record of a transaction that has ended, for its driver, as PDF",
				description,
				params: TransactionParams,
				querystring: ReceiptQuery,
				response: errors(receiptAnswers),
			},
		},
		async ({ params: { transactionId }, query: { language = "en" } }, reply) => {
			const row = await findTransaction(store.db, transactionId);
			if (!row) throw new Problem(404, `There is no transaction ${transactionId}.`);
			const { user, ...transaction } = await withCost(store.db, row);
			return sendReceipt(reply, toOwnTransaction({ user, ...transaction }), user, language);
		},
	);
	api.get(
		"/me/transactions/:transactionId/receipt",
		{
			config: { access: "driver" },
			schema: {
				tags: ["me"],
				summary: "The record of one of the own transactions that has ended, as PDF",
				description,
				params: TransactionParams,
				querystring: ReceiptQuery,
				response: errors(receiptAnswers),
			},
		},
		async (request, reply) => {
			const userId = await acceptedDriver(context, request);
			const { name, language: own } = await userOrProblem(store.db, userId);
			const row = await readOwnTransaction(store.db, userId, request.params.transactionId);
			const transaction = toOwnTransaction(await withCost(store.db, row));
			return sendReceipt(reply, transaction, name, request.query.language ?? own ?? "en");
		},
	);

	async function sendReceipt(
		reply: FastifyReply,
		transaction: OwnTransaction,
		driver: string | null,
		language: Language,
	): Promise<FastifyReply> {
		const { cpoName: author, timeZone } = await readSettings(store.db, settings);
		const report = receiptOf(transaction, { language, timeZone, author, driver });
		const file = Buffer.from(await reportFiles.make(report, "pdf"));
		return send(reply, fileNameOf(report, "pdf"), CONTENT_TYPES.pdf, file);
	}
}

function send(reply: Pick<FastifyReply, "headers">, fileName: string, type: string, body: Readable | Buffer) {
	return (reply as FastifyReply)
		.headers({
			"cache-control": "private, no-store",
			"content-disposition": `attachment; filename="${fileName}"`,
			"content-type": type,
			"x-content-type-options": "nosniff",
		})
		.send(body);
}
