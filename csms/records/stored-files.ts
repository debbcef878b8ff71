import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { FilePurpose } from "../database/tables/files";

/** A file that is whole. */
export interface StoredFile {
	id: number;
	/** Bytes. */
	size: number;
	/** In hexadecimal. */
	sha256: string;
}

/** A file that never became whole is nobody's after so long, ms. */
const ABANDONED = 24 * 3600 * 1000;

/** Pieces that are removed at once: whoever waits for a commit should not wait for a large file to go. */
const SWEPT = 8;

/** Enters a file whose pieces will come; answers its number. */
export async function beginFile(db: Db, purpose: FilePurpose, at: Moment): Promise<number> {
	const { id } = await db
		.insertInto("stored_file")
		.values({ purpose, size: 0, created_at: at })
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** Adds the next bytes: those from `position` on. */
export async function appendToFile(db: Db, id: number, position: number, bytes: Uint8Array): Promise<void> {
	await db.insertInto("file_chunk").values({ file_id: id, position, bytes }).execute();
	await db
		.updateTable("stored_file")
		.set({ size: position + bytes.length })
		.where("id", "=", id)
		.execute();
}

/** The file is whole, and from now on somebody's. */
export async function completeFile(db: Db, { id, sha256 }: StoredFile): Promise<void> {
	await db.updateTable("stored_file").set({ sha256 }).where("id", "=", id).execute();
}

/** From now on it is nobody's and takes no room; {@link sweepFile} removes it. */
export async function dropFile(db: Db, id: number): Promise<void> {
	await db
		.updateTable("stored_file")
		.set({ sha256: null, size: 0, created_at: 0 })
		.where("id", "=", id)
		.execute();
}

/** Removes some pieces of a file that is nobody's; false when there is none. */
export async function sweepFile(db: Db, at: Moment): Promise<boolean> {
	const file = await db
		.selectFrom("stored_file")
		.select("id")
		.where("sha256", "is", null)
		.where("created_at", "<", at - ABANDONED)
		.orderBy("id")
		.executeTakeFirst();
	if (!file) return false;
	const pieces = await db
		.selectFrom("file_chunk")
		.select("position")
		.where("file_id", "=", file.id)
		.orderBy("position")
		.limit(SWEPT)
		.execute();
	await db
		.deleteFrom("file_chunk")
		.where("file_id", "=", file.id)
		.where("position", "<=", pieces.at(-1)?.position ?? 0)
		.execute();
	if (pieces.length < SWEPT) await db.deleteFrom("stored_file").where("id", "=", file.id).execute();
	return true;
}

/** The file, or undefined while it is not whole. */
export async function findFile(db: Db, id: number): Promise<StoredFile | undefined> {
	const row = await db.selectFrom("stored_file").selectAll().where("id", "=", id).executeTakeFirst();
	return row && row.sha256 !== null ? { id: row.id, size: row.size, sha256: row.sha256 } : undefined;
}

/** Bytes of all files of a purpose, also of those that are still coming. */
export async function usedRoom(db: Db, purpose: FilePurpose): Promise<number> {
	const { used } = await db
		.selectFrom("stored_file")
		.select(({ fn }) => fn.sum("size").as("used"))
		.where("purpose", "=", purpose)
		.executeTakeFirstOrThrow();
	return Number(used ?? 0);
}

/** The bytes of a file from `from` up to and without `to`, in pieces. Throws when the file is gone. */
export async function* readFile(db: Db, id: number, from: number, to: number): AsyncGenerator<Buffer> {
	let position = from;
	while (position < to) {
		const row = await db
			.selectFrom("file_chunk")
			.selectAll()
			.where("file_id", "=", id)
			.where("position", "<=", position)
			.orderBy("position", "desc")
			.limit(1)
			.executeTakeFirst();
		const bytes =
			row && Buffer.from(row.bytes as ArrayBuffer).subarray(position - row.position, to - row.position);
		if (!bytes?.length) throw new Error(`The file ${id} ends at ${position}, before ${to}`);
		yield bytes;
		position += bytes.length;
	}
}
