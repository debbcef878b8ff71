import fc from "fast-check";
import { beforeAll, expect, test, vi } from "vitest";
import type { Transaction } from "../../csms/api/schemas/transactions";
import type { Column } from "../../csms/reports/report";
import { Sums } from "../../csms/reports/sums";
import { newAccount } from "./accounts-of-tests";
import { boot, type Peer } from "./charge-point-peer";
import { download, readCsv, readPdf, readXlsx } from "./report-files";
import { shareCsms } from "./running-csms";

// A thread that makes PDFs takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const csms = shareCsms();
const MINUTE = 60_000;

/** Reads a report of some days. */
async function report(kind: string, from: string, to: string, more = "format=csv"): Promise<Buffer> {
	const { status, bytes } = await download(csms, `/reports/${kind}?from=${from}&to=${to}&${more}`);
	expect(status, String(bytes.subarray(0, 200))).toBe(200);
	return bytes;
}

interface Session {
	identity: string;
	connectorId: number;
	idTag: string;
	/** Minutes after the session before. */
	pause: number;
	minutes: number;
	/** Clocks of charge points tell parts of seconds. */
	milliseconds?: number;
	energyWh: number;
}

/** Charges as told, one after another from a moment on. */
async function charge(peers: Map<string, Peer>, sessions: readonly Session[], from: string): Promise<void> {
	let at = Date.parse(from);
	for (const { identity, connectorId, idTag, pause, minutes, milliseconds = 0, energyWh } of sessions) {
		const peer = peers.get(identity)!;
		at += pause * MINUTE;
		const start = { connectorId, idTag, meterStart: 1000, timestamp: new Date(at).toISOString() };
		const [, , { transactionId }] = await peer.call("StartTransaction", start);
		at += minutes * MINUTE + milliseconds;
		const timestamp = new Date(at).toISOString();
		await peer.call("StopTransaction", { transactionId, meterStop: 1000 + energyWh, timestamp });
	}
}

async function connectAll(): Promise<Map<string, Peer>> {
	return new Map([
		["SUM-1", await boot(csms.ocpp, "SUM-1")],
		["SUM-2", await boot(csms.ocpp, "SUM-2")],
	]);
}

beforeAll(async () => {
	await csms.rest("PATCH", "/settings", { timeZone: "Asia/Taipei", cpoName: "喆能充電 Ltd." });
	const tariff = {
		validFrom: "2020-01-01T00:00:00Z",
		startFee: "5",
		pricePerKwh: "8.5",
		pricePerMinute: "0.3",
	};
	expect((await csms.rest("POST", "/tariffs", tariff)).status).toBe(201);
	await csms.rest("POST", "/id-tags", { idTag: "MING", user: "王小明", parentIdTag: "FLEET" });
	await csms.rest("POST", "/id-tags", { idTag: "ANNA", user: "Anna", parentIdTag: "FLEET" });
	await csms.rest("POST", "/id-tags", { idTag: "=1+1", user: '=HYPERLINK("http://x")' });
});

/** Where a report has its figures: columns of energy (kWh), duration (h:mm:ss), cost; -1: each row is a session. */
const FIGURES: Record<string, { sessions: number; energy: number; duration: number; cost: number }> = {
	transactions: { sessions: -1, energy: 11, duration: 8, cost: 17 },
	billing: { sessions: -1, energy: 8, duration: 7, cost: 9 },
	"charge-points": { sessions: 1, energy: 2, duration: 3, cost: 8 },
	connectors: { sessions: 2, energy: 3, duration: 4, cost: 9 },
	users: { sessions: 1, energy: 2, duration: 3, cost: 5 },
	groups: { sessions: 1, energy: 2, duration: 3, cost: 5 },
	days: { sessions: 1, energy: 2, duration: 3, cost: 8 },
	weeks: { sessions: 1, energy: 2, duration: 3, cost: 8 },
	months: { sessions: 1, energy: 2, duration: 3, cost: 8 },
};

interface Figures {
	sessions: number;
	energyWh: number;
	seconds: number;
	cost: number;
}

const NOTHING: Figures = { sessions: 0, energyWh: 0, seconds: 0, cost: 0 };

function added(list: readonly Figures[]): Figures {
	return list.reduce(
		(sum, { sessions, energyWh, seconds, cost }) => ({
			sessions: sum.sessions + sessions,
			energyWh: sum.energyWh + energyWh,
			seconds: sum.seconds + seconds,
			cost: sum.cost + cost,
		}),
		NOTHING,
	);
}

function figuresIn(record: string[], kind: string): Figures {
	const { sessions, energy, duration, cost } = FIGURES[kind];
	const [hours, minutes, seconds] = record[duration].split(":").map(Number);
	return {
		sessions: sessions < 0 ? 1 : Number(record[sessions]),
		energyWh: Math.round(Number(record[energy]) * 1000),
		seconds: hours * 3600 + minutes * 60 + seconds,
		cost: Number(record[cost]),
	};
}

