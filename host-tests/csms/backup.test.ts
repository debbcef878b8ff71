import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql, type TableMetadata } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { backUp } from "../../csms/backup/back-up";
import { type AnyDb, openForRestoring, type Place } from "../../csms/backup/database";
import { readRow, writeRow } from "../../csms/backup/format";
import { restore } from "../../csms/backup/restore";
import { own, tablesOf } from "../../csms/backup/tables";
import { MIGRATIONS } from "../../csms/database/migrations";
import { Store } from "../../csms/database/store";
import { boot } from "./charge-point-peer";
import { databaseOf, onPostgres } from "./databases";
import { callRest, PASSWORD, runCsms, temporaryFolder } from "./running-csms";

/** An empty place of the database system under test. */
async function newPlace(): Promise<Place> {
	const data = temporaryFolder();
	return { data, database: await databaseOf(data) };
}

const sqlitePlace = (): Place => ({ data: temporaryFolder() });

function storeOf({ data, database }: Place): Promise<Store> {
	return Store.open(database ? { url: database } : { file: join(data, "csms.db") });
}

/** Works on the tables of a place, whatever they are. */
async function withTables<Result>(place: Place, work: (db: AnyDb) => Promise<Result>): Promise<Result> {
	const { db, close } = await openForRestoring(place);
	try {
		return await work(db);
	} finally {
		await close();
	}
}

/**
 * Fills every table with so many rows. All texts and all numbers of a row are the same, so that whatever refers to
 * another table finds its row there.
 */
async function fill(place: Place, rows: number): Promise<void> {
	await (await storeOf(place)).close();
	const value = (dataType: string, i: number): unknown => {
		if (/char|text/.test(dataType)) return `文字 "${i}"\n\u{1f50c}`;
		if (/bytea|blob/.test(dataType)) return Buffer.from([0, 255, i % 256, 10]);
		return /double|float|real/.test(dataType) ? i + 0.1 : 1000 + i;
	};
	await withTables(place, async (db) => {
		await db.transaction().execute(async (trx) => {
			const waiting = own(await tablesOf(trx));
			while (waiting.length > 0) {
				const table = waiting.shift()!;
				try {
					await trx.executeQuery(savepoint("savepoint one", trx));
					await insert(trx, table, rows, value);
					await trx.executeQuery(savepoint("release savepoint one", trx));
				} catch (error) {
					// It refers to a table that is still empty.
					if (waiting.length === 0) throw error;
					await trx.executeQuery(savepoint("rollback to savepoint one", trx));
					waiting.push(table);
				}
			}
		});
	});
}

const savepoint = (text: string, db: AnyDb) => sql.raw(text).compile(db);

async function insert(
	trx: AnyDb,
	{ name, columns }: TableMetadata,
	rows: number,
	value: (dataType: string, i: number) => unknown,
): Promise<void> {
	for (let from = 0; from < rows; from += 100) {
		const batch = Array.from({ length: Math.min(100, rows - from) }, (_, k) =>
			Object.fromEntries(
				columns.map((column, index) => [
					column.name,
					// Every third row has nothing where that is possible; the first column is the key.
					column.isNullable && index > 0 && (from + k) % 3 === 0 ? null : value(column.dataType, from + k),
				]),
			),
		);
		await trx.insertInto(name).values(batch).execute();
	}
}

/** The lines of a back-up without what differs between two of the same data: the time and the order of rows. */
function contents(file: string): unknown {
	const [header, ...lines] = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
	const { createdAt: _, ...rest } = JSON.parse(header);
	const parts: Record<string, string[]> = {};
	let part: string[] = [];
	for (const line of lines.slice(0, -1)) {
		if (line.startsWith("[")) part.push(line);
		else parts[JSON.parse(line).table] = part = [];
	}
	for (const rows of Object.values(parts)) rows.sort();
	const tables = rest.tables.toSorted((one: { name: string }, other: { name: string }) =>
		one.name < other.name ? -1 : 1,
	);
	return { ...rest, tables, parts };
}

const fileIn = (folder = temporaryFolder()) => join(folder, "back-up.gz");

async function backedUp(place: Place): Promise<string> {
	const file = fileIn();
	await backUp(place, file);
	return file;
}

