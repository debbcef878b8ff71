import { Readable } from "node:stream";
import fastifyMultipart from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Context } from "../context";
import type { TransferRow } from "../database/tables/files";
import { FILES, safeFileName } from "../files/addresses";
import { receiveForm } from "../files/forms";
import { receiveFile, tooLarge } from "../files/receiving";
import { type Sent, sendFile } from "../files/sending";
import { discardFile, sweepFiles } from "../files/sweeping";
import { Problem } from "../problem";
import { findFirmware } from "../records/firmware";
import type { StoredFile } from "../records/stored-files";
import { findByToken, recordFile, recordServed } from "../records/transfers";
import { tellTransfers } from "../transfers";
import { fileAnswers } from "./schemas/fields";
import { type Api, errors } from "./server";

/** Milliseconds between notes of how far a charge point has fetched an image. */
const PROGRESS = 2000;

/** Documented is the first; some charge points set a slash too many, or leave the one at the end away. */
const PATHS = [`${FILES}:token/:fileName`, `${FILES}:token/*`, `${FILES}:token`];

const FileParams = Type.Object({ token: Type.String(), fileName: Type.Optional(Type.String()) });

/** A file that has come, and how its sender calls it. */
interface Received {
	file: StoredFile;
	name: string;
}

/**
 * Where charge points fetch images and send files. They cannot sign in: each address has a token that nobody
 * can guess, for one charge point and one request.
 */
export async function addFileRoutes(api: Api, context: Context): Promise<void> {
	const { store, log, fileLimits } = context;
	const tags = ["files"];
	api.removeAllContentTypeParsers();
	await api.register(fastifyMultipart);
	api.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
	for (const url of PATHS) {
		// A whole fleet may come from one address, and whoever knows a token is no stranger.
		const config = { unlimited: true };
		const schema = { tags, params: FileParams, security: [], hide: url !== PATHS[0] };
		api.route({
			method: ["GET", "HEAD"],
			url,
			config,
			schema: {
				...schema,
				summary: "Fetch a firmware image, as a charge point is told; Range goes on where it broke off",
				response: errors(fileAnswers),
			},
			handler: async (request, reply) => {
				const transfer = await openTransfer(request.params.token);
				if (transfer.firmware_id === null) throw notOpen();
				const { file_id: id, size, sha256 } = await findFirmware(store.db, transfer.firmware_id);
				return sendFile(store.db, { id, size, sha256 }, request, reply, progressOf(transfer));
			},
		});
		api.route({
			method: ["PUT", "POST"],
			url,
			config,
			schema: {
				...schema,
				summary: "Send a file, as a charge point is told: the file itself, or a multipart form with it",
				response: errors({ 201: Type.Null(), 204: Type.Null() }),
			},
			handler: async (request, reply) => {
				// Only kept when all of the file has been read.
				reply.header("connection", "close");
				const transfer = await openTransfer(request.params.token);
				if (transfer.kind === null) throw notOpen();
				const { file, name } = await receive(request, transfer);
				const { identity, id } = transfer;
				const changed = await store
					.write((trx) => recordFile(trx, id, file, name))
					.catch(async (error) => {
						await discardFile(store, file.id);
						throw error;
					});
				log.info({ identity, upload: id, size: file.size }, "A file has come.");
				await tellTransfers(context, changed);
				await sweepFiles(store);
				reply.removeHeader("connection");
				return reply.code(transfer.file_id === null ? 201 : 204).send(null);
			},
		});
	}

	async function openTransfer(token: string): Promise<TransferRow> {
		const transfer = await findByToken(store.db, token, Date.now());
		if (!transfer) throw notOpen();
		return transfer;
	}

	async function receive(request: FastifyRequest, transfer: TransferRow): Promise<Received> {
		const { headers, params } = request;
		const limit = fileLimits.file.upload;
		if (Number(headers["content-length"]) > limit && !request.isMultipart()) throw tooLarge(limit);
		if (headers["content-range"] !== undefined) throw new Problem(400, "Send the file as a whole.");
		const { fileName, "*": rest } = params as Record<string, string | undefined>;
		const path = fileName ?? rest ?? "";
		const otherwise = safeFileName(transfer.file_name ?? "", `upload-${transfer.id}`);
		const receiving = { purpose: "upload", limits: fileLimits } as const;
		if (request.isMultipart()) {
			const { file, fileName: name } = await receiveForm(store, request, receiving);
			if (!file) throw new Problem(400, "The form has no file.");
			return { file, name: safeFileName(name, safeFileName(path, otherwise)) };
		}
		const name = safeFileName(path, otherwise);
		const isGzip = headers["content-encoding"]?.toLowerCase() === "gzip" && !name.endsWith(".gz");
		// A request without a body has no stream, and is an empty file.
		const body = (request.body as Readable | undefined) ?? Readable.from([]);
		const file = await receiveFile(store, body, receiving);
		return { file, name: isGzip ? `${name}.gz` : name };
	}

	/** Notes now and then, and at the end, how far a charge point has got. */
	function progressOf({ id }: TransferRow): Sent {
		let noted = 0;
		return async (position, isEnd) => {
			const now = Date.now();
			if (!isEnd && now - noted < PROGRESS) return;
			noted = now;
			try {
				await tellTransfers(context, await store.write((trx) => recordServed(trx, id, position)));
			} catch (error) {
				log.warn(error, "How far an image was fetched could not be noted.");
			}
		};
	}
}

function notOpen(): Problem {
	return new Problem(404, "There is nothing at this address, or no longer.");
}
