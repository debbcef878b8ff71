import { Type } from "typebox";
import type { Context } from "../context";
import { sendFile } from "../files/sending";
import { Problem } from "../problem";
import { findRun, listRuns, toRun } from "../records/report-runs";
import { addSchedule, changeSchedule, deleteSchedule, listSchedules } from "../records/report-schedules";
import { readSettings } from "../records/settings";
import { findFile } from "../records/stored-files";
import { fileAnswers } from "./schemas/fields";
import {
	NewReportSchedule,
	ReportRun,
	ReportRunParams,
	ReportRunQuery,
	ReportSchedule,
	ReportScheduleChange,
	ReportScheduleParams,
} from "./schemas/reports";
import { type Api, errors } from "./server";

/** Reports that are made again and again, and what was made. */
export function addReportScheduleRoutes(api: Api, { store, settings, reportRuns }: Context): void {
	const tags = ["reports"];
	const now = async () => ({
		at: Date.now(),
		timeZone: (await readSettings(store.db, settings)).timeZone,
	});
	api.get(
		"/report-schedules",
		{
			schema: {
				tags,
				summary: "The reports that are made again and again",
				response: errors({ 200: Type.Array(ReportSchedule) }),
			},
		},
		() => listSchedules(store.db),
	);
	api.post(
		"/report-schedules",
		{
			schema: {
				tags,
				summary: "Have a report made each day, week or month",
				description:
					"It is about the day, week or month before, kept for download, and sent by e-mail to the " +
					"recipients. One that was due while the CSMS was down is made at its next start.",
				body: NewReportSchedule,
				response: errors({ 201: ReportSchedule }),
			},
		},
		async ({ body, session }, reply) => {
			const given = { ...(await now()), account: session!.account };
			return reply.code(201).send(await store.write((trx) => addSchedule(trx, body, given)));
		},
	);
	api.patch(
		"/report-schedules/:id",
		{
			schema: {
				tags,
				summary: "Change, pause or resume a schedule",
				params: ReportScheduleParams,
				body: ReportScheduleChange,
				response: errors({ 200: ReportSchedule }),
			},
		},
		async ({ params: { id }, body }) => {
			const given = await now();
			return store.write((trx) => changeSchedule(trx, id, body, given));
		},
	);
	api.delete(
		"/report-schedules/:id",
		{
			schema: {
				tags,
				summary: "Delete a schedule; what it has made stays for as long as it is kept",
				params: ReportScheduleParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params: { id } }, reply) => {
			await store.write((trx) => deleteSchedule(trx, id));
			return reply.code(204).send(null);
		},
	);
	api.post(
		"/report-schedules/:id/runs",
		{
			schema: {
				tags,
				summary: "Make and send a report at once, about the last whole day, week or month",
				params: ReportScheduleParams,
				response: errors({ 202: ReportRun }),
			},
		},
		async ({ params: { id }, session }, reply) =>
			reply.code(202).send(toRun(await reportRuns.makeNow(id, session!.account))),
	);
	api.get(
		"/report-runs",
		{
			schema: {
				tags,
				summary: "The reports that the schedules have made, the newest first",
				querystring: ReportRunQuery,
				response: errors({ 200: Type.Array(ReportRun) }),
			},
		},
		({ query: { limit = 100, ...page } }) => listRuns(store.db, { ...page, limit }),
	);
	api.route({
		method: ["GET", "HEAD"],
		url: "/report-runs/:id/file",
		schema: {
			tags,
			summary: "The file of a report; 409 while it is being made or when it could not be made",
			params: ReportRunParams,
			response: errors(fileAnswers),
		},
		handler: async (request, reply) => {
			const { id, file_id, file_name } = await findRun(store.db, request.params.id);
			const file = file_id === null ? undefined : await findFile(store.db, file_id);
			if (!file) throw new Problem(409, `The report ${id} has no file.`);
			reply.header("content-disposition", `attachment; filename="${file_name}"`);
			return sendFile(store.db, file, request, reply);
		},
	});
}
