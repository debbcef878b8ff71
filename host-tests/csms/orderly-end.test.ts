import { expect, test } from "vitest";
import { boot, connect } from "./charge-point-peer";
import { spawnCsms } from "./csms-process";
import { callRest, temporaryFolder } from "./running-csms";

const PEERS = 5;

test("SIGTERM under load ends in order and loses nothing that was answered", async () => {
	const argv = ["--port", "0", "--data", temporaryFolder(), "--accept-unknown"];
	const csms = await spawnCsms(argv, { CSMS_ADMIN_PASSWORD: "secret" });
	const { ocpp } = await csms.ready;
	const answered: number[] = [];
	const peers = await Promise.all(Array.from({ length: PEERS }, (_, n) => boot(ocpp, `CP${n}`)));
	const load = peers.map(async (peer, index) => {
		for (let n = 0; ; n++) {
			const timestamp = new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();
			const start = { connectorId: 1, idTag: `${index}-${n}`, meterStart: n, timestamp };
			const ended = peer.closed.then(() => undefined);
			const answer = await Promise.race([peer.call("StartTransaction", start), ended]);
			if (!answer) return;
			answered.push(answer[2].transactionId);
			if (answered.length === 100) csms.child.kill("SIGTERM");
		}
	});
	await Promise.all(load);
	expect(await Promise.all(peers.map((peer) => peer.closed))).toEqual(Array(PEERS).fill(1001));
	expect((await csms.ended).code).toBe(0);

	const again = await spawnCsms(argv);
	const { csms: url, ocpp: address } = await again.ready;
	const { body } = await callRest(url, "GET", "/transactions?limit=1000");
	const stored = new Set(body.map(({ transactionId }: { transactionId: number }) => transactionId));
	expect(answered.length).toBeGreaterThanOrEqual(100);
	expect(answered.filter((id) => !stored.has(id))).toEqual([]);
	const peer = await connect(address, "CP0");
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
}, 60_000);
