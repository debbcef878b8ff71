import { describe, expect, test } from "vitest";
import { newAccount } from "./accounts-of-tests";
import { boot } from "./charge-point-peer";
import { readEvents, runCsms, shareCsms } from "./running-csms";

/** What operators enter, remove and see of a whole site. */

const csms = shareCsms();

async function start(
	peer: Awaited<ReturnType<typeof boot>>,
	idTag: string,
	meterStart = 1000,
): Promise<number> {
	const timestamp = new Date().toISOString();
	const [, , payload] = await peer.call("StartTransaction", { connectorId: 1, idTag, meterStart, timestamp });
	return payload.transactionId;
}

describe("charge points", () => {
	test("have a name and a location, which stay when they are left out and go with null", async () => {
		const put = async (body: object) => (await csms.rest("PUT", "/charge-points/NAMED", body)).body;
		expect(await put({})).toMatchObject({ name: null, location: null });
		expect(await put({ name: " Gate 1 ", location: "Jianguo Rd. 1" })).toMatchObject({
			name: "Gate 1",
			location: "Jianguo Rd. 1",
		});
		expect(await put({ tolerant: true })).toMatchObject({ name: "Gate 1", location: "Jianguo Rd. 1" });
		expect(await put({ name: null })).toMatchObject({ name: null, location: "Jianguo Rd. 1" });
		for (const name of ["", "  ", "x".repeat(101)]) {
			expect((await csms.rest("PUT", "/charge-points/NAMED", { name })).status, name).toBe(400);
		}
	});

	test("are read page by page with their connectors", async () => {
		for (const identity of ["P-1", "P-2", "P-3"]) {
			const peer = await boot(csms.ocpp, identity);
			await peer.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" });
		}
		const read = async (query: string) => (await csms.rest("GET", `/charge-points${query}`)).body;
		const all = await read("");
		const paged = [];
		for (let after = ""; ; after = `&after=${encodeURIComponent(paged.at(-1).identity)}`) {
			const page = await read(`?limit=2${after}`);
			paged.push(...page);
			if (page.length < 2) break;
		}
		expect(paged.map(({ identity }) => identity)).toEqual(
			all.map((one: { identity: string }) => one.identity),
		);
		expect(paged.find(({ identity }) => identity === "P-2").connectors).toHaveLength(1);
		expect(await read(`?after=${all.at(-1).identity}`)).toEqual([]);
	});

	test("are removed with their connection; what they charged stays", async () => {
		const { url, ocpp, rest } = await runCsms({ acceptUnknown: false });
		await rest("PUT", "/charge-points/GONE", {});
		await rest("POST", "/id-tags", { idTag: "LAST" });
		const events = await readEvents(url);
		const peer = await boot(ocpp, "GONE");
		await peer.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" });
		const transactionId = await start(peer, "LAST");
		const refused = await rest("DELETE", "/charge-points/GONE");
		expect(refused).toMatchObject({ status: 409, body: { error: expect.stringContaining("runs at") } });
		const timestamp = new Date().toISOString();
		await peer.call("StopTransaction", { transactionId, meterStop: 2000, timestamp });
		expect((await rest("DELETE", "/charge-points/GONE")).status).toBe(204);
		expect(await peer.closed).toBe(1008);
		expect(await events.next("charge-point-removed")).toEqual({ identity: "GONE" });
		expect((await rest("GET", "/charge-points/GONE")).status).toBe(404);
		expect((await rest("GET", "/charge-points")).body).toEqual([]);
		expect((await rest("GET", `/transactions/${transactionId}`)).body.energyWh).toBe(1000);
		expect((await rest("DELETE", "/charge-points/GONE")).status).toBe(404);
		// Entered again it knows nothing of the one before.
		expect((await rest("PUT", "/charge-points/GONE", {})).body.connectors).toEqual([]);
	});

	test("only administrators remove them", async () => {
		await csms.rest("PUT", "/charge-points/KEPT", {});
		const operator = await newAccount(csms, "operator", "remover");
		expect((await operator.rest("DELETE", "/charge-points/KEPT")).status).toBe(403);
		expect((await csms.rest("GET", "/charge-points/KEPT")).status).toBe(200);
	});
});

describe("ids", () => {
	test("are searched and read page by page", async () => {
		for (const [idTag, user, parentIdTag] of [
			["Search-B", "Wu", "FAMILY_1"],
			["SEARCH-A", "Chen", null],
			["other", "search%er", null],
		]) {
			await csms.rest("POST", "/id-tags", { idTag, user, parentIdTag });
		}
		const read = async (query: string) =>
			(await csms.rest("GET", `/id-tags?${query}`)).body.map(({ idTag }: { idTag: string }) => idTag);
		expect(await read("search=SEARCH")).toEqual(["other", "SEARCH-A", "Search-B"]);
		expect(await read("search=search%25")).toEqual(["other"]);
		expect(await read("search=family_")).toEqual(["Search-B"]);
		expect(await read("search=wu")).toEqual(["Search-B"]);
		expect(await read("search=search-&limit=1")).toEqual(["SEARCH-A"]);
		expect(await read("search=search-&limit=1&after=search-a")).toEqual(["Search-B"]);
	});

	test("that nobody has entered are told with how often and where, until they are entered", async () => {
		const peer = await boot(csms.ocpp, "UNKNOWN-1");
		for (const idTag of ["STRANGER", "stranger", "Nobody", "STRANGER"])
			await peer.call("Authorize", { idTag });
		const read = async () => (await csms.rest("GET", "/unknown-id-tags")).body;
		expect(await read()).toEqual([
			expect.objectContaining({ idTag: "STRANGER", attempts: 3, identity: "UNKNOWN-1", connectorId: null }),
			expect.objectContaining({ idTag: "Nobody", attempts: 1 }),
		]);
		expect((await csms.rest("GET", "/unknown-id-tags?limit=1")).body).toHaveLength(1);
		await csms.rest("POST", "/id-tags", { idTag: "Stranger" });
		expect(await read()).toEqual([expect.objectContaining({ idTag: "Nobody" })]);
	});
});

