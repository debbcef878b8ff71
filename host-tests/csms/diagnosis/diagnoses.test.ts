import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../csms/api/schemas/diagnoses";
import { DIAGNOSIS_KINDS } from "../../../csms/api/schemas/diagnoses";
import { hasNews, keep, look } from "../../../csms/diagnosis/look";
import { FAMILIES, RULES } from "../../../csms/diagnosis/rules";
import { textKeys, WORDS } from "../../../csms/diagnosis/words";
import en from "../../../csms/texts/en/diagnosis.json" with { type: "json" };
import { newAccount } from "../accounts-of-tests";
import { BOOT, connect, type Peer } from "../charge-point-peer";
import { databaseOf, onPostgres } from "../databases";
import { type RunningCsms, readEvents, runCsms, temporaryFolder } from "../running-csms";
import { Bench, CP, DAY } from "./bench";

const QUICK = { diagnosis: { delay: 20, interval: 60_000 } };

async function booted(csms: RunningCsms, identity: string): Promise<Peer> {
	const peer = await connect(csms.ocpp, identity);
	await peer.call("BootNotification", BOOT);
	return peer;
}

function tell(peer: Peer, errorCode: string): Promise<unknown> {
	const status = errorCode === "NoError" ? "Available" : "Faulted";
	return peer.call("StatusNotification", { connectorId: 1, errorCode, status });
}

async function list(csms: RunningCsms, query = ""): Promise<Diagnosis[]> {
	return (await csms.rest("GET", `/diagnoses${query}`)).body;
}

async function until(csms: RunningCsms, query: string, length: number): Promise<Diagnosis[]> {
	await expect.poll(async () => (await list(csms, query)).length, { timeout: 10_000 }).toBe(length);
	return list(csms, query);
}

test("every kind has a rule, and every word its texts", () => {
	const kinds = FAMILIES.flatMap((family) => RULES[family].kinds);
	expect(kinds.toSorted()).toEqual([...DIAGNOSIS_KINDS].toSorted());
	expect(Object.keys(en.diagnosis).toSorted()).toEqual([...WORDS].toSorted());
	for (const words of WORDS) {
		expect(Object.keys(en.diagnosis[words])).toEqual(Object.keys(textKeys(words)));
	}
});

describe("by the API", () => {
	test("the list with its filters and pages, one of it, and who takes care of it", async () => {
		const csms = await runCsms(QUICK);
		const one = await booted(csms, "CP1");
		await tell(one, "GroundFailure");
		await tell(await booted(csms, "CP2"), "OverVoltage");
		const [second, first] = await until(csms, "?open=true", 2);
		expect([first.identity, second.identity].toSorted()).toEqual(["CP1", "CP2"]);
		expect(await list(csms, "?identity=CP1")).toMatchObject([{ identity: "CP1", subject: "GroundFailure" }]);
		expect(await list(csms, "?kind=offline")).toEqual([]);
		expect(await list(csms, "?limit=1")).toEqual([second]);
		expect(await list(csms, `?limit=1&before=${second.id}`)).toEqual([first]);
		expect((await csms.rest("GET", `/diagnoses/${first.id}`)).body).toEqual(first);

		const operator = await newAccount(csms, "operator", "olga");
		const reader = await newAccount(csms, "read-only", "rita");
		const path = `/diagnoses/${first.id}/acknowledge`;
		expect((await csms.rest("POST", path, undefined, { cookie: reader.cookie })).status).toBe(403);
		const taken = await csms.rest("POST", path, undefined, { cookie: operator.cookie });
		expect(taken.body).toMatchObject({
			id: first.id,
			acknowledgedBy: "olga",
			acknowledgedAt: expect.any(String),
		});
		expect((await csms.rest("POST", path)).body).toEqual(taken.body);
		const audit = (await csms.rest("GET", "/audit?account=olga")).body;
		expect(JSON.stringify(audit)).toContain(path);

		await tell(one, "NoError");
		expect(await until(csms, "?open=false", 1)).toMatchObject([
			{ identity: "CP1", until: expect.any(String) },
		]);
	});

	test("404 and 400 say what is wrong", async () => {
		const csms = await runCsms();
		const missing = await csms.rest("GET", "/diagnoses/7");
		expect([missing.status, missing.body]).toEqual([404, { error: "There is no diagnosis 7." }]);
		expect((await csms.rest("POST", "/diagnoses/7/acknowledge")).status).toBe(404);
		for (const query of ["open=perhaps", "kind=bad-mood", "limit=0", "before=x", "colour=red"]) {
			expect((await csms.rest("GET", `/diagnoses?${query}`)).status, query).toBe(400);
		}
		expect((await csms.rest("GET", "/diagnoses/x")).status).toBe(400);
	});

	test("the health of a charge point, and events of both", async () => {
		const csms = await runCsms(QUICK);
		const events = await readEvents(csms.url);
		await csms.rest("PUT", "/charge-points/NEW", {});
		const health = async (identity: string) =>
			(await csms.rest("GET", `/charge-points/${identity}`)).body.health;
		expect(await health("NEW")).toBe("unknown");
		const peer = await booted(csms, "CP1");
		expect(await health("CP1")).toBe("good");
		await events.opened;
		await tell(peer, "GroundFailure");
		expect(await events.next("diagnosis")).toMatchObject({
			identity: "CP1",
			subject: "GroundFailure",
			until: null,
		});
		expect(await events.next("charge-point")).toMatchObject({ identity: "CP1", health: "fault" });
		expect((await csms.rest("GET", "/charge-points")).body).toMatchObject([
			{ health: "fault" },
			{ health: "unknown" },
		]);
		await peer.call("StatusNotification", { connectorId: 1, errorCode: "WeakSignal", status: "Available" });
		await expect.poll(() => health("CP1")).toBe("warning");
		await tell(peer, "NoError");
		await expect.poll(() => health("CP1")).toBe("good");
	});
});

