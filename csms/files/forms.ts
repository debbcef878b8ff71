import type { MultipartFields, MultipartFile } from "@fastify/multipart";
import type { FastifyError, FastifyRequest } from "fastify";
import type { Store } from "../database/store";
import { Problem } from "../problem";
import type { StoredFile } from "../records/stored-files";
import { type Receiving, receiveFile } from "./receiving";
import { discardFile } from "./sweeping";

/** Bytes of a text field, such as a certificate in PEM. */
const FIELD_SIZE = 8192;
const FIELDS = 20;

/** What a form has brought. */
export interface ReceivedForm {
	fields: Record<string, string>;
	/** Stored, and nobody's so far; undefined when the form has none. */
	file: StoredFile | undefined;
	/** As its sender calls it. */
	fileName: string;
}

/**
 * Reads a form (multipart/form-data) with one file, which is stored as it comes. A failure leaves nothing
 * behind. Throws a Problem: 400 and 413 for the form, and those of {@link receiveFile}.
 */
export async function receiveForm(
	store: Store,
	request: FastifyRequest,
	receiving: Receiving,
): Promise<ReceivedForm> {
	const form: ReceivedForm = { fields: {}, file: undefined, fileName: "" };
	try {
		for await (const part of partsOf(request, receiving)) {
			if (part.type === "field") form.fields[part.fieldname] = String(part.value);
			else {
				form.file = await receiveFile(store, part.file, receiving);
				form.fileName = part.filename ?? "";
			}
		}
		return form;
	} catch (error) {
		const { file } = form;
		if (file) await discardFile(store, file.id);
		throw error;
	}
}

type Part = Extract<MultipartFields[string], { type: "field" }> | MultipartFile;

async function* partsOf(request: FastifyRequest, { purpose, limits }: Receiving): AsyncGenerator<Part> {
	const fileSize = limits.file[purpose] + 1;
	try {
		yield* request.parts({ limits: { files: 1, fileSize, fields: FIELDS, fieldSize: FIELD_SIZE } });
	} catch (error) {
		const { statusCode } = error as FastifyError;
		if (statusCode === 413) throw new Problem(413, `A form has one file and ${FIELDS} fields at most.`);
		throw new Problem(400, "The form is broken, or has not come to its end.");
	}
}