test("every table comes back as it was, also from another system", async () => {
	const place = await newPlace();
	await fill(place, 250);
	const original = await backedUp(place);
	const { tables, parts } = contents(original) as {
		tables: { name: string; rows: number }[];
		parts: Record<string, string[]>;
	};
	expect(tables.map(({ name }) => name)).toEqual(
		expect.arrayContaining(["account", "transaction", "meter_value"]),
	);
	for (const { name, rows } of tables) expect([name, rows, parts[name].length]).toEqual([name, 250, 250]);

	// From PostgreSQL to SQLite and back, or from SQLite to SQLite.
	const between = sqlitePlace();
	expect(await restore(between, original, false)).toBe(250 * tables.length);
	const copy = await backedUp(between);
	expect(contents(copy)).toEqual(contents(original));
	const last = await newPlace();
	await restore(last, copy, onPostgres);
	expect(contents(await backedUp(last))).toEqual(contents(original));
});

test("the restored CSMS has the same accounts, keys and ids, and gives out none twice", async () => {
	const place = await newPlace();
	const csms = await runCsms({ ...place, acceptRegistrations: true });
	const key = "00112233445566778899aabbccddeeff";
	await csms.rest("PUT", "/charge-points/CP1", { securityProfile: 1, authorizationKey: key });
	const form = { name: "Ana", email: "ana@example.com", idTag: "ANA" };
	const registered = (await csms.rest("POST", "/registrations", form, {})).body;
	const { body: second } = await csms.rest("POST", "/registrations", { ...form, idTag: "" }, {});
	const file = await backedUp(place);
	await csms.stop();

	const copy = await newPlace();
	await restore(copy, file, onPostgres);
	const again = await runCsms({ ...copy, adminPassword: "another password" });
	const credentials = { account: "admin", password: PASSWORD };
	expect((await callRest(again.url, "POST", "/session", credentials, {})).status).toBe(200);
	expect((await again.rest("GET", "/charge-points/CP1")).body).toMatchObject({ hasAuthorizationKey: true });
	const own = await again.rest("GET", `/registrations/${registered.statusKey}/status`, undefined, {});
	expect(own.body).toMatchObject({ idTag: "ANA", status: "Accepted" });
	const third = await again.rest("POST", "/registrations", { ...form, idTag: "BO" }, {});
	expect(third.body.id).toBe(second.id + 1);
});

test("numbers go on after the highest that was ever given, also after a deletion", async () => {
	const place = await newPlace();
	const store = await storeOf(place);
	const command = {
		identity: "CP",
		action: "Reset",
		payload: "{}",
		account: "a",
		sent_at: 1,
		result: "Sent",
	};
	const add = (to: Store) =>
		to.write((trx) =>
			trx
				.insertInto("command")
				.values(command as never)
				.returning("id")
				.executeTakeFirstOrThrow(),
		);
	const ids = [await add(store), await add(store), await add(store)].map(({ id }) => id);
	await store.write((trx) => trx.deleteFrom("command").where("id", "=", ids[2]).execute());
	await store.close();
	const copy = await newPlace();
	await restore(copy, await backedUp(place), onPostgres);
	const restored = await storeOf(copy);
	expect((await add(restored)).id).toBe(ids[2] + 1);
	await restored.close();
});

test("a back-up under load is of one moment", async () => {
	const place = await newPlace();
	const csms = await runCsms(place);
	const peers = await Promise.all(["A", "B", "C"].map((identity) => boot(csms.ocpp, identity)));
	let going = true;
	const timestamp = "2026-01-01T00:00:00Z";
	const load = peers.map(async (peer, index) => {
		for (let n = 0; going; n++) {
			const start = { connectorId: 1, idTag: `${index}-${n}`, meterStart: 0, timestamp };
			const [, , { transactionId }] = await peer.call("StartTransaction", start);
			const meterValue = [{ timestamp, sampledValue: [{ value: "1" }] }];
			await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
			await peer.call("StopTransaction", { transactionId, meterStop: 1, timestamp });
		}
	});
	await peers[0].call("Heartbeat", {});
	const files: string[] = [];
	for (let n = 0; n < 3; n++) files.push(await backedUp(place));
	going = false;
	await Promise.all(load);
	for (const file of files) {
		const copy = sqlitePlace();
		await restore(copy, file, false);
		const store = await storeOf(copy);
		const orphans = await store.db
			.selectFrom("meter_value")
			.where("transaction_id", "not in", (query) => query.selectFrom("transaction").select("id"))
			.select("id")
			.execute();
		// A stop and its value of the meter are one commit.
		const unmeasured = await store.db
			.selectFrom("transaction")
			.where("stop", "is not", null)
			.where("id", "not in", (query) =>
				query
					.selectFrom("meter_value")
					.where("transaction_id", "is not", null)
					.select("transaction_id")
					.$castTo<{ transaction_id: number }>(),
			)
			.select("id")
			.execute();
		expect([orphans, unmeasured]).toEqual([[], []]);
		await store.close();
	}
});

