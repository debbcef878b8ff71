import { expect, test } from "vitest";
import { boot, connect } from "../charge-point-peer";
import { administer, databaseOf } from "../databases";
import { readEvents, runCsms, TOKEN, temporaryFolder } from "../running-csms";
import { startProcess, until } from "./cluster-process";
import { proxyTo } from "./database-proxy";

const PATIENCE = 60_000;

const isConnected = ({ connected }: { connected: boolean }) => connected;

async function two() {
	const data = temporaryFolder();
	const [a, b] = await Promise.all([startProcess(data), startProcess(data)]);
	return { data, a, b };
}

test(
	"what a process had in its hands when it was killed is known by the others soon",
	async () => {
		const { a, b } = await two();
		const peer = await boot(a.ocpp, "CP001");
		await boot(a.ocpp, "CP002");
		const giver = await boot(b.ocpp, "CP003");
		expect((await b.rest("GET", "/charge-points/CP001")).body.connected).toBe(true);
		const events = await readEvents(b.url);

		// Given to the living one, for a charge point at the dying one; and the other way round.
		const given = b.rest("POST", "/charge-points/CP001/commands/ClearCache");
		await peer.received();
		const lost = a.rest("POST", "/charge-points/CP003/commands/Reset", { type: "Soft" });
		lost.catch(() => {});
		const [, messageId] = await giver.received();
		const own = a.rest("POST", "/charge-points/CP002/commands/ClearCache");
		own.catch(() => {});
		await until(
			() => b.rest("GET", "/charge-points/CP002/commands"),
			({ body }) => body.length === 1,
		);
		a.child.kill("SIGKILL");
		expect(await given).toMatchObject({ status: 504, body: { error: "CP001 did not answer ClearCache." } });
		await expect(lost).rejects.toThrow();
		// What the charge point answers is kept, though nobody waits for it.
		giver.send(JSON.stringify([3, messageId, { status: "Accepted" }]));

		const gone = new Set<string>();
		while (gone.size < 2) {
			const { identity, connected } = await events.next("charge-point");
			if (!connected) gone.add(identity);
		}
		expect(gone).toEqual(new Set(["CP001", "CP002"]));
		const connected = async () => (await b.rest("GET", "/charge-points")).body.map(isConnected);
		await expect.poll(connected).toEqual([false, false, true]);
		expect((await b.rest("POST", "/charge-points/CP001/commands/ClearCache")).status).toBe(409);
		await expect
			.poll(async () => (await b.rest("GET", "/charge-points/CP001/connections")).body)
			.toMatchObject([{ disconnectedAt: expect.any(String), closeCode: 1006 }]);
		const result = async (identity: string) =>
			(await b.rest("GET", `/charge-points/${identity}/commands`)).body.at(-1);
		// The commands of a dead process are ended apart from its connections.
		const timeout = { result: "Timeout", answeredAt: expect.any(String) };
		await expect.poll(() => result("CP001")).toMatchObject(timeout);
		await expect.poll(() => result("CP002")).toMatchObject(timeout);
		await expect.poll(() => result("CP003")).toMatchObject({ result: "Response", account: "api-token" });
	},
	PATIENCE,
);

test(
	"a process that hung and comes back closes what is connected elsewhere by now, and keeps the rest",
	async () => {
		const { a, b } = await two();
		const moved = await boot(a.ocpp, "CP001");
		const stayed = await boot(a.ocpp, "CP002");
		const of = async (identity: string) => (await b.rest("GET", `/charge-points/${identity}`)).body;
		const status = (second: number, status: string) => ({
			connectorId: 1,
			errorCode: "NoError",
			status,
			timestamp: `2026-01-01T00:00:0${second}Z`,
		});
		const command = b.rest("POST", "/charge-points/CP002/commands/ClearCache");
		const [, owed] = await stayed.received();
		a.child.kill("SIGSTOP");
		// It lies there unread when the process comes back.
		moved.send(JSON.stringify([2, "stale", "StatusNotification", status(1, "Preparing")]));
		expect((await command).status).toBe(504);
		await until(
			() => of("CP001"),
			({ connected }) => !connected,
		);
		const peer = await connect(b.ocpp, "CP001");
		await peer.call("StatusNotification", status(2, "Charging"));

		a.child.kill("SIGCONT");
		expect(await moved.closed).toBe(1000);
		await until(
			() => of("CP002"),
			({ connected }) => connected,
		);
		// Its log comes by a pipe, behind what its charge points see.
		await expect.poll(() => a.log()).toContain("This process counted as dead");
		// The end of a connection is written down behind the close that the charge point sees.
		await expect
			.poll(async () => (await b.rest("GET", "/charge-points/CP001/connections")).body)
			.toMatchObject([{ disconnectedAt: null }, { closeCode: 1000, replaced: true }]);
		expect((await b.rest("GET", "/charge-points/CP002/connections")).body).toMatchObject([
			{ disconnectedAt: null, closeCode: null },
		]);
		expect(await of("CP001")).toMatchObject({ connected: true, connectors: [{ status: "Charging" }] });
		// Nobody waits for it any more, but it is known now.
		stayed.send(JSON.stringify([3, owed, { status: "Accepted" }]));
		await until(
			async () => (await b.rest("GET", "/charge-points/CP002/commands")).body[0],
			({ result }) => result === "Response",
		);
		// Both are reached through both.
		for (const [csms, peerOf] of [
			[a, peer],
			[b, peer],
			[a, stayed],
			[b, stayed],
		] as const) {
			const identity = peerOf === peer ? "CP001" : "CP002";
			const given = csms.rest("POST", `/charge-points/${identity}/commands/ClearCache`);
			const [, messageId] = await peerOf.received();
			peerOf.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
			expect((await given).status).toBe(200);
		}
	},
	PATIENCE,
);

