import { beforeEach, expect, test } from "vitest";
import type { LocalListEntry } from "../../csms/api/schemas/local-lists";
import type { IdTagRow } from "../../csms/database/tables/drivers";
import { planDifferential, planFull } from "../../csms/ocpp/local-list-plan";
import { boot } from "./charge-point-peer";
import { bootWithList, type ListPeer } from "./local-list-peer";
import { type RunningCsms, runCsms, temporaryFolder } from "./running-csms";

let csms: RunningCsms;
const DELAY = 0.1;

beforeEach(async () => {
	csms = await runCsms({ localListDelay: DELAY });
});

const eventually = <Value>(value: () => Value) => expect.poll(value, { timeout: 15_000 });
const path = (identity: string) => `/charge-points/${identity}/local-list`;
const read = async (identity: string) => (await csms.rest("GET", path(identity))).body;
const follow = (identity: string, more: object = {}) =>
	csms.rest("PUT", path(identity), { follows: true, ...more });
const update = (identity: string, body?: object) => csms.rest("POST", `${path(identity)}/update`, body);
const add = (idTag: string, more: object = {}) => csms.rest("POST", "/id-tags", { idTag, ...more });
const command = (identity: string, action: string, payload: object) =>
	csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);
const inStep = (identity: string, ids: number) =>
	eventually(async () => {
		const { inStep, entries } = await read(identity);
		return [inStep, entries.length];
	}).toEqual([true, ids]);

const shape = (peer: ListPeer) =>
	peer.updates().map(({ updateType, listVersion, localAuthorizationList = [] }) => {
		return `${updateType} ${listVersion}: ${localAuthorizationList
			.map(({ idTag, idTagInfo }) => `${idTagInfo ? idTagInfo.status : "-"} ${idTag}`)
			.join(", ")}`;
	});

test("TC_042_1 TC_043_1 R-CS-12 a charge point that knows no lists is asked once, and that is remembered", async () => {
	await add("A");
	const peer = await bootWithList(csms.ocpp, "L1");
	peer.version = -1;
	const asked = command("L1", "GetLocalListVersion", {});
	expect((await asked).body).toEqual({ response: { listVersion: -1 } });
	expect(await read("L1")).toMatchObject({ support: "NotSupported", follows: false, listVersion: 0 });

	await follow("L1");
	await eventually(async () => (await read("L1")).problem).toBe("L1 knows no local list.");
	expect(await read("L1")).toMatchObject({ support: "NotSupported", inStep: false });
	expect(peer.updates()).toEqual([]);
	const before = peer.asked.length;
	await add("B");
	peer.close();
	const again = await bootWithList(csms.ocpp, "L1");
	again.version = -1;
	await new Promise((resolve) => setTimeout(resolve, 400));
	expect([peer.asked.length, again.asked.length]).toEqual([before, 0]);
	// An operator may ask once more: it answers SendLocalList itself with NotSupported, then with an error.
	again.version = 0;
	again.refusals.push("NotSupported");
	expect((await update("L1")).body).toMatchObject({
		support: "NotSupported",
		problem: "L1 knows no local list.",
	});
	expect(again.updates()).toHaveLength(1);
	again.error = "NotImplemented";
	expect((await update("L1")).body).toMatchObject({
		support: "NotSupported",
		problem: "L1 knows no local list.",
	});
});

test("TC_042_2 the version is asked for; another than the believed one means a Full update", async () => {
	await add("A");
	const peer = await bootWithList(csms.ocpp, "L2");
	await follow("L2");
	await inStep("L2", 1);
	const answer = await command("L2", "GetLocalListVersion", {});
	expect(answer.body).toEqual({ response: { listVersion: 1 } });
	expect(await read("L2")).toMatchObject({ listVersion: 1, support: "Supported", inStep: true });
	peer.version = 40;
	await command("L2", "GetLocalListVersion", {});
	expect(await read("L2")).toMatchObject({ listVersion: 40, inStep: false });
	await inStep("L2", 1);
	expect(shape(peer)).toEqual(["Full 1: Accepted A", "Full 41: Accepted A"]);
});

