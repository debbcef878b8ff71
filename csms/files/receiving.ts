import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Store } from "../database/store";
import type { FilePurpose } from "../database/tables/files";
import { Problem } from "../problem";
import { appendToFile, beginFile, type StoredFile, usedRoom } from "../records/stored-files";
import { type FileLimits, sizeText } from "./limits";
import { discardFile, sweepFiles } from "./sweeping";

/** Bytes of a piece at least, but for the last one. */
const CHUNK = 256 * 1024;
/** Whoever sends nothing for so long has gone, ms. */
const IDLE = 120_000;

export interface Receiving {
	purpose: FilePurpose;
	limits: FileLimits;
	/** Is shown every byte on its way to the database. */
	watch?: (bytes: Buffer) => void;
}

/**
 * Stores a stream as it comes. The file counts once `completeFile` has made it somebody's; a failure leaves
 * nothing behind. Throws a Problem: 400 when the connection breaks, 408, 413, 507 when there is no room.
 */
export async function receiveFile(
	store: Store,
	source: Readable,
	{ purpose, limits, watch }: Receiving,
): Promise<StoredFile> {
	// Such as those that were on their way when a process died.
	await sweepFiles(store);
	const id = await store.write((trx) => beginFile(trx, purpose, Date.now()));
	const hash = createHash("sha256");
	let size = 0;
	try {
		for await (const bytes of chunksOf(source, limits.file[purpose])) {
			hash.update(bytes);
			watch?.(bytes);
			const position = size;
			size += bytes.length;
			await store.write(async (trx) => {
				await appendToFile(trx, id, position, bytes);
				if ((await usedRoom(trx, purpose)) > limits.total[purpose]) throw noRoom(purpose, limits);
			});
		}
		return { id, size, sha256: hash.digest("hex") };
	} catch (error) {
		// The answer needs the connection, and whatever still comes in has to go somewhere.
		source.resume();
		await discardFile(store, id);
		throw error;
	}
}

const NAMES: Record<FilePurpose, string> = {
	firmware: "Firmware images",
	upload: "Uploads",
	report: "Reports",
};

/** Why no more files of that purpose are taken. */
export function noRoom(purpose: FilePurpose, { total }: FileLimits): Problem {
	return new Problem(
		507,
		`${NAMES[purpose]} may take ${sizeText(total[purpose])} together; delete old ones first.`,
	);
}

/** Why a file is refused that is larger than one may be. */
export function tooLarge(limit: number): Problem {
	return new Problem(413, `A file may have ${sizeText(limit)} at most.`);
}

async function* chunksOf(source: Readable, limit: number): AsyncGenerator<Buffer> {
	const idle = setTimeout(() => source.destroy(new Problem(408, "The file stopped coming.")), IDLE);
	let parts: Buffer[] = [];
	let length = 0;
	let size = 0;
	try {
		for await (const part of partsOf(source)) {
			idle.refresh();
			size += part.length;
			if (size > limit) throw tooLarge(limit);
			length += part.length;
			parts.push(part);
			if (length < CHUNK) continue;
			yield Buffer.concat(parts);
			parts = [];
			length = 0;
		}
		if (length > 0) yield Buffer.concat(parts);
	} finally {
		clearTimeout(idle);
	}
}

async function* partsOf(source: Readable): AsyncGenerator<Buffer> {
	try {
		yield* source.iterator({ destroyOnReturn: false });
	} catch (error) {
		if (error instanceof Problem) throw error;
		throw new Problem(400, "The connection or the form broke before the file was whole.");
	}
}