describe("the overview", () => {
	test("adds up what has started since a moment, and tells the power of what runs", async () => {
		const { ocpp, rest } = await runCsms();
		for (const idTag of ["O-1", "O-2", "O-3"]) await rest("POST", "/id-tags", { idTag });
		const from = new Date(Date.now() - 60_000).toISOString();
		const [measured, counted, ended] = [
			await boot(ocpp, "MEASURED"),
			await boot(ocpp, "COUNTED"),
			await boot(ocpp, "ENDED"),
		];
		const ids = [await start(measured, "O-1"), await start(counted, "O-2"), await start(ended, "O-3")];
		const tell = (
			peer: typeof measured,
			transactionId: number,
			minutesAgo: number,
			wh: number,
			w?: number,
		) => {
			const sampledValue: object[] = [{ value: String(wh) }];
			if (w !== undefined) {
				sampledValue.push({ value: String(w), measurand: "Power.Active.Import", unit: "W" });
			}
			const timestamp = new Date(Date.now() - minutesAgo * 60_000).toISOString();
			return peer.call("MeterValues", {
				connectorId: 1,
				transactionId,
				meterValue: [{ timestamp, sampledValue }],
			});
		};
		await tell(measured, ids[0], 2, 1100, 5000);
		await tell(measured, ids[0], 1, 1500, 7000);
		await tell(counted, ids[1], 31, 1000);
		await tell(counted, ids[1], 1, 3000);
		const timestamp = new Date().toISOString();
		await ended.call("StopTransaction", { transactionId: ids[2], meterStop: 1250, timestamp });
		const read = async (since: string) =>
			(await rest("GET", `/overview?from=${encodeURIComponent(since)}`)).body;
		await expect.poll(async () => (await read(from)).running[1]?.energyWh).toBe(3000);
		const overview = await read(from);
		expect(overview).toMatchObject({ sessions: 3, energyWh: 500 + 2000 + 250 });
		expect(overview.running).toEqual([
			expect.objectContaining({ transactionId: ids[0], powerW: 7000, energyWh: 1500, measured: true }),
			expect.objectContaining({ transactionId: ids[1], energyWh: 3000, measured: false }),
		]);
		expect(overview.running[1].powerW).toBeCloseTo(4000, -1);
		expect(await read("2100-01-01T00:00:00Z")).toMatchObject({ sessions: 0, energyWh: 0 });
		expect((await rest("GET", "/overview?from=today")).status).toBe(400);
	});

	test("the CSMS tells of itself", async () => {
		const { body } = await csms.rest("GET", "/system");
		expect(body).toMatchObject({
			version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
			database: expect.stringMatching(/^(SQLite|PostgreSQL)$/),
			chargePoints: (await csms.rest("GET", "/charge-points")).body.length,
		});
		expect(body.processes).toEqual([expect.objectContaining({ current: true })]);
		const connected = body.database === "SQLite" ? null : expect.any(Number);
		expect(body.processes[0].chargePoints).toEqual(connected);
	});
});

test("odd stops of all charge points, the newest first", async () => {
	for (const identity of ["ODD-1", "ODD-2"]) {
		const peer = await boot(csms.ocpp, identity);
		const timestamp = new Date().toISOString();
		await peer.call("StopTransaction", { transactionId: 4711, meterStop: 1, timestamp });
	}
	const { body } = await csms.rest("GET", "/odd-stops");
	expect(body.slice(0, 2).map(({ identity }: { identity: string }) => identity)).toEqual(["ODD-2", "ODD-1"]);
	expect((await csms.rest("GET", `/odd-stops?before=${body[0].id}`)).body[0].identity).toBe("ODD-1");
});

test("each change is told with its kind alone, a refused one too", async () => {
	const events = await readEvents(csms.url, { path: "/events?names=change" });
	await events.opened;
	await csms.rest("POST", "/id-tags", { idTag: "CHANGE" });
	expect(await events.next("change")).toEqual({ subject: "id-tags", accepted: true });
	await csms.rest("PATCH", "/id-tags/CHANGE", { blocked: true });
	expect(await events.next("change")).toEqual({ subject: "id-tags", accepted: true });
	await csms.rest("POST", "/id-tags", { idTag: "CHANGE" });
	expect(await events.next("change")).toEqual({ subject: "id-tags", accepted: false });
	await csms.rest("PATCH", "/settings", { cpoName: "Somebody" });
	expect(await events.next("change")).toEqual({ subject: "settings", accepted: true });
	await csms.rest("POST", "/charge-points/NOBODY/commands/Reset", { type: "Soft" });
	expect(await events.next("change")).toEqual({ subject: "charge-points", accepted: false });
});