/** The plain sum of transactions. */
function plainSum(transactions: readonly Transaction[]): Figures {
	return added(
		transactions.map(({ energyWh, start, stop, cost }) => ({
			sessions: 1,
			energyWh: energyWh ?? 0,
			seconds: Math.round((Date.parse(stop!) - Date.parse(start)) / 1000),
			cost: Number(cost?.amount ?? 0),
		})),
	);
}

test("whatever was charged, each report's rows add up to its sum, and its sum to the transactions", async () => {
	const peers = await connectAll();
	const session = fc.record<Session>({
		identity: fc.constantFrom("SUM-1", "SUM-2"),
		connectorId: fc.integer({ min: 1, max: 2 }),
		idTag: fc.constantFrom("MING", "ANNA", "=1+1", "NOBODY"),
		pause: fc.integer({ min: 1, max: 60 * 24 }),
		minutes: fc.integer({ min: 1, max: 60 * 20 }),
		milliseconds: fc.integer({ min: 0, max: 999 }),
		energyWh: fc.integer({ min: 0, max: 60_000 }),
	});
	let year = 2020;
	await fc.assert(
		fc.asyncProperty(fc.array(session, { maxLength: 10 }), async (sessions) => {
			// Each attempt has a year of its own, so that they stay apart.
			year++;
			const [from, to] = [`${year}-03-01`, `${year}-03-20`];
			await charge(peers, sessions, `${year}-02-27T16:00:00Z`);
			const { body } = await csms.rest(
				"GET",
				`/transactions?from=${from}T00:00:00%2B08:00&to=${year}-03-21T00:00:00%2B08:00`,
			);
			const wanted = plainSum(body);
			for (const kind of Object.keys(FIGURES)) {
				const [, ...records] = readCsv(await report(kind, from, to));
				const sum = records.pop()!;
				const rows = records.filter(([first]) => !first.endsWith(" – Total"));
				expect(sum[0], kind).toBe("Total");
				const found = added(rows.map((row) => figuresIn(row, kind)));
				expect(found, kind).toEqual(wanted);
				const shown = figuresIn(sum, kind);
				expect({ ...shown, sessions: wanted.sessions }, kind).toEqual(wanted);
				if (FIGURES[kind].sessions >= 0) expect(shown.sessions, kind).toBe(wanted.sessions);
			}
		}),
		{ numRuns: 4 },
	);
});

test("the billing list has a sum for each driver", async () => {
	const peers = await connectAll();
	const session = { identity: "SUM-1", connectorId: 1, pause: 10, minutes: 30, energyWh: 10_000 };
	const idTags = ["MING", "NOBODY", "ANNA", "MING"];
	await charge(
		peers,
		idTags.map((idTag) => ({ ...session, idTag })),
		"2040-01-05T00:00:00Z",
	);
	const [, ...records] = readCsv(await report("billing", "2040-01-01", "2040-01-31"));
	const sums = records
		.filter(([first]) => first.endsWith("Total"))
		.map((record) => [record[0], ...record.slice(7)]);
	// 5 + 10 × 8.5 + 30 × 0.3 = 99
	expect(sums).toEqual([
		["Anna – Total", "0:30:00", "10.000", "99", "TWD"],
		["王小明 – Total", "1:00:00", "20.000", "198", "TWD"],
		["Without a driver (NOBODY) – Total", "0:30:00", "10.000", "99", "TWD"],
		["Total", "2:00:00", "40.000", "396", "TWD"],
	]);
	expect(records).toHaveLength(8);
});

test("a transaction that runs is in the report without an end", async () => {
	const peer = await boot(csms.ocpp, "SUM-3");
	const timestamp = "2041-01-05T00:00:00Z";
	await peer.call("StartTransaction", { connectorId: 1, idTag: "MING", meterStart: 0, timestamp });
	const [, row, sum] = readCsv(await report("transactions", "2041-01-01", "2041-01-31"));
	expect(row[7]).toBe("");
	expect(row[12]).toBe("Running");
	expect(sum[0]).toBe("Total");
});