test("TC_043_4 R-CS-12 Full: all that may charge, each with idTagInfo, in messages of SendLocalListMaxLength", async () => {
	const expiryDate = "2036-01-01T00:00:00.000Z";
	await add("ID-00", { expiryDate, parentIdTag: "GROUP" });
	for (let i = 1; i <= 6; i++) await add(`ID-0${i}`);
	await add("BLOCKED", { blocked: true });
	await add("EXPIRED", { expiryDate: "2020-01-01T00:00:00Z" });
	const peer = await bootWithList(csms.ocpp, "L3");
	peer.configuration.SendLocalListMaxLength = "3";
	expect((await follow("L3")).body).toMatchObject({ follows: true, idTags: null, inStep: false });
	await inStep("L3", 8);
	expect(shape(peer)).toEqual([
		"Full 1: Accepted ID-00, Accepted ID-01, Accepted ID-02",
		"Differential 2: Accepted ID-03, Accepted ID-04, Accepted ID-05",
		"Differential 3: Accepted ID-06, Blocked BLOCKED",
	]);
	expect(peer.updates()[0].localAuthorizationList![0]).toEqual({
		idTag: "ID-00",
		idTagInfo: { status: "Accepted", expiryDate, parentIdTag: "GROUP" },
	});
	expect(peer.asked.slice(0, 2)).toEqual([
		{
			action: "GetConfiguration",
			payload: { key: ["LocalAuthListEnabled", "LocalAuthListMaxLength", "SendLocalListMaxLength"] },
		},
		{ action: "GetLocalListVersion", payload: {} },
	]);
	expect(await read("L3")).toMatchObject({
		...{ listVersion: 3, support: "Supported", problem: null, acceptedAt: expect.stringMatching(/Z$/) },
		...{ localAuthListMaxLength: 100, sendLocalListMaxLength: 3 },
	});
	const { body } = await csms.rest("GET", "/charge-points/L3/commands");
	expect(body.map((one: { account: string }) => one.account)).toEqual([
		"csms",
		"csms",
		"csms",
		"csms",
		"csms",
	]);
});

test("TC_043_5 R-CS-12 what changes goes as Differential with a greater version, changes together", async () => {
	for (const idTag of ["A", "B", "C", "D"]) await add(idTag);
	const peer = await bootWithList(csms.ocpp, "L4");
	await follow("L4");
	await inStep("L4", 4);
	const expiryDate = "2036-01-01T00:00:00.000Z";
	await Promise.all([
		add("E", { parentIdTag: "GROUP" }),
		add("EXPIRED", { expiryDate: "2020-01-01T00:00:00Z" }),
		csms.rest("PATCH", "/id-tags/A", { blocked: true }),
		csms.rest("PATCH", "/id-tags/b", { expiryDate }),
		csms.rest("PATCH", "/id-tags/C", { user: "Nobody the charge point knows" }),
		csms.rest("DELETE", "/id-tags/D"),
	]);
	await inStep("L4", 4);
	await eventually(() => peer.updates().length).toBeGreaterThan(1);
	const said = peer.updates().slice(1);
	expect(said.every(({ updateType }) => updateType === "Differential")).toBe(true);
	expect(said.map(({ listVersion }) => listVersion)).toEqual(said.map((_, at) => at + 2));
	expect(said.flatMap((one) => one.localAuthorizationList ?? [])).toHaveLength(4);
	expect(Object.fromEntries(peer.list)).toEqual({
		a: { status: "Blocked" },
		b: { status: "Accepted", expiryDate },
		c: { status: "Accepted" },
		e: { status: "Accepted", parentIdTag: "GROUP" },
	});
	// An expiry that is set to the past is a change; one that comes by itself was told before.
	await csms.rest("PATCH", "/id-tags/B", { expiryDate: "2020-01-01T00:00:00.000Z" });
	await eventually(() => peer.list.get("b")?.status).toBe("Expired");
	await csms.rest("PATCH", "/id-tags/A", { blocked: false });
	await eventually(() => peer.list.get("a")?.status).toBe("Accepted");
	expect(shape(peer).at(-1)).toMatch(/^Differential \d+: Accepted A$/);
});

