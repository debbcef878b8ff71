import { expect, onTestFinished, test } from "vitest";
import { boot } from "../charge-point-peer";
import { findPostgres } from "../find-postgres";
import { makePostgres, USER } from "../postgres-server";
import { runCsms } from "../running-csms";

const PEERS = 5;
/** Meter values that are answered before the server falls. */
const ANSWERED = 100;
const PATIENCE = 60_000;

test(
	"a fall of the database server loses nothing that was answered, and the CSMS goes on when it is back",
	async () => {
		const server = await makePostgres(findPostgres()!, {});
		onTestFinished(() => server.remove());
		// What somebody may have set for speed: the CSMS's commits do not follow it.
		await server.run(`create database own owner ${USER}`, `alter role ${USER} set synchronous_commit = off`);
		const csms = await runCsms({ database: server.url("own") });

		let answered = 0;
		let enough = () => {};
		const loaded = new Promise<void>((resolve) => {
			enough = resolve;
		});
		const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
		const peers = await Promise.all(
			Array.from({ length: PEERS }, async (_, i) => {
				const peer = await boot(csms.ocpp, `CP${i}`);
				const start = { connectorId: 1, idTag: "FALL", meterStart: 0, timestamp: at(0) };
				const [, , { transactionId }] = await peer.call("StartTransaction", start);
				const send = async (second: number) => {
					const meterValue = [{ timestamp: at(second), sampledValue: [{ value: `${second}` }] }];
					const [type] = await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
					return type === 3;
				};
				return { transactionId, send };
			}),
		);
		const sending = Promise.all(
			peers.map(async ({ send }) => {
				for (let second = 1; ; second++) {
					if (!(await send(second))) return second;
					if (++answered === ANSWERED) enough();
				}
			}),
		);
		await loaded;
		// At once, without writing what only the memory has.
		await server.kill("SIGQUIT");
		const refused = await sending;
		await server.start();

		for (const [i, { transactionId, send }] of peers.entries()) {
			expect(await send(refused[i])).toBe(true);
			const { body } = await csms.rest("GET", `/transactions/${transactionId}/meter-values`);
			expect(body.map(({ energyWh }: { energyWh: number }) => energyWh)).toEqual(
				Array.from({ length: refused[i] }, (_, second) => second + 1),
			);
		}
		expect((await csms.rest("GET", "/transactions")).body).toHaveLength(PEERS);
	},
	PATIENCE,
);