test("CSV is what Excel and RFC 4180 want, and no foreign word is a formula in it", async () => {
	const peers = await connectAll();
	const session = { identity: "SUM-2", connectorId: 2, pause: 1, minutes: 75, energyWh: 12_345 };
	await charge(peers, [{ ...session, idTag: "=1+1" }], "2042-01-05T16:10:00Z");
	const { headers, bytes } = await download(
		csms,
		"/reports/transactions?from=2042-01-06&to=2042-01-06&format=csv&language=zh-TW",
	);
	expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
	expect(headers.get("content-disposition")).toBe(
		'attachment; filename="transactions-2042-01-06-2042-01-06.csv"',
	);
	expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
	expect(String(bytes)).toContain('"\'=HYPERLINK(""http://x"")"');
	expect(String(bytes).split("\r\n")).toHaveLength(4);
	const [heading, row] = readCsv(bytes);
	expect(heading[1]).toBe("充電樁");
	expect(row.slice(1, 13)).toEqual([
		"SUM-2",
		"2",
		"'=1+1",
		'\'=HYPERLINK("http://x")',
		"",
		"2042-01-06 00:11:00",
		"2042-01-06 01:26:00",
		"1:15:00",
		"1.000",
		"13.345",
		"12.345",
		"於充電樁停止",
	]);
});

test("XLSX has numbers that can be reckoned with, the site's clock, and a sheet about the report", async () => {
	const peers = await connectAll();
	const session = { identity: "SUM-2", connectorId: 2, pause: 1, minutes: 75, energyWh: 12_345 };
	await charge(peers, [{ ...session, idTag: "=1+1" }], "2043-01-05T16:10:00Z");
	const bytes = await report("transactions", "2043-01-01", "2043-01-31", "format=xlsx");
	const sheets = await readXlsx(bytes);
	expect([...sheets.keys()]).toEqual(["Sessions", "About this report"]);
	const [heading, row, sum] = sheets.get("Sessions")!;
	expect(heading[11]).toBe("Energy (kWh)");
	expect(row.slice(3, 5)).toEqual(["=1+1", '=HYPERLINK("http://x")']);
	// As a fraction of a day it is not whole to the millisecond.
	expect(Math.round((row[6] as Date).getTime() / 1000)).toBe(Date.UTC(2043, 0, 6, 0, 11) / 1000);
	// A span of time is a fraction of a day, which the reader takes for a moment after the first one.
	expect(Math.round(((row[8] as Date).getTime() - Date.UTC(1899, 11, 30)) / 1000)).toBe(75 * 60);
	expect(row[11]).toBe(12.345);
	// 5 + 104.9 + 22.5, each rounded
	expect([sum[0], sum[11], sum[17]]).toEqual(["Total", 12.345, 133]);
	const about = sheets.get("About this report")!;
	expect(about.slice(0, 4)).toEqual([
		["Sessions", null],
		["喆能充電 Ltd.", null],
		["Period", "January 1, 2043 to January 31, 2043"],
		["Time zone", "Asia/Taipei"],
	]);
});

test("PDF says whose report it is, of which days and clocks, and has its pages numbered", async () => {
	const peers = await connectAll();
	const session = {
		identity: "SUM-1",
		connectorId: 1,
		pause: 30,
		minutes: 30,
		energyWh: 1000,
		idTag: "MING",
	};
	await charge(
		peers,
		Array.from({ length: 45 }, () => session),
		"2044-01-05T00:00:00Z",
	);
	const pages = await readPdf(
		await report("transactions", "2044-01-01", "2044-01-31", "format=pdf&language=zh-TW"),
	);
	expect(pages.length).toBeGreaterThan(1);
	expect(pages[0]).toContain("喆能充電 Ltd.");
	expect(pages[0]).toContain("充電紀錄");
	expect(pages[0]).toContain("2044年1月1日 至 2044年1月31日");
	expect(pages[0]).toContain("Asia/Taipei");
	expect(pages[0]).toContain("王小明");
	for (const [index, page] of pages.entries()) {
		expect(page).toContain(`第 ${index + 1} 頁，共 ${pages.length} 頁`);
		if (index < pages.length - 1) expect(page).toContain("駕駛人");
	}
	expect(pages.join(" ")).toMatch(/合計 22:30:00 45\.000/);
});

test("faults stand with their beginning and end, also those from before the period", async () => {
	const peer = await boot(csms.ocpp, "SUM-4");
	const tell = (status: string, errorCode: string, timestamp: string, more: object = {}) =>
		peer.call("StatusNotification", { connectorId: 1, status, errorCode, timestamp, ...more });
	await tell("Available", "NoError", "2025-01-01T00:00:00Z");
	await tell("Faulted", "GroundFailure", "2025-01-31T23:00:00Z", { vendorErrorCode: "E7", info: "@wet" });
	await tell("Available", "NoError", "2025-02-01T01:00:00Z");
	await tell("Faulted", "HighTemperature", "2025-02-10T00:00:00Z");
	await tell("Faulted", "OtherError", "2025-02-10T00:10:00Z");
	await tell("Available", "NoError", "2025-03-02T00:00:00Z");
	await tell("Faulted", "WeakSignal", "2025-03-03T00:00:00Z");
	const [, ...records] = readCsv(await report("faults", "2025-02-01", "2025-02-28"));
	expect(records).toEqual([
		[
			"SUM-4",
			"1",
			"Earth fault: the residual current device has tripped",
			"GroundFailure",
			"E7",
			"'@wet",
			"2025-02-01 07:00:00",
			"2025-02-01 09:00:00",
			"2:00:00",
		],
		[
			"SUM-4",
			"1",
			"Too hot inside; Another fault",
			"HighTemperature, OtherError",
			"",
			"",
			"2025-02-10 08:00:00",
			"2025-03-02 08:00:00",
			"480:00:00",
		],
		["Total", "", "", "", "", "", "", "", "482:00:00"],
	]);
	const sheets = await readXlsx(await report("faults", "2025-02-01", "2025-02-28", "format=xlsx"));
	expect([...sheets.keys()]).toEqual(["Faults and availability", "Availability", "About this report"]);
});