describe("whatever happens to the CSMS", () => {
	test("what was not looked at before it ended is found after its start", async () => {
		const data = temporaryFolder();
		const before = await runCsms({ data, diagnosis: { delay: 3_600_000, interval: 3_600_000 } });
		await tell(await booted(before, "CP1"), "GroundFailure");
		await before.stop();
		const after = await runCsms({ data, ...QUICK });
		expect(await until(after, "?open=true&kind=hardware-fault", 1)).toMatchObject([
			{ subject: "GroundFailure", count: 1 },
		]);
	});

	test("its own stop is no fault of the charge points", async () => {
		const data = temporaryFolder();
		const csms = await runCsms({ data, ...QUICK });
		await booted(csms, "CP1");
		await csms.stop();
		const ahead = { ...QUICK.diagnosis, now: () => Date.now() + 10 * 60_000 };
		const after = await runCsms({ data, diagnosis: ahead });
		await tell(await booted(after, "CP2"), "GroundFailure");
		expect(await until(after, "?open=true", 1)).toMatchObject([{ identity: "CP2" }]);
	});

	test.runIf(onPostgres)("several processes find a fault once, and what no event tells as well", async () => {
		const data = temporaryFolder();
		const database = await databaseOf(data);
		let ahead = 0;
		const diagnosis = { delay: 20, interval: 300, now: () => Date.now() + ahead };
		const processes = [
			await runCsms({ data: temporaryFolder(), database, diagnosis }),
			await runCsms({ data: temporaryFolder(), database, diagnosis }),
		];
		const events = await readEvents(processes[1].url);
		const peer = await booted(processes[0], "CP1");
		await events.opened;
		await tell(peer, "GroundFailure");
		expect(await events.next("diagnosis")).toMatchObject({ identity: "CP1", kind: "hardware-fault" });
		for (const one of processes) expect(await list(one, "?open=true")).toHaveLength(1);
		peer.close();
		await peer.closed;
		ahead = 20 * 60_000;
		const [offline] = await until(processes[1], "?open=true&kind=offline", 1);
		ahead = 2 * DAY;
		await expect.poll(async () => (await list(processes[0], "?kind=offline"))[0].severity).toBe("fault");
		expect(await list(processes[0], "?kind=offline")).toMatchObject([{ id: offline.id, count: 1 }]);
	});

	test("a look that another one has overtaken changes nothing", async () => {
		const bench = await Bench.open();
		await bench.status("Faulted", "GroundFailure");
		const first = await look(bench.store.db, CP, FAMILIES, bench.now);
		const second = await look(bench.store.db, CP, FAMILIES, bench.now);
		expect([hasNews(first), hasNews(second)]).toEqual([true, true]);
		expect(await bench.write((trx) => keep(trx, first))).toHaveLength(1);
		expect(await bench.write((trx) => keep(trx, second))).toBeUndefined();
		expect(await bench.all("hardware-fault")).toHaveLength(1);
		expect(hasNews(await look(bench.store.db, CP, FAMILIES, bench.now))).toBe(false);
	});

	test("what comes again is nobody's any more", async () => {
		const bench = await Bench.open();
		await bench.status("Faulted", "GroundFailure");
		const [found] = await bench.look();
		await bench.write((trx) =>
			trx.updateTable("diagnosis").set({ acknowledged_at: bench.now, acknowledged_by: "olga" }).execute(),
		);
		expect(await bench.look()).toMatchObject([{ acknowledgedBy: "olga" }]);
		await bench.status("Available");
		await bench.look();
		bench.now += 1000;
		await bench.status("Faulted", "GroundFailure");
		expect(await bench.look()).toMatchObject([{ id: found.id, count: 2, acknowledgedBy: null }]);
	});
});
