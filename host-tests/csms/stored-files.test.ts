import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../csms/database/store";
import { sweepFiles } from "../../csms/files/sweeping";
import {
	appendToFile,
	beginFile,
	completeFile,
	dropFile,
	readFile,
	usedRoom,
} from "../../csms/records/stored-files";
import { placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

const HOUR = 3_600_000;

test("a file that is nobody's goes piece by piece: dropped, or begun long ago by a process that died", async () => {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	const begin = (age: number) =>
		store.write(async (trx) => {
			const id = await beginFile(trx, "upload", Date.now() - age);
			for (let i = 0; i < 20; i++) await appendToFile(trx, id, i * 10, Buffer.alloc(10, i));
			return id;
		});
	const [died, coming, kept, dropped] = [
		await begin(25 * HOUR),
		await begin(HOUR),
		await begin(25 * HOUR),
		await begin(0),
	];
	await store.write((trx) => completeFile(trx, { id: kept, size: 200, sha256: "00" }));
	await store.write((trx) => dropFile(trx, dropped));
	expect(await usedRoom(store.db, "upload")).toBe(600);
	await sweepFiles(store);
	const files = await store.db.selectFrom("stored_file").select("id").orderBy("id").execute();
	expect(files.map(({ id }) => id)).toEqual([coming, kept]);
	const pieces = await store.db
		.selectFrom("file_chunk")
		.select("file_id")
		.distinct()
		.orderBy("file_id")
		.execute();
	expect(pieces.map(({ file_id }) => file_id)).toEqual([coming, kept]);
	expect(files.map(({ id }) => id)).not.toContain(died);

	const parts: Buffer[] = [];
	for await (const part of readFile(store.db, kept, 15, 35)) parts.push(part);
	expect([...Buffer.concat(parts)]).toEqual([...Array(5).fill(1), ...Array(10).fill(2), ...Array(5).fill(3)]);
	await expect(readFile(store.db, dropped, 0, 10).next()).rejects.toThrow("ends at 0");
});
