import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { BOOT, connect, type Peer } from "./charge-point-peer";
import { spawnCsms } from "./csms-process";
import { callRest, runCsms, shareCsms, temporaryFolder } from "./running-csms";

const csms = shareCsms();
const PEERS = 60;
const KEY = "00112233445566778899aabbccddeeff";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const meterValues = (transactionId: number, second: number) => ({
	connectorId: 1,
	transactionId,
	meterValue: [{ timestamp: at(second), sampledValue: [{ value: `${second}` }] }],
});
const start = (identity: string, second: number) => ({
	connectorId: 1,
	idTag: identity,
	meterStart: 0,
	timestamp: at(second),
});
const status = (connectorId: number) => ({ connectorId, errorCode: "NoError", status: "Available" });

/** What a charge point does when it comes back: each answer is a CALLRESULT. */
async function comeBack(ocpp: string, identity: string, second: number): Promise<[Peer, number]> {
	const peer = await connect(ocpp, identity);
	const good = async (action: string, payload: object) => {
		const [type, , answer] = await peer.call(action, payload);
		expect(type).toBe(3);
		return answer;
	};
	await good("BootNotification", BOOT);
	await Promise.all([0, 1].map((connectorId) => good("StatusNotification", status(connectorId))));
	const { transactionId } = await good("StartTransaction", start(identity, second));
	for (let step = 1; step <= 3; step++) await good("MeterValues", meterValues(transactionId, second + step));
	return [peer, transactionId];
}

test("R-CS-03 R-CS-05 a fleet that comes back at once, and again over its old connections, loses no answer", async () => {
	const identities = Array.from({ length: PEERS }, (_, index) => `STORM${index}`);
	const first = await Promise.all(identities.map((identity) => comeBack(csms.ocpp, identity, 0)));
	const second = await Promise.all(identities.map((identity) => comeBack(csms.ocpp, identity, 10)));
	expect(new Set([...first, ...second].map(([, id]) => id)).size).toBe(2 * PEERS);
	for (const [peer] of first) expect(await peer.closed).toBe(1000);
	for (const [, id] of [...first, ...second]) {
		expect((await csms.rest("GET", `/transactions/${id}/meter-values`)).body).toHaveLength(3);
	}
	const { body } = await csms.rest("GET", "/charge-points");
	expect(body.filter(({ connected }: { connected: boolean }) => connected)).toHaveLength(PEERS);
});

test("R-CS-13 a key that is remembered for reconnecting is refused once it has changed", async () => {
	const authorization = (key: string) => ({
		headers: {
			authorization: `Basic ${Buffer.concat([Buffer.from("K1:"), Buffer.from(key, "hex")]).toString("base64")}`,
		},
	});
	const other = KEY.replaceAll("0", "f");
	await csms.rest("PUT", "/charge-points/K1", { securityProfile: 1, authorizationKey: KEY });
	for (let time = 0; time < 3; time++) await connect(csms.ocpp, "K1", authorization(KEY));
	await expect(connect(csms.ocpp, "K1", authorization(other))).rejects.toThrow("401");
	await csms.rest("PUT", "/charge-points/K1", { securityProfile: 1, authorizationKey: other });
	await expect(connect(csms.ocpp, "K1", authorization(KEY))).rejects.toThrow("401");
	for (let time = 0; time < 2; time++) await connect(csms.ocpp, "K1", authorization(other));
	await csms.rest("PUT", "/charge-points/K1", { securityProfile: 1, authorizationKey: KEY });
	await connect(csms.ocpp, "K1", authorization(KEY));
});

test("pings are spread over their interval", async () => {
	const own = await runCsms({ pingInterval: 1.2 });
	const pings = Array.from({ length: 10 }, async (_, index) => {
		const socket = new WebSocket(`${own.ocpp}/PING${index}`, ["ocpp1.6"]);
		const at = await new Promise<number>((resolve) => socket.once("ping", () => resolve(performance.now())));
		socket.terminate();
		return at;
	});
	const times = (await Promise.all(pings)).sort((a, b) => a - b);
	// Ten turns of sixty, two hundredths of a second each.
	expect(times[9] - times[0]).toBeGreaterThan(100);
});

test("kill -9 under load loses no meter value that was answered and doubles none", {
	timeout: 120_000,
}, async () => {
	const argv = ["--port", "0", "--data", temporaryFolder(), "--accept-unknown"];
	const running = await spawnCsms(argv, { CSMS_ADMIN_PASSWORD: "secret" });
	const { ocpp } = await running.ready;
	let answers = 0;
	let enough = () => {};
	const load = new Promise<void>((resolve) => {
		enough = resolve;
	});
	const senders = await Promise.all(
		Array.from({ length: 40 }, async (_, index) => {
			const identity = `KILL${index}`;
			const [peer, transactionId] = await comeBack(ocpp, identity, 0);
			const sender = { identity, transactionId, answered: 3 };
			void (async () => {
				for (;;) {
					await peer.call("MeterValues", meterValues(transactionId, sender.answered + 1));
					sender.answered++;
					if (++answers === 6000) enough();
				}
			})();
			return sender;
		}),
	);
	await load;
	running.child.kill("SIGKILL");
	await running.ended;

	const after = await spawnCsms(argv);
	const { csms: url, ocpp: again } = await after.ready;
	for (const { identity, transactionId, answered } of senders) {
		const path = `/transactions/${transactionId}/meter-values`;
		const { body } = await callRest(url, "GET", path);
		// The one that was under way may be there as well.
		expect([answered, answered + 1]).toContain(body.length);
		const peer = await connect(again, identity);
		await peer.call("MeterValues", meterValues(transactionId, answered + 1));
		const energies = (await callRest(url, "GET", path)).body.map(
			({ energyWh }: { energyWh: number }) => energyWh,
		);
		expect(energies).toEqual(Array.from({ length: answered + 1 }, (_, step) => step + 1));
		expect((await callRest(url, "GET", `/transactions/${transactionId}`)).body.energyWh).toBe(answered + 1);
	}
	after.child.kill("SIGKILL");
	await after.ended;
});