test("R-CS-12 an expiry that comes sends nothing: it was in the list", () => {
	const expiry = Date.parse("2036-01-01T00:00:00Z");
	const row = (idTag: string, expiry_date: number | null): IdTagRow => ({
		...{ key: idTag.toLowerCase(), id_tag: idTag, expiry_date, parent_id_tag: null, blocked: 0 },
		...{ max_active_transactions: 1, user_name: null, user_id: null, label: null, created_at: 0 },
	});
	const ids = [row("A", null), row("SOON", expiry)];
	const there = planFull(ids, 10, expiry - 1) as LocalListEntry[];
	expect(there.map(({ idTag }) => idTag)).toEqual(["A", "SOON"]);
	expect(planDifferential(ids, there, 10, expiry)).toEqual([]);
	expect(planDifferential([...ids, row("B", null), row("OLD", 0)], there, 10, expiry)).toEqual([
		{ idTag: "B", idTagInfo: { status: "Accepted" } },
	]);
	expect(planFull(ids, 10, expiry)).toEqual([{ idTag: "A", idTagInfo: { status: "Accepted" } }]);
});

test.each(["Failed", "VersionMismatch"])(
	"TC_043_3 R-CS-12 after %s on Differential comes Full; after Failed on Full no more until something changes",
	async (refusal) => {
		await add("A");
		const peer = await bootWithList(csms.ocpp, "L6");
		await follow("L6");
		await inStep("L6", 1);
		peer.refusals.push(refusal);
		await add("B");
		await inStep("L6", 2);
		expect(shape(peer).slice(1)).toEqual(["Differential 2: Accepted B", "Full 3: Accepted A, Accepted B"]);
		peer.refusals.push(refusal, "Failed");
		await add("C");
		await eventually(async () => (await read("L6")).problem).toBe(
			"L6 did not accept the whole list of 3 ids.",
		);
		expect(shape(peer).slice(3)).toEqual([
			"Differential 4: Accepted C",
			"Full 5: Accepted A, Accepted B, Accepted C",
		]);
		expect(await read("L6")).toMatchObject({ inStep: false, listVersion: 3 });
		await csms.rest("DELETE", "/id-tags/A");
		await inStep("L6", 2);
		expect(shape(peer).slice(5)).toEqual(["Full 6: Accepted B, Accepted C"]);
	},
);

test("R-CS-12 no message goes out that no charge point may accept: 422 with a sentence", async () => {
	const peer = await bootWithList(csms.ocpp, "L7");
	const idTagInfo = { status: "Accepted" };
	const entries = [...Array(11).keys()].map((i) => ({ idTag: `ID-${i}`, idTagInfo }));
	await update("L7");
	for (const [change, sentence] of [
		[{ listVersion: 0 }, /listVersion must be 1 or more/],
		[{ listVersion: -1 }, /listVersion/],
		[
			{
				localAuthorizationList: [
					{ idTag: "A", idTagInfo },
					{ idTag: "a", idTagInfo },
				],
			},
			/"a" is in the list twice/,
		],
		[{ localAuthorizationList: [{ idTag: "A" }] }, /"A" needs idTagInfo/],
		[{ localAuthorizationList: entries }, /takes 10 ids in one message \(SendLocalListMaxLength\), not 11/],
	] as const) {
		const payload = { listVersion: 5, updateType: "Full", localAuthorizationList: [], ...change };
		expect(await command("L7", "SendLocalList", payload)).toMatchObject({
			status: 422,
			body: { error: expect.stringMatching(sentence) },
		});
	}
	expect(peer.updates()).toHaveLength(1);
});