test(
	"SIGTERM: charge points are told to go, and find the others at once",
	async () => {
		const { a, b } = await two();
		const peer = await boot(a.ocpp, "CP001");
		const command = b.rest("POST", "/charge-points/CP001/commands/ClearCache");
		await peer.received();
		a.child.kill("SIGTERM");
		expect(await peer.closed).toBe(1001);
		expect((await command).status).toBe(504);
		await a.ended;
		expect(a.child.exitCode).toBe(0);
		await expect.poll(async () => (await b.rest("GET", "/charge-points/CP001")).body.connected).toBe(false);
		const again = await connect(b.ocpp, "CP001");
		expect((await again.call("Heartbeat", {}))[0]).toBe(3);
	},
	PATIENCE,
);

test(
	"a process that was cut off from the database follows what happened meanwhile",
	async () => {
		const data = temporaryFolder();
		const proxy = await proxyTo((await databaseOf(data))!);
		const a = await runCsms({ data, database: proxy.url });
		const b = await runCsms({ data });
		const peer = await boot(a.ocpp, "CP001");
		const replaced = await boot(a.ocpp, "CP002");
		const removed = await boot(a.ocpp, "CP003");
		const stream = await fetch(`${a.url}/api/v1/events`, { headers: { authorization: `Bearer ${TOKEN}` } });
		proxy.cut();
		await b.rest("PUT", "/charge-points/CP001", { tolerant: true });
		const newer = await connect(b.ocpp, "CP002");
		const name = new URL((await databaseOf(data))!).pathname.slice(1);
		await administer("delete from charge_point where identity = 'CP003'", name);
		const given = b.rest("POST", "/charge-points/CP001/commands/ClearCache");
		await until(
			() => b.rest("GET", "/charge-points/CP001/commands"),
			({ body }) => body.length === 1,
		);
		proxy.restore();

		const [, messageId] = await peer.received();
		peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
		expect((await given).status).toBe(200);
		const odd = { connectorId: "1", errorCode: "NoError", status: "Available" };
		await expect.poll(async () => (await peer.call("StatusNotification", odd))[0]).toBe(3);
		expect(await replaced.closed).toBe(1000);
		expect(await removed.closed).toBe(1008);
		expect((await newer.call("Heartbeat", {}))[0]).toBe(3);
		// Its readers come back and ask for what is now: the stream ends.
		await stream.text();
	},
	PATIENCE,
);

test(
	"after a death nothing waits for ever, with SQLite too",
	async () => {
		const data = temporaryFolder();
		const first = await startProcess(data, { database: undefined });
		const peer = await boot(first.ocpp, "CP001");
		first.rest("POST", "/charge-points/CP001/commands/ClearCache").catch(() => {});
		await peer.received();
		const records = async ({ rest }: typeof first) =>
			(await rest("GET", "/charge-points/CP001/commands")).body;
		expect(await records(first)).toMatchObject([{ result: "Waiting" }]);
		first.child.kill("SIGKILL");
		await first.ended;
		const second = await startProcess(data, { database: undefined });
		expect(await records(second)).toMatchObject([{ result: "Timeout", answeredAt: expect.any(String) }]);
	},
	PATIENCE,
);
