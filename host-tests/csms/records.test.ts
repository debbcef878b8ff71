import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../csms/database/store";
import { energyOf, powerOf } from "../../csms/records/meter-values";
import { hashKey, hashPassword, matches, NO_PASSWORD } from "../../csms/secrets";
import type { SampledValue } from "../../modules/ocpp/types";
import { temporaryFolder } from "./running-csms";

async function openStore(): Promise<Store> {
	const store = await Store.open({ file: join(temporaryFolder(), "csms.db") });
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

test("a boolean never reaches the database's native library, which would end the process", async () => {
	const store = await openStore();
	const insert = store.db.insertInto("setting").values(setting("flag", true as unknown as string));
	await expect(insert.execute()).rejects.toThrow("SQLite knows no booleans");
});

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
