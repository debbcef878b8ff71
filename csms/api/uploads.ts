import { Type } from "typebox";
import type { Context } from "../context";
import { requestUpload } from "../files/request-upload";
import { sendFile } from "../files/sending";
import { sweepFiles } from "../files/sweeping";
import { Problem } from "../problem";
import { findFile, type StoredFile } from "../records/stored-files";
import { findUpload, listUploads, viewUploads } from "../records/transfer-views";
import { forgetFile } from "../records/transfers";
import { tellTransfers } from "../transfers";
import { chargePointOrProblem } from "./charge-points";
import { ChargePointParams } from "./schemas/charge-points";
import { fileAnswers, PageQuery } from "./schemas/fields";
import { TransferParams, TransferQuery } from "./schemas/transfers";
import { NewUpload, Upload } from "./schemas/uploads";
import { type Api, errors } from "./server";

/** Diagnostics and logs of charge points: asked for, followed, and kept with their files. */
export function addUploadRoutes(api: Api, context: Context): void {
	const { store } = context;
	const tags = ["uploads"];
	const path = "/charge-points/:identity/uploads";
	api.get(
		"/uploads",
		{
			schema: {
				tags,
				summary: "Uploads of all charge points, the newest first",
				querystring: TransferQuery,
				response: errors({ 200: Type.Array(Upload) }),
			},
		},
		({ query }) => listUploads(store.db, query),
	);
	api.get(
		path,
		{
			schema: {
				tags,
				summary: "Uploads of a charge point, the newest first",
				params: ChargePointParams,
				querystring: PageQuery,
				response: errors({ 200: Type.Array(Upload) }),
			},
		},
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listUploads(store.db, { ...query, identity });
		},
	);
	api.get(
		`${path}/:id`,
		{ schema: { tags, summary: "One upload", params: TransferParams, response: errors({ 200: Upload }) } },
		({ params: { identity, id } }) => view(identity, id),
	);
	api.post(
		path,
		{
			schema: {
				tags,
				summary: "Ask a charge point for its diagnostics or a log",
				description:
					"Sends GetDiagnostics or GetLog and answers with the upload, whose `state` tells also of a " +
					"refusal. 409: not connected. 502: it answered with a CALLERROR. 504: no answer in time; the " +
					"upload is followed all the same. 507: there is no room for more files.",
				params: ChargePointParams,
				body: NewUpload,
				response: errors({ 201: Upload }),
			},
		},
		async ({ params: { identity }, body, session }, reply) => {
			const id = await requestUpload(context, identity, session!.account, body);
			return reply.code(201).send(await view(identity, id));
		},
	);
	api.route({
		method: ["GET", "HEAD"],
		url: `${path}/:id/file`,
		schema: {
			tags,
			summary: "The file that has come",
			params: TransferParams,
			response: errors(fileAnswers),
		},
		handler: async (request, reply) => {
			const { identity, id } = request.params;
			const { name, ...file } = await fileOf(identity, id);
			reply.header("content-disposition", `attachment; filename="${name}"`);
			return sendFile(store.db, file, request, reply);
		},
	});
	api.delete(
		`${path}/:id/file`,
		{
			schema: {
				tags,
				summary: "Delete the file; the record of the upload stays",
				params: TransferParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params: { identity, id } }, reply) => {
			const changed = await store.write(async (trx) => forgetFile(trx, await findUpload(trx, identity, id)));
			await tellTransfers(context, changed);
			await sweepFiles(store);
			return reply.code(204).send(null);
		},
	);

	async function view(identity: string, id: number): Promise<Upload> {
		const [upload] = await viewUploads(store.db, [await findUpload(store.db, identity, id)]);
		return upload;
	}

	async function fileOf(identity: string, id: number): Promise<StoredFile & { name: string }> {
		const { file_id, received_name } = await findUpload(store.db, identity, id);
		const file = file_id === null ? undefined : await findFile(store.db, file_id);
		if (!file) throw new Problem(404, `The upload ${id} of ${identity} has no file here.`);
		return { ...file, name: received_name ?? `upload-${id}` };
	}
}
