import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";
import { Store } from "../../csms/database/store";
import { boot, connect } from "./charge-point-peer";
import { onPostgres } from "./databases";
import { runCsms } from "./running-csms";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

const start = (n: number) => ({ connectorId: 1, idTag: `TAG-${n}`, meterStart: n, timestamp: at(n) });

/** A CSMS, and a hand on its database connection. */
async function runWithStore() {
	const open = vi.spyOn(Store, "open");
	onTestFinished(() => open.mockRestore());
	const csms = await runCsms();
	const store = (await open.mock.results.at(-1)!.value) as Store;
	return { csms, store };
}

test.skipIf(onPostgres)(
	"a full disk is an InternalError, loses nothing that was answered, and passes",
	async () => {
		const { csms, store } = await runWithStore();
		const peer = await boot(csms.ocpp, "CP1");
		const answered: number[] = [];
		answered.push((await peer.call("StartTransaction", start(0)))[2].transactionId);

		const pragma = async (name: string) =>
			(await sql<Record<string, number>>`pragma ${sql.raw(name)}`.execute(store.db)).rows;
		const [{ page_count }] = await pragma("page_count");
		await pragma(`max_page_count = ${page_count}`);
		const value = "x".repeat(400);
		const meterValue = [{ timestamp: at(1), sampledValue: Array(20).fill({ value, format: "SignedData" }) }];
		let refused: unknown[] = [];
		for (let n = 0; n < 50 && refused[0] !== 4; n++) {
			refused = await peer.call("MeterValues", { connectorId: 1, transactionId: answered[0], meterValue });
		}
		expect(refused.slice(2)).toEqual(["InternalError", expect.stringMatching(/try again later/), {}]);
		// It answers what needs no disk, tells its pages, and refuses what it cannot keep.
		expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
		expect((await csms.rest("GET", "/transactions")).body).toHaveLength(1);
		const refusedStart = await peer.call("StartTransaction", start(2), "start-2");
		if (refusedStart[0] === 3) answered.push(refusedStart[2].transactionId);
		const tag = await csms.rest("POST", "/registrations", { name: "x".repeat(100), email: "a@b.cd" }, {});
		expect([201, 500]).toContain(tag.status);

		await pragma("max_page_count = 1000000");
		const [, , again] = await peer.call("StartTransaction", start(2), "start-2");
		if (refusedStart[0] === 3) expect(again.transactionId).toBe(answered[1]);
		else answered.push(again.transactionId);
		expect(
			(await peer.call("MeterValues", { connectorId: 1, transactionId: answered[0], meterValue }))[0],
		).toBe(3);
		const { body } = await csms.rest("GET", "/transactions");
		expect(body.map(({ transactionId }: { transactionId: number }) => transactionId)).toEqual(
			answered.toReversed(),
		);
	},
);

test.skipIf(onPostgres)(
	"a database that can only be read is an InternalError to charge points, and passes",
	async () => {
		const { csms, store } = await runWithStore();
		const peer = await boot(csms.ocpp, "CP1");
		await sql`pragma query_only = on`.execute(store.db);
		const refused = await Promise.all([
			peer.call("StartTransaction", start(1)),
			peer.call("StatusNotification", { connectorId: 1, status: "Available", errorCode: "NoError" }),
			peer.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" }),
			peer.call("Authorize", { idTag: "TAG" }),
		]);
		expect(refused.map(([type, , code]) => [type, code])).toEqual(Array(4).fill([4, "InternalError"]));
		// Whoever would have to be entered is told to come again.
		await expect(connect(csms.ocpp, "CP2")).rejects.toThrow("503");
		expect((await csms.rest("PUT", "/charge-points/CP3", {})).status).toBe(500);
		expect((await csms.rest("GET", "/charge-points")).body).toHaveLength(1);
		await sql`pragma query_only = off`.execute(store.db);
		expect((await peer.call("StartTransaction", start(1)))[0]).toBe(3);
		await connect(csms.ocpp, "CP2");
	},
);
