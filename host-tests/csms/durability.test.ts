import { expect, test } from "vitest";
import { connect, type Peer } from "./charge-point-peer";
import { spawnCsms } from "./csms-process";
import { callRest, temporaryFolder } from "./running-csms";

const ROUNDS = 2;
const PATIENCE = 90_000;

test(
	"kill -9 loses nothing that was answered and doubles nothing",
	async () => {
		const argv = ["--port", "0", "--data", temporaryFolder(), "--accept-unknown"];
		const answered: number[] = [];
		const at = (round: number, second: number) =>
			new Date(Date.UTC(2026, 0, 1 + round, 0, 0, second)).toISOString();

		/** What a charge point sends in one round until the CSMS dies: start, meter values, stop. */
		async function session(peer: Peer, round: number): Promise<number> {
			const start = { connectorId: 1, idTag: "KILL", meterStart: 0, timestamp: at(round, 0) };
			const [, , { transactionId }] = await peer.call("StartTransaction", start);
			for (let second = 1; second <= 20; second++) {
				const meterValue = [{ timestamp: at(round, second), sampledValue: [{ value: `${second}` }] }];
				await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
			}
			await peer.call("StopTransaction", { transactionId, meterStop: 20, timestamp: at(round, 21) });
			return transactionId;
		}

		for (let round = 0; round < ROUNDS; round++) {
			const csms = await spawnCsms(argv, { CSMS_ADMIN_PASSWORD: "secret" });
			const { ocpp } = await csms.ready;
			const peer = await connect(ocpp, "CP001");
			await peer.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
			answered.push(await session(peer, round));
			// One more start, whose answer is the last thing that this process does.
			const open = { connectorId: 2, idTag: "KILL", meterStart: 5, timestamp: at(round, 30) };
			answered.push((await peer.call("StartTransaction", open))[2].transactionId);
			csms.child.kill("SIGKILL");
			await csms.ended;

			// The charge point repeats what it cannot know to have arrived.
			const after = await spawnCsms(argv);
			const { csms: url, ocpp: again } = await after.ready;
			const repeating = await connect(again, "CP001");
			expect(await session(repeating, round)).toBe(answered.at(-2));
			expect((await repeating.call("StartTransaction", open))[2].transactionId).toBe(answered.at(-1));

			const { body } = await callRest(url, "GET", "/transactions");
			const ids = body.map(({ transactionId }: { transactionId: number }) => transactionId);
			expect(ids).toEqual(answered.toReversed());
			const values = await callRest(url, "GET", `/transactions/${answered.at(-2)}/meter-values`);
			expect(values.body).toHaveLength(20);
			expect(body[1]).toMatchObject({ active: false, energyWh: 20 });
			after.child.kill("SIGKILL");
			await after.ended;
		}
	},
	PATIENCE,
);
