import fastifyMultipart from "@fastify/multipart";
import { TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import type { Context } from "../context";
import { safeFileName } from "../files/addresses";
import { type ReceivedForm, receiveForm } from "../files/forms";
import { sendFile } from "../files/sending";
import { SignatureCheck } from "../files/signature";
import { discardFile, sweepFiles } from "../files/sweeping";
import { Problem } from "../problem";
import { addFirmware, deleteFirmware, findFirmware, listFirmware } from "../records/firmware";
import { fileAnswers } from "./schemas/fields";
import { Firmware, FirmwareFields, FirmwareForm, FirmwareParams } from "./schemas/firmware";
import { type Api, errors } from "./server";

/** The firmware images that charge points can be updated with. */
export async function addFirmwareRoutes(api: Api, { store, fileLimits }: Context): Promise<void> {
	const tags = ["firmware"];
	await api.register(fastifyMultipart);
	const checkFields = TypeBoxValidatorCompiler({
		schema: FirmwareFields,
		method: "POST",
		url: "/firmware",
		httpPart: "body",
	});
	api.get(
		"/firmware",
		{ schema: { tags, summary: "All images", response: errors({ 200: Type.Array(Firmware) }) } },
		() => listFirmware(store.db),
	);
	api.post(
		"/firmware",
		{
			// The form is read as it comes; its fields are checked then.
			validatorCompiler: () => () => true,
			schema: {
				tags,
				summary: "Upload an image",
				description:
					"A form with the image as `file`, of any type. With a signature and its certificate it can be " +
					"sent by SignedUpdateFirmware; 422 when they do not fit the image. 413: the image is too " +
					"large. 507: the images together are.",
				consumes: ["multipart/form-data"],
				body: FirmwareForm,
				response: errors({ 201: Firmware }),
			},
		},
		async (request, reply) => {
			if (!request.isMultipart()) throw new Problem(415, "Send a form: multipart/form-data.");
			const check = new SignatureCheck();
			const form = await receiveForm(store, request, {
				purpose: "firmware",
				limits: fileLimits,
				watch: (bytes) => check.update(bytes),
			});
			const firmware = await enter(form, check, request.session!.account).catch(async (error) => {
				const { file } = form;
				if (file) await discardFile(store, file.id);
				throw error;
			});
			return reply.code(201).send(firmware);
		},
	);
	api.route({
		method: ["GET", "HEAD"],
		url: "/firmware/:id/file",
		schema: { tags, summary: "The image itself", params: FirmwareParams, response: errors(fileAnswers) },
		handler: async (request, reply) => {
			const image = await findFirmware(store.db, request.params.id);
			reply.header("content-disposition", `attachment; filename="${image.file_name}"`);
			return sendFile(store.db, { ...image, id: image.file_id }, request, reply);
		},
	});
	api.delete(
		"/firmware/:id",
		{
			schema: {
				tags,
				summary: "Delete an image; 409 while a charge point may still fetch it",
				params: FirmwareParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			await store.write((trx) => deleteFirmware(trx, params.id));
			await sweepFiles(store);
			return reply.code(204).send(null);
		},
	);

	/** Enters the image that a form has brought. Throws a Problem (400, 422). */
	async function enter(
		{ fields, file, fileName }: ReceivedForm,
		check: SignatureCheck,
		account: string,
	): Promise<Firmware> {
		if (!file) throw new Problem(400, "The form has no file.");
		const checked = fieldsIn(fields);
		const { signature, signingCertificate } = checked;
		if ((signature === undefined) !== (signingCertificate === undefined)) {
			throw new Problem(422, "A signature and its signing certificate belong together.");
		}
		if (signature !== undefined) check.end(signature, signingCertificate!);
		const named = { ...checked, fileName: safeFileName(fileName, "firmware.bin"), account };
		return store.write((trx) => addFirmware(trx, file, named));
	}

	/** The checked fields; those left empty, as pages send them, are left out. Throws a Problem (400). */
	function fieldsIn(texts: Record<string, string>): FirmwareFields {
		const trimmed = Object.entries(texts).map(([name, text]) => {
			const value = name === "signature" ? text.replace(/\s/g, "") : text.trim().replaceAll("\r\n", "\n");
			return [name, value] as const;
		});
		const fields = Object.fromEntries(trimmed.filter(([, text]) => text !== ""));
		const verdict = checkFields(fields) as { value?: unknown; error?: unknown };
		const [error] = (verdict.error ?? []) as { instancePath: string; message: string }[];
		if (error) {
			const where = error.instancePath.slice(1);
			throw new Problem(400, `The form is wrong: ${where === "" ? "it" : where} ${error.message}.`);
		}
		return fields as FirmwareFields;
	}
}