test("the file is for its owner alone, and another one is never overwritten", async () => {
	const place = await newPlace();
	await fill(place, 3);
	const folder = temporaryFolder();
	const file = fileIn(folder);
	writeFileSync(`${file}.unfinished`, "left behind by a killed back-up", { mode: 0o644 });
	await backUp(place, file);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(readdirSync(folder)).toEqual(["back-up.gz"]);
	await expect(backUp(place, file)).rejects.toThrow(
		`The file ${file} is already there; choose another name.`,
	);
	await expect(backUp(place, join(folder, "none", "b"))).rejects.toThrow(
		/^The back-up cannot be written: ENOENT/,
	);
	const empty = temporaryFolder();
	await expect(backUp({ data: empty }, fileIn(folder).replace("back-up", "x"))).rejects.toThrow(
		`There is no database in ${empty}; name its folder with --data.`,
	);
	expect(readdirSync(folder)).toEqual(["back-up.gz"]);
});

test("what is not whole, newer, or no back-up is refused, and everything stays as it was", async () => {
	const place = await newPlace();
	await fill(place, 40);
	const good = await backedUp(place);
	const [header, ...lines] = gunzipSync(readFileSync(good)).toString().trimEnd().split("\n");
	const target = await newPlace();
	await fill(target, 2);
	const before = contents(await backedUp(target));

	const damaged = /^The back-up .* is damaged or incomplete; restore another one\.$/;
	const newer = /^The back-up .* was made by a newer version of the CSMS; restore it with that version\.$/;
	const none = /^The file .* is no back-up of a CSMS\.$/;
	const { migrations, tables, ...rest } = JSON.parse(header);
	const text = (...all: string[]) => gzipSync(`${all.join("\n")}\n`);
	const rowAt = lines.findIndex((line) => line.startsWith("["));
	const changed = lines.with(rowAt, lines[rowAt].replace("1000", "1001").replace("文字", "文宇"));
	const cases: [string, Buffer, RegExp][] = [
		["empty", Buffer.alloc(0), damaged],
		["no gzip", Buffer.from("text"), damaged],
		["cut off", readFileSync(good).subarray(0, -100), damaged],
		["a changed byte", text(header, ...changed), damaged],
		["a row too few", text(header, ...lines.toSpliced(rowAt, 1)), damaged],
		["without its end", text(header, ...lines.slice(0, -1)), damaged],
		["more after its end", text(header, ...lines, "[]"), damaged],
		[
			"other tables",
			text(JSON.stringify({ ...rest, migrations, tables: tables.slice(1) }), ...lines),
			damaged,
		],
		["a header without its fields", text(JSON.stringify(rest), ...lines), damaged],
		["a newer format", text(JSON.stringify({ ...rest, version: 2 })), newer],
		["newer tables", text(JSON.stringify({ ...rest, tables, migrations: [...migrations, "999 x"] })), newer],
		["something else", text('{"some":"json"}'), none],
	];
	for (const [what, bytes, sentence] of cases) {
		const file = fileIn();
		writeFileSync(file, bytes);
		await expect(restore(target, file, true), what).rejects.toThrow(sentence);
	}
	await expect(restore(target, join(target.data, "missing"), true)).rejects.toThrow(
		/^The back-up cannot be read: ENOENT/,
	);
	expect(contents(await backedUp(target))).toEqual(before);
});

