import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Db } from "../database/tables";
import { Problem } from "../problem";
import { readFile, type StoredFile } from "../records/stored-files";

/** Bytes that are handed to the connection at once. */
const PIECE = 16 * 1024;
/** Whoever takes nothing for so long has gone, ms. */
const IDLE = 120_000;

/** Told how far a reader has got; `isEnd`: no more will follow. */
export type Sent = (position: number, isEnd: boolean) => Promise<void>;

/** Which bytes of a file are wanted: from `from` up to and without `to`. */
interface Span {
	from: number;
	to: number;
}

/**
 * Answers GET and HEAD with a file, or the part of it that Range asks for (RFC 9110). `sent` is told how far
 * into the file the reader has got, piece by piece, and once more at the end.
 */
export function sendFile(
	db: Db,
	file: StoredFile,
	request: FastifyRequest,
	reply: FastifyReply,
	sent?: Sent,
): FastifyReply {
	const etag = `"${file.sha256}"`;
	reply.headers({
		"accept-ranges": "bytes",
		"cache-control": "private, no-cache",
		"content-type": "application/octet-stream",
		"x-content-type-options": "nosniff",
		etag,
	});
	if (request.method === "HEAD") return reply.header("content-length", file.size).send();
	const span = spanOf(request.headers, etag, file.size);
	if (span === "none") {
		reply.header("content-range", `bytes */${file.size}`);
		throw new Problem(416, `The file has ${file.size} bytes.`);
	}
	const { from, to } = span ?? { from: 0, to: file.size };
	if (span) reply.code(206).header("content-range", `bytes ${from}-${to - 1}/${file.size}`);
	reply.header("content-length", to - from);
	return reply.send(Readable.from(pieces(db, file.id, { from, to }, reply, sent)));
}

/** What Range asks for; undefined for the whole file, as for anything that is not understood. */
function spanOf(headers: FastifyRequest["headers"], etag: string, size: number): Span | "none" | undefined {
	const asked = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.trim() ?? "");
	if (!asked || (headers["if-range"] !== undefined && headers["if-range"] !== etag)) return;
	const [, first, last] = asked;
	if (first === "") {
		if (last === "") return;
		return Number(last) === 0 || size === 0 ? "none" : { from: Math.max(0, size - Number(last)), to: size };
	}
	const from = Number(first);
	const to = last === "" ? size : Math.min(size, Number(last) + 1);
	if (last !== "" && Number(last) < from) return;
	return from >= size ? "none" : { from, to };
}

async function* pieces(
	db: Db,
	id: number,
	{ from, to }: Span,
	{ raw }: FastifyReply,
	sent?: Sent,
): AsyncGenerator<Buffer> {
	const idle = setTimeout(() => raw.destroy(), IDLE);
	let position = from;
	try {
		for await (const bytes of readFile(db, id, from, to)) {
			for (let start = 0; start < bytes.length; start += PIECE) {
				const piece = bytes.subarray(start, start + PIECE);
				yield piece;
				idle.refresh();
				position += piece.length;
				await sent?.(position, false);
			}
		}
	} finally {
		clearTimeout(idle);
		await sent?.(position, true);
	}
}
