import { describe, expect, test } from "vitest";
import { Bench, CP, DAY, HOUR, MINUTE, SECOND } from "./bench";

describe("connections that are lost again and again", () => {
	const KIND = "connection-flapping";

	test("five in an hour: with close codes and ping times", async () => {
		const bench = await Bench.open();
		await bench.flap(4, MINUTE, { ping: 50 });
		expect(await bench.look(KIND)).toEqual([]);
		await bench.flap(1, MINUTE, { ping: 150 });
		const [found] = await bench.look(KIND);
		expect(found).toMatchObject({
			...{ words: "connectionBroken", severity: "warning", count: 5, connectorId: null },
			facts: { lastHour: 5, lastDay: 5, closeCode: 1006, pingAverage: 70, pingMax: 150, lastedSeconds: 60 },
		});
		expect(found.evidence).toHaveLength(5);
		expect(found.evidence[0]).toMatchObject({ what: "connection", facts: { closeCode: 1006, pingMax: 150 } });
	});

	test("twenty in a day", async () => {
		const bench = await Bench.open();
		await bench.flap(19, 70 * MINUTE);
		expect(await bench.look(KIND)).toEqual([]);
		await bench.flap(1, 20 * MINUTE);
		expect(await bench.look(KIND)).toMatchObject([{ count: 20, facts: { pingAverage: "–" } }]);
	});

	test("a look that comes late counts all of them", async () => {
		const bench = await Bench.open();
		await bench.flap(14, 10 * MINUTE);
		expect(await bench.look(KIND)).toMatchObject([{ count: 14, facts: { lastDay: 14 } }]);
	});

	test("it is over after an hour without a loss; each further loss counts", async () => {
		const bench = await Bench.open();
		await bench.flap(5, MINUTE);
		const [first] = await bench.look(KIND);
		await bench.flap(2, MINUTE);
		expect(await bench.look(KIND)).toMatchObject([{ id: first.id, count: 7 }]);
		bench.now += HOUR - MINUTE;
		expect(await bench.look(KIND)).toHaveLength(1);
		bench.now += 2 * MINUTE;
		expect(await bench.look(KIND)).toEqual([]);
		expect(await bench.all(KIND)).toMatchObject([{ id: first.id, count: 7, since: first.since }]);
	});

	test.each([
		["connectionClosed", { code: 1000, reason: "bye" }],
		["connectionReplaced", { code: 1000, reason: "Replaced by a newer connection", replaced: true }],
	] as const)("%s", async (words, how) => {
		const bench = await Bench.open();
		await bench.flap(5, MINUTE, how);
		expect(await bench.look(KIND)).toMatchObject([{ words, facts: { closeReason: how.reason } }]);
	});

	test("what the CSMS closes itself is nobody's fault", async () => {
		const bench = await Bench.open();
		await bench.flap(10, MINUTE, { code: 1001, reason: "The CSMS is going down" });
		expect(await bench.look(KIND)).toEqual([]);
	});
});