test("a list by hand is kept as it was sent; one that follows is brought back in step", async () => {
	await add("A");
	const peer = await bootWithList(csms.ocpp, "L8");
	const full = { listVersion: 7, updateType: "Full" };
	const [x, y] = [
		{ idTag: "X", idTagInfo: { status: "Accepted" } },
		{ idTag: "Y", idTagInfo: { status: "Blocked" } },
	];
	await command("L8", "SendLocalList", { ...full, localAuthorizationList: [x, y] });
	expect(await read("L8")).toMatchObject({ listVersion: 7, follows: false, entries: [x, y] });
	await command("L8", "SendLocalList", {
		...{ listVersion: 8, updateType: "Differential" },
		localAuthorizationList: [{ idTag: "x" }],
	});
	expect(await read("L8")).toMatchObject({ listVersion: 8, entries: [y] });
	await follow("L8");
	await inStep("L8", 1);
	expect(shape(peer).at(-1)).toBe("Differential 9: - Y, Accepted A");
	await command("L8", "SendLocalList", { ...full, listVersion: 20, localAuthorizationList: [x] });
	await eventually(() => Object.fromEntries(peer.list)).toEqual({ a: { status: "Accepted" } });
	expect(shape(peer).at(-1)).toBe("Differential 21: - X, Accepted A");
});

test("chosen ids alone are sent, and an empty choice empties the list", async () => {
	for (const idTag of ["A", "B", "C"]) await add(idTag);
	const peer = await bootWithList(csms.ocpp, "L9");
	expect(await follow("L9", { idTags: ["A", "NONE"] })).toMatchObject({
		status: 422,
		body: { error: 'There is no id "NONE".' },
	});
	expect((await follow("L9", { idTags: ["A", "b", "B"] })).body.idTags).toEqual(["A", "B"]);
	await inStep("L9", 2);
	expect([...peer.list.keys()]).toEqual(["a", "b"]);
	await add("D");
	await follow("L9", { idTags: [] });
	await inStep("L9", 0);
	expect(peer.list.size).toBe(0);
	// The empty list says that it is version 0, and no other list is meant by that.
	await follow("L9", { idTags: null });
	await inStep("L9", 4);
	expect(shape(peer).at(-1)).toMatch(/^Differential \d+: /);
	await csms.rest("PUT", path("L9"), { follows: false });
	const count = peer.asked.length;
	await add("E");
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(peer.asked.length).toBe(count);
	expect(await read("L9")).toMatchObject({ follows: false, inStep: false, problem: null });
	// It is sent once on demand; an empty list may report version 0.
	expect((await update("L9")).body.entries).toHaveLength(5);
	expect((await update("L9", { updateType: "Full" })).body.entries).toHaveLength(5);
	expect(shape(peer).at(-1)).toMatch(/^Full \d+: /);
});

test("R-CS-12 more ids than LocalAuthListMaxLength: a sentence; blocked ones give way", async () => {
	const peer = await bootWithList(csms.ocpp, "L10");
	peer.configuration.LocalAuthListMaxLength = "2";
	await add("A");
	await follow("L10");
	await inStep("L10", 1);
	await add("B", { blocked: true });
	await add("C", { blocked: true });
	await inStep("L10", 2);
	expect(shape(peer).slice(1)).toEqual(["Differential 2: Blocked B"]);
	await add("D");
	await inStep("L10", 2);
	expect(Object.keys(Object.fromEntries(peer.list)).sort()).toEqual(["a", "d"]);
	const count = peer.updates().length;
	await add("E");
	await eventually(async () => (await read("L10")).problem).toBe(
		"L10 takes 2 ids (LocalAuthListMaxLength), and more may charge: choose some of them.",
	);
	expect(peer.updates().length).toBe(count);
});

test("LocalAuthListEnabled false: a sentence; once it is set, or after the next boot, it is tried again", async () => {
	await add("A");
	const peer = await bootWithList(csms.ocpp, "L11");
	peer.configuration.LocalAuthListEnabled = "false";
	peer.version = -1;
	await follow("L11");
	await eventually(async () => (await read("L11")).support).toBe("Disabled");
	await eventually(async () => (await read("L11")).problem).toMatch(/set its LocalAuthListEnabled to true/);
	expect(peer.updates()).toEqual([]);
	peer.configuration.LocalAuthListEnabled = "true";
	peer.version = 0;
	peer.refusals.push("Rejected", "Accepted");
	const change = { key: "LocalAuthListEnabled", value: "true" };
	await command("L11", "ChangeConfiguration", change);
	expect((await read("L11")).support).toBe("Disabled");
	await command("L11", "ChangeConfiguration", change);
	await inStep("L11", 1);

	const other = await bootWithList(csms.ocpp, "L15");
	other.configuration.LocalAuthListEnabled = "false";
	await follow("L15");
	await eventually(async () => (await read("L15")).support).toBe("Disabled");
	other.close();
	await other.closed;
	await bootWithList(csms.ocpp, "L15");
	await inStep("L15", 1);
});