test("amounts of another currency are a sum of their own", () => {
	const columns: Column[] = [
		{ title: "", type: "text" },
		{ title: "", type: "energy" },
		{ title: "", type: "money" },
		{ title: "", type: "text" },
	];
	const sums = new Sums(columns, [1, 2]);
	sums.add(["a", 5, "10", "TWD"], "TWD");
	sums.add(["b", 7, "0.10", "EUR"], "EUR");
	sums.add(["c", 1, "0.20", "EUR"], "EUR");
	sums.add(["d", null, null, null], null);
	expect(sums.rows("TWD", (other) => other ?? "all", 3)).toEqual([
		{ cells: ["all", 13, "10", "TWD"], isSum: true },
		{ cells: ["EUR", null, "0.30", "EUR"], isSum: true },
	]);
});

test.each([
	["from=2026-02-30&to=2026-03-01", 'from must match format "date"'],
	["from=2026-03-02&to=2026-03-01", "ends before it begins"],
	["from=2006-03-02&to=2026-03-01", "ten years"],
])("odd days are refused: %s", async (days, why) => {
	const { status, bytes } = await download(csms, `/reports/users?format=csv&${days}`);
	expect(status).toBe(400);
	expect(JSON.parse(String(bytes)).error).toContain(why);
});

test("unknown kinds and formats are refused", async () => {
	const days = "from=2026-03-01&to=2026-03-01";
	expect((await download(csms, `/reports/nonsense?format=csv&${days}`)).status).toBe(400);
	expect((await download(csms, `/reports/users?format=doc&${days}`)).status).toBe(400);
});

test("a driver has the receipt of an own session, and nobody else's", async () => {
	const peers = await connectAll();
	const [own, other] = [await newAccount(csms, "driver", "rita"), await newAccount(csms, "driver", "otto")];
	const session = { identity: "SUM-1", connectorId: 1, pause: 1, minutes: 90, energyWh: 12_345 };
	await charge(peers, [{ ...session, idTag: "rita-card" }], "2026-01-05T16:10:00Z");
	const [{ transactionId }] = (await own.rest("GET", "/me/transactions")).body;
	const path = `/me/transactions/${transactionId}/receipt`;
	const { status, headers, bytes } = await download(csms, path, { cookie: own.cookie });
	expect(status).toBe(200);
	expect(headers.get("content-type")).toBe("application/pdf");
	const pages = await readPdf(bytes);
	expect(pages).toHaveLength(1);
	for (const words of [
		"喆能充電 Ltd.",
		"Record of a charging session",
		`Number ${transactionId}`,
		"Driver rita",
		"SUM-1, connector 1",
		"Jan 6, 2026, 00:11",
		"Jan 6, 2026, 01:41",
		"1 hr 30 min",
		"Meter at the start 1.000 kWh",
		"Meter at the end 13.345 kWh",
		"Energy 12.345 kWh",
		"Cost NT$137",
		"NT$8.5 per kWh 105",
		"NT$0.3 per minute 27",
		"not a tax invoice",
	]) {
		expect.soft(pages[0]).toContain(words);
	}
	const chinese = await download(csms, `/transactions/${transactionId}/receipt?language=zh-TW`);
	expect(await readPdf(chinese.bytes)).toEqual([
		expect.stringContaining("本單為充電紀錄，並非統一發票或稅務憑證。"),
	]);
	expect((await download(csms, path, { cookie: other.cookie })).status).toBe(404);
	expect(
		(await download(csms, `/transactions/${transactionId}/receipt`, { cookie: own.cookie })).status,
	).toBe(403);
});

test("a session that runs has no receipt yet", async () => {
	const peer = await boot(csms.ocpp, "SUM-5");
	const start = { connectorId: 1, idTag: "MING", meterStart: 0, timestamp: new Date().toISOString() };
	const [, , { transactionId }] = await peer.call("StartTransaction", start);
	const { status } = await download(csms, `/transactions/${transactionId}/receipt`);
	expect(status).toBe(409);
	expect((await download(csms, "/transactions/999999/receipt")).status).toBe(404);
});