describe("charge points that do not come back", () => {
	test("a quarter of an hour is a warning, an hour a fault, and it is over when it is back", async () => {
		const bench = await Bench.open();
		const id = await bench.connect();
		bench.now += DAY;
		expect(await bench.look()).toEqual([]);
		await bench.disconnect(id);
		const since = new Date(bench.now).toISOString();
		bench.now += 14 * MINUTE;
		expect(await bench.look("offline")).toEqual([]);
		bench.now += MINUTE;
		expect(await bench.look("offline")).toMatchObject([
			{ severity: "warning", since, facts: { closeCode: 1006 } },
		]);
		bench.now += 45 * MINUTE;
		expect(await bench.look("offline")).toMatchObject([{ severity: "fault", since, count: 1 }]);
		await bench.connect();
		expect(await bench.look("offline")).toEqual([]);
	});

	test("a CSMS that starts anew still knows it, and a clock that was set back hides nothing", async () => {
		const startedAt = (at: number) => (trx: Parameters<Parameters<Bench["write"]>[0]>[0]) =>
			trx.insertInto("process").values({ started_at: at, beat_at: at, public_key: "" }).execute();
		const bench = await Bench.open();
		await bench.write(startedAt(bench.now + DAY));
		await bench.disconnect(await bench.connect());
		bench.now += 20 * MINUTE;
		const [found] = await bench.look("offline");
		expect(found).toMatchObject({ severity: "warning" });
		bench.now += 2 * DAY;
		await bench.write((trx) => trx.deleteFrom("process").execute());
		await bench.write(startedAt(bench.now));
		expect(await bench.look("offline")).toMatchObject([{ id: found.id, severity: "fault", count: 1 }]);
	});

	test("not while the CSMS itself was away", async () => {
		const bench = await Bench.open();
		await bench.disconnect(await bench.connect());
		bench.now += DAY;
		await bench.write((trx) =>
			trx
				.insertInto("process")
				.values({ started_at: bench.now, beat_at: bench.now, public_key: "" })
				.execute(),
		);
		bench.now += 10 * MINUTE;
		expect(await bench.look("offline")).toEqual([]);
		bench.now += 10 * MINUTE;
		expect(await bench.look("offline")).toHaveLength(1);
	});

	test("not one that is rejected, nor one that has never been there", async () => {
		const bench = await Bench.open();
		bench.now += DAY;
		expect(await bench.look()).toEqual([]);
		await bench.disconnect(await bench.connect());
		await bench.set({ registration: "Rejected" });
		bench.now += DAY;
		expect(await bench.look()).toEqual([]);
	});
});

describe("missed heartbeats", () => {
	const KIND = "heartbeats-missed";

	async function connected(): Promise<Bench> {
		const bench = await Bench.open();
		await bench.connect();
		await bench.boot();
		await bench.look();
		return bench;
	}

	test("more than two intervals of silence although it is connected", async () => {
		const bench = await connected();
		bench.now += 10 * MINUTE;
		expect(await bench.look(KIND)).toEqual([]);
		bench.now += 2 * MINUTE;
		expect(await bench.look(KIND)).toMatchObject([
			{ severity: "warning", count: 2, facts: { intervalSeconds: 300 }, connectorId: null },
		]);
		bench.now += 10 * MINUTE;
		expect(await bench.look(KIND)).toMatchObject([{ count: 4 }]);
		await bench.set({ last_seen: bench.now });
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("not when it talks, is not connected, or has a longer interval", async () => {
		const bench = await connected();
		for (let i = 0; i < 5; i++) {
			bench.now += 5 * MINUTE;
			await bench.set({ last_seen: bench.now });
			expect(await bench.look(KIND)).toEqual([]);
		}
		const key = {
			identity: CP,
			name: "heartbeatinterval",
			key: "HeartbeatInterval",
			value: "3600",
			read_at: bench.now,
		};
		await bench.write((trx) => trx.insertInto("configuration_key").values(key).execute());
		bench.now += HOUR;
		expect(await bench.look(KIND)).toEqual([]);
		bench.now += 2 * HOUR;
		expect(await bench.look(KIND)).toMatchObject([{ facts: { intervalSeconds: 3600 } }]);
		await bench.write((trx) =>
			trx
				.updateTable("connection")
				.set({ disconnected_at: bench.now + SECOND })
				.execute(),
		);
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("one that keeps its longer interval over a boot is not silent", async () => {
		const bench = await connected();
		const key = { name: "heartbeatinterval", key: "HeartbeatInterval", value: "3600", read_at: bench.now };
		await bench.write((trx) =>
			trx
				.insertInto("configuration_key")
				.values({ identity: CP, ...key })
				.execute(),
		);
		bench.now += MINUTE;
		await bench.boot();
		await bench.set({ last_seen: bench.now });
		bench.now += HOUR;
		expect(await bench.look(KIND)).toEqual([]);
		bench.now += 2 * HOUR;
		expect(await bench.look(KIND)).toMatchObject([{ facts: { intervalSeconds: 3600 } }]);
	});
});
