import { expect, test } from "vitest";
import { FrameHistory, MOST_FRAMES } from "../../csms/frames/frame-history";
import { MASK } from "../../csms/masking";
import { BOOT, boot, connect } from "./charge-point-peer";
import { readEvents, shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();

const download = (path: string) =>
	fetch(`${csms.url}/api/v1${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });

test("what passed before somebody looked is there, also after the charge point has gone", async () => {
	const peer = await connect(csms.ocpp, "PAST-1");
	await peer.call("BootNotification", BOOT, "boot");
	await peer.call("Heartbeat", {}, "beat");
	peer.send("no frame");
	const read = async (query = "") => (await csms.rest("GET", `/charge-points/PAST-1/frames${query}`)).body;
	await expect.poll(async () => (await read()).length).toBe(5);
	peer.close();
	const frames = await read();
	expect(frames.slice(0, 3)).toMatchObject([
		{ direction: "in", frame: [2, "boot", "BootNotification", BOOT] },
		{ direction: "out", frame: [3, "boot", { status: "Accepted" }] },
		{ direction: "in", frame: [2, "beat", "Heartbeat", {}] },
	]);
	expect(frames.map(({ id }: { id: number }) => id)).toEqual(
		frames.map(({ id }: { id: number }) => id).toSorted((a: number, b: number) => a - b),
	);
	expect(await read("?show=csms&action=Heartbeat")).toEqual([frames[3]]);
	expect((await read("?show=errors")).map(({ frame }: { frame: unknown }) => frame)).toContain("no frame");
	expect(await read("?text=vendor%20MODEL")).toEqual([frames[0]]);
	expect((await csms.rest("GET", "/charge-points/NOBODY/frames")).status).toBe(404);
});

test("the messages are downloaded as lines of JSON and as a table, by the same choice", async () => {
	const peer = await boot(csms.ocpp, "PAST-2");
	await peer.call("DataTransfer", { vendorId: "=1+1", data: 'a "b", c' }, "data");
	const lines = await download("/charge-points/PAST-2/frames/download?format=jsonl&action=DataTransfer");
	expect(lines.headers.get("content-disposition")).toBe('attachment; filename="PAST-2-messages.jsonl"');
	expect(lines.headers.get("content-type")).toMatch(/^application\/jsonl/);
	const parsed = (await lines.text())
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(parsed).toMatchObject([
		{ identity: "PAST-2", direction: "in", action: "DataTransfer", answeredAfter: null },
		{ direction: "out", action: "DataTransfer", frame: [3, "data", { status: "UnknownVendorId" }] },
	]);
	expect(parsed[1].answeredAfter).toBeGreaterThanOrEqual(0);

	const table = await download("/charge-points/PAST-2/frames/download?format=csv");
	expect(table.headers.get("content-type")).toMatch(/^text\/csv/);
	const rows = (await table.text()).split("\n");
	expect(rows[0]).toMatch(/^\uFEFF?timestamp,identity,direction,kind,action,messageId,answeredAfterMs/);
	expect(rows).toHaveLength(6);
	expect(rows[3]).toContain(',in,call,DataTransfer,data,,,,"{""vendorId"":""=1+1""');
	expect((await csms.rest("GET", "/charge-points/PAST-2/frames/download?format=xml")).status).toBe(400);
});

test("no secret is remembered aloud", async () => {
	const key = "0123456789abcdef0123456789abcdef";
	const peer = await boot(csms.ocpp, "PAST-3");
	const given = csms.rest("POST", "/charge-points/PAST-3/commands/ChangeConfiguration", {
		key: "AuthorizationKey",
		value: key,
	});
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([4, messageId, "GenericError", `${key} is no good`, { value: key }]));
	await given;
	const { body } = await csms.rest("GET", "/charge-points/PAST-3/frames");
	expect(JSON.stringify(body)).toContain("is no good");
	expect(JSON.stringify(body)).not.toContain(key);
	for (const format of ["jsonl", "csv"]) {
		const file = await download(`/charge-points/PAST-3/frames/download?format=${format}`);
		expect(await file.text()).not.toContain(key);
	}
});

test("an error whose command is forgotten is told without its words", () => {
	const history = new FrameHistory();
	history.add("A", "out", '[2,"x","ChangeConfiguration",{"key":"AuthorizationKey","value":"secret"}]', 1);
	for (let i = 0; i < MOST_FRAMES - 1; i++) history.add("A", "in", `[3,"${i}",{}]`, 2);
	history.add("A", "in", '[4,"x","GenericError","secret is wrong",{"value":"secret"}]', 3);
	expect(history.list("A").at(-1)?.frame).toEqual([4, "x", "GenericError", MASK, {}]);
});

test("each charge point has some hundred, and all together a limit that they share", () => {
	const history = new FrameHistory(100_000);
	for (let i = 0; i < MOST_FRAMES + 10; i++) history.add("A", "in", `[3,"${i}",{}]`, i);
	expect(history.list("A")).toHaveLength(MOST_FRAMES);
	expect(history.list("A")[0].frame).toEqual([3, "10", {}]);
	for (let i = 0; i < 100; i++) {
		history.add("B", "in", JSON.stringify([2, `${i}`, "DataTransfer", { data: "x".repeat(1000) }]), i);
	}
	const [a, b] = [history.list("A"), history.list("B")];
	expect(JSON.stringify([a, b]).length).toBeLessThan(140_000);
	expect(a.length).toBeGreaterThan(0);
	expect(b.at(-1)).toMatchObject({ id: MOST_FRAMES + 110 });
});

test("the live stream tells of commands and of histories that have grown", async () => {
	const events = await readEvents(csms.url, { path: "/events?names=command,history&identity=TOLD-1" });
	const peer = await boot(csms.ocpp, "TOLD-1");
	expect(await events.next("history")).toMatchObject({ identity: "TOLD-1" });
	await peer.call("DataTransfer", { vendorId: "V" });
	await expect.poll(async () => (await events.next("history")).history).toBe("data-transfers");
	const given = csms.rest("POST", "/charge-points/TOLD-1/commands/ClearCache");
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	await given;
	expect(await events.next("command")).toMatchObject({ action: "ClearCache", result: "Waiting" });
	expect(await events.next("command")).toMatchObject({
		result: "Response",
		response: { status: "Accepted" },
	});
});

test("status notifications are paged in the order of their timestamps", async () => {
	const peer = await boot(csms.ocpp, "STATUS-1");
	const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
	for (const second of [1, 3, 2, 2, 4]) {
		await peer.call("StatusNotification", {
			connectorId: 1,
			errorCode: "NoError",
			status: "Available",
			timestamp: at(second),
		});
	}
	const path = "/charge-points/STATUS-1/status-notifications";
	const { body: all } = await csms.rest("GET", path);
	expect(all).toHaveLength(5);
	const pages = [];
	for (let before = ""; pages.length < 5; ) {
		const { body } = await csms.rest("GET", `${path}?limit=2${before}`);
		if (body.length === 0) break;
		pages.push(...body);
		before = `&before=${body.at(-1).id}`;
	}
	expect(pages).toEqual(all);
});