test("a database that has something is replaced only by word, and never under a running CSMS", async () => {
	const place = await newPlace();
	const csms = await runCsms(place);
	const file = await backedUp(place);
	await expect(restore(place, file, true)).rejects.toThrow(
		/^(Another CSMS uses the data folder|A CSMS uses)/,
	);
	await csms.stop();
	await expect(restore(place, file, false)).rejects.toThrow(
		"The database is not empty; give --replace to lose what it has, or name another one.",
	);
	await restore(place, file, true);
	const foreign = sqlitePlace();
	await withTables(foreign, (db) => db.schema.createTable("theirs").addColumn("x", "text").execute());
	await expect(restore(foreign, file, true)).rejects.toThrow(/has tables that are not a CSMS's/);
	await expect(backUp(foreign, fileIn())).rejects.toThrow(/has no tables of a CSMS/);
});

test("a back-up of an older version is brought to the newest tables", async () => {
	const first = Object.keys(MIGRATIONS).sort()[0];
	const later = { ...MIGRATIONS };
	// PostgreSQL is not opened without the last one.
	const kept = [first, "010 last commits"];
	for (const name of Object.keys(MIGRATIONS)) if (!kept.includes(name)) delete MIGRATIONS[name];
	const older = await newPlace();
	if (onPostgres) {
		// The tests' databases have the newest tables from the start.
		await withTables(older, async (db) => {
			for (const { name } of await tablesOf(db)) await db.schema.dropTable(name).cascade().execute();
		});
	}
	await fill(older, 3);
	const file = await backedUp(older);
	Object.assign(MIGRATIONS, later);
	const place = await newPlace();
	await restore(place, file, onPostgres);
	const { migrations } = contents(await backedUp(place)) as { migrations: string[] };
	expect(migrations).toEqual(Object.keys(later).sort());
	const store = await storeOf(place);
	expect(await store.db.selectFrom("transaction").select("id").execute()).toHaveLength(3);
	await store.close();
});

const COMMANDS = fileURLToPath(new URL("../../csms/backup", import.meta.url));

function runCommand(name: string, argv: string[], { data, database }: Place) {
	const child = spawn(
		process.execPath,
		["--import", "tsx", join(COMMANDS, `${name}-command.ts`), ...argv, "--data", data],
		{ env: { PATH: process.env.PATH, DATABASE_URL: database }, stdio: ["ignore", "pipe", "pipe"] },
	);
	onTestFinished(() => void child.kill("SIGKILL"));
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
	return { child, ended: once(child, "close").then(([code]) => ({ code, output })) };
}

test("the commands say what they did, and in one sentence why not", { timeout: 120_000 }, async () => {
	const place = await newPlace();
	await fill(place, 2);
	const file = fileIn();
	const made = await runCommand("back-up", [file], place).ended;
	expect(made).toEqual({
		code: 0,
		output: expect.stringMatching(/^Backed up \d+ rows to .*back-up\.gz; keep it/),
	});
	expect(await runCommand("back-up", [file], place).ended).toMatchObject({ code: 1 });
	const refused = await runCommand("restore", [file], place).ended;
	expect(refused).toEqual({ code: 1, output: expect.stringMatching(/^The database is not empty; .*\n$/) });
	expect(await runCommand("restore", [file, "--replace"], place).ended).toEqual({
		code: 0,
		output: expect.stringMatching(/^Restored \d+ rows from .*\n$/),
	});
	const wrong = await runCommand("restore", [], place).ended;
	expect(wrong).toEqual({ code: 1, output: "error: missing required argument 'FILE'\n" });
});

test.skipIf(onPostgres)(
	"kill -9 in the middle of a restoration leaves what was there",
	{ timeout: 120_000 },
	async () => {
		const large = sqlitePlace();
		await fill(large, 2000);
		const file = await backedUp(large);
		const target = sqlitePlace();
		await fill(target, 5);
		const before = contents(await backedUp(target));
		const { child, ended } = runCommand("restore", [file, "--replace"], target);
		const wal = join(target.data, "csms.db-wal");
		await expect
			.poll(() => existsSync(wal) && statSync(wal).size > 1_000_000, { timeout: 20_000, interval: 5 })
			.toBe(true);
		child.kill("SIGKILL");
		expect((await ended).code).toBe(null);
		expect(contents(await backedUp(target))).toEqual(before);
		await restore(target, file, true);
		expect(contents(await backedUp(target))).toEqual(contents(file));
	},
);

test("every value that a column can have comes through", () => {
	const values = ["", "\u0000", "\ud800", '"\\\n', 0, -0.1, 2 ** 53 - 1, Number.POSITIVE_INFINITY, null];
	expect(readRow(writeRow(values), values.length)).toEqual(values);
	const bytes = Buffer.from([0, 1, 254, 255]);
	expect(readRow(writeRow([new Uint8Array(bytes), bytes]), 2)).toEqual([bytes, bytes]);
	expect(() => writeRow([true])).toThrow();
	for (const line of ["[1]", "[1,[2]]", "[1,{}]", "{}", "no JSON"]) expect(readRow(line, 2)).toBeUndefined();
});
