import { expect, onTestFinished, test, vi } from "vitest";
import { Store } from "../../csms/database/store";
import type { Db } from "../../csms/database/tables";
import { energyOf, powerOf } from "../../csms/records/meter-values";
import { hashKey, hashPassword, matches, NO_PASSWORD } from "../../csms/secrets";
import type { SampledValue } from "../../modules/ocpp/types";
import { onPostgres, placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

// The hashes themselves are tested here.
vi.unmock("../../csms/secrets");

async function openStore(): Promise<Store> {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	return store;
}

const setting = (name: string, value = "x") => ({ name, value });

test("R-MV-05 R-MV-09 energy and power are read in their units, with OCPP's defaults", () => {
	const energy = (...values: SampledValue[]) => energyOf(values);
	expect(energy({ value: "1234" })).toBe(1234);
	expect(energy({ value: "0.15003999999999998", unit: "kWh" })).toBe(150.04);
	expect(energy({ value: "12", measurand: "Energy.Active.Import.Register", unit: "Wh" })).toBe(12);
	expect(energy({ value: "12", measurand: "Energy.Active.Export.Register" })).toBe(null);
	expect(energy({ value: "12", phase: "L1" }, { value: "36" })).toBe(36);
	expect(energy({ value: "{}", format: "SignedData" }, { value: "" }, { value: "n/a" })).toBe(null);
	const power = (...values: Omit<SampledValue, "measurand">[]) =>
		powerOf(values.map((value) => ({ ...value, measurand: "Power.Active.Import" })));
	expect(power({ value: "7.36", unit: "kW" })).toBe(7360);
	expect(power({ value: "100", phase: "L1" }, { value: "200", phase: "L2" })).toBe(300);
	expect(power({ value: "100", phase: "L1" }, { value: "310" })).toBe(310);
	expect(powerOf([{ value: "100" }])).toBe(null);
});

test("a value in a unit of something else is neither energy nor power, whatever measurand it claims", () => {
	expect(energyOf([{ value: "63", unit: "Percent", location: "EV" }])).toBe(null);
	expect(
		energyOf([
			{ value: "230", unit: "V" },
			{ value: "1500", unit: "Wh" },
		]),
	).toBe(1500);
	for (const unit of ["Percent", "Wh"] as const) {
		expect(powerOf([{ value: "50", measurand: "Power.Active.Import", unit }])).toBe(null);
	}
});

test("writes that wait together share a commit, and one that fails is undone alone", async () => {
	const store = await openStore();
	const results = await Promise.allSettled([
		store.write((trx) => trx.insertInto("setting").values(setting("a")).execute()),
		store.write(async (trx) => {
			await trx.insertInto("setting").values(setting("b")).execute();
			throw new Error("changed its mind");
		}),
		store.write((trx) => trx.insertInto("setting").values(setting("a")).execute()),
		store.write((trx) => trx.insertInto("setting").values(setting("c")).execute()),
	]);
	expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
	const rows = await store.db.selectFrom("setting").select("name").orderBy("name").execute();
	expect(rows.map(({ name }) => name)).toEqual(["a", "c"]);
});

test("a job that hides an error of the database is undone alone and fails, where the database cannot go on", async () => {
	const store = await openStore();
	const insert = (trx: Db, name: string) => trx.insertInto("setting").values(setting(name)).execute();
	const hide = (name: string) =>
		store.write(async (trx) => {
			await insert(trx, name);
			await insert(trx, "a").catch(() => {});
		});
	await store.write((trx) => insert(trx, "a"));
	const alone = await Promise.allSettled([hide("b")]);
	const [beside] = await Promise.allSettled([hide("c"), store.write((trx) => insert(trx, "d"))]);
	const rows = await store.db.selectFrom("setting").select("name").orderBy("name").execute();
	const names = rows.map(({ name }) => name);
	// SQLite goes on after a statement that failed; PostgreSQL undoes what came before it too.
	expect([alone[0].status, beside.status, names.join("")]).toEqual(
		onPostgres ? ["rejected", "rejected", "ad"] : ["fulfilled", "fulfilled", "abcd"],
	);
});

test("what a repeated job did the first time is undone", async () => {
	const store = await openStore();
	let runs = 0;
	const counting = store.write(async (trx) => {
		await trx.insertInto("setting").values(setting("once")).execute();
		return ++runs;
	});
	const failing = store.write(() => Promise.reject(new Error("no")));
	await expect(failing).rejects.toThrow("no");
	expect([await counting, runs]).toEqual([2, 2]);
});

test("numbers come back as numbers, texts in the order of their code points, zero characters as U+FFFD", async () => {
	const store = await openStore();
	const names = ["b", "a", "B", "Z", "ä", "a\0"];
	await store.write(async (trx) => {
		for (const name of names) await trx.insertInto("setting").values(setting(name, "x\0")).execute();
		const start = {
			identity: "CP",
			connector_id: 2 ** 40,
			id_tag: "T",
			id_tag_key: "t",
			id_tag_status: "Invalid",
		};
		const numbers = {
			start: 1_790_000_000_000,
			meter_start: 3e9,
			last_energy_wh: 0.125,
			reservation_id: null,
		};
		await trx
			.insertInto("transaction")
			.values({ ...start, ...numbers, id_tag_status: "Invalid", message_id: "1" })
			.execute();
	});
	const row = await store.db.selectFrom("transaction").selectAll().executeTakeFirstOrThrow();
	expect(row).toMatchObject({
		id: 1,
		connector_id: 2 ** 40,
		start: 1_790_000_000_000,
		meter_start: 3e9,
		last_energy_wh: 0.125,
	});
	const sums = await store.db
		.selectFrom("transaction")
		.select(({ fn }) => [fn.sum("meter_start").as("sum"), fn.countAll().as("count")])
		.executeTakeFirst();
	expect(sums).toEqual({ sum: 3e9, count: 1 });
	const rows = await store.db.selectFrom("setting").selectAll().orderBy("name").execute();
	expect(rows.map(({ name }) => name)).toEqual(["B", "Z", "a", "a\uFFFD", "b", "ä"]);
	expect(rows[0].value).toBe("x\uFFFD");
	const found = store.db.selectFrom("setting").select("name").where("name", "=", "a\0");
	expect(await found.execute()).toEqual([{ name: "a\uFFFD" }]);
});

test("a write sees what the one before it wrote", async () => {
	const store = await openStore();
	const add = () =>
		store.write(async (trx) => {
			const rows = await trx.selectFrom("setting").select("name").execute();
			await trx
				.insertInto("setting")
				.values(setting(`${rows.length}`))
				.execute();
		});
	await Promise.all([add(), add(), add()]);
	expect(await store.db.selectFrom("setting").select("name").execute()).toHaveLength(3);
});

test.skipIf(onPostgres)(
	"a boolean never reaches SQLite's native library, which would end the process",
	async () => {
		const store = await openStore();
		const insert = store.db.insertInto("setting").values(setting("flag", true as unknown as string));
		await expect(insert.execute()).rejects.toThrow("SQLite knows no booleans");
	},
);

test("secrets are salted, and only the right one matches", async () => {
	const [one, other] = await Promise.all([hashPassword("pass"), hashPassword("pass")]);
	expect(one).not.toBe(other);
	expect(await matches("pass", one)).toBe(true);
	expect(await matches("Pass", one)).toBe(false);
	expect(await matches("", NO_PASSWORD)).toBe(false);
	const key = Buffer.from("00ff80fe", "hex");
	expect(await matches(key, await hashKey(key))).toBe(true);
	expect(await matches("00ff80fe", await hashKey(key))).toBe(false);
});