test("who was away is told after the reconnect, also by a CSMS that was started anew", async () => {
	const data = temporaryFolder();
	csms = await runCsms({ data, localListDelay: DELAY });
	await add("A");
	const peer = await bootWithList(csms.ocpp, "L12");
	await follow("L12");
	await inStep("L12", 1);
	peer.close();
	await peer.closed;
	await add("B");
	expect((await read("L12")).inStep).toBe(false);
	// The charge point knows of the close first.
	const isAway = { status: 409, body: { error: "L12 is not connected." } };
	await eventually(() => update("L12")).toMatchObject(isAway);
	await csms.stop();
	csms = await runCsms({ data, localListDelay: DELAY });
	const again = await bootWithList(csms.ocpp, "L12");
	again.version = 1;
	again.list.set("a", { status: "Accepted" });
	await inStep("L12", 2);
	expect(shape(again)).toEqual(["Differential 2: Accepted B"]);
	// A charge point that has lost its list says so by its version.
	again.close();
	await again.closed;
	const empty = await bootWithList(csms.ocpp, "L12");
	await eventually(() => empty.list.size).toBe(2);
	expect(shape(empty)).toEqual(["Full 3: Accepted A, Accepted B"]);
});

test("no answer to an update: nobody knows, so the version is asked for the next time", async () => {
	csms = await runCsms({ localListDelay: DELAY, messageTimeout: 0.2 });
	await add("A");
	const peer = await bootWithList(csms.ocpp, "L13");
	await follow("L13");
	await inStep("L13", 1);
	peer.refusals.push("");
	await add("B");
	await eventually(async () => (await read("L13")).problem).toBe("L13 did not answer SendLocalList.");
	expect((await read("L13")).inStep).toBe(false);
	// Not again before its time, but an operator may ask; it had taken the list all the same.
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(peer.updates()).toHaveLength(2);
	peer.version = 2;
	peer.list.set("b", { status: "Accepted" });
	expect((await update("L13")).body).toMatchObject({ inStep: true, problem: null });
	expect(peer.asked.at(-2)?.action).toBe("GetLocalListVersion");
	expect(shape(peer).at(-1)).toBe("Full 3: Accepted A, Accepted B");
	// A new connection is another matter.
	peer.refusals.push("");
	await csms.rest("DELETE", "/id-tags/A");
	await eventually(async () => (await read("L13")).problem).toBe("L13 did not answer SendLocalList.");
	const again = await bootWithList(csms.ocpp, "L13");
	await inStep("L13", 1);
	expect(shape(again)).toEqual(["Full 5: Accepted B"]);
});

test("one update of a list at a time; a charge point that tells no lengths gets few ids at once", async () => {
	for (let i = 10; i < 35; i++) await add(`ID-${i}`);
	const peer = await bootWithList(csms.ocpp, "L14");
	peer.configuration = {};
	const answers = await Promise.all([update("L14"), update("L14")]);
	expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
	expect(peer.updates().map((one) => one.localAuthorizationList?.length)).toEqual([20, 5]);
	expect((await read("L14")).entries).toHaveLength(25);
	await csms.rest("PUT", "/charge-points/L-AWAY", {});
	expect((await read("L-AWAY")).entries).toEqual([]);
	expect((await csms.rest("GET", path("L-NONE"))).status).toBe(404);
	expect((await csms.rest("PUT", path("L-NONE"), {})).status).toBe(404);
	await boot(csms.ocpp, "L-NOBODY");
	expect((await read("L-NOBODY")).support).toBe("Unknown");
});
