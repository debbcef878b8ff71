import { expect, onTestFinished, test } from "vitest";
import { findPostgres } from "../find-postgres";
import { makePostgres, USER } from "../postgres-server";
import { temporaryFolder } from "../running-csms";
import { type ClusterProcess, startProcess } from "./cluster-process";
import { balance } from "./load-balancer";
import { RestlessChargePoint } from "./restless-charge-point";

const CHARGE_POINTS = 8;
/** Meter values that are answered between two misfortunes. */
const LOAD = 150;
const PATIENCE = 120_000;

test(
	"processes that are killed or ended, and a fall of the database, lose nothing that was answered and double nothing",
	async () => {
		const server = await makePostgres(findPostgres()!, {});
		onTestFinished(() => server.remove());
		await server.run(`create database own owner ${USER}`);
		const options = { database: server.url("own") };
		const balancer = await balance();
		const start = async () => {
			const started = await startProcess(temporaryFolder(), options);
			balancer.add(started.url);
			return started;
		};
		const [a, b] = await Promise.all([start(), start()]);

		const chargePoints = Array.from(
			{ length: CHARGE_POINTS },
			(_, i) => new RestlessChargePoint(balancer.ocpp, `CP${i}`),
		);
		const answered = () => chargePoints.reduce((sum, chargePoint) => sum + chargePoint.answered, 0);
		let isEnough = false;
		const charging = Promise.all(chargePoints.map((chargePoint) => chargePoint.run(() => isEnough)));
		const load = async () => {
			const before = answered();
			await expect.poll(answered, { timeout: 30_000 }).toBeGreaterThan(before + LOAD);
		};

		await load();
		a.child.kill("SIGKILL");
		await load();
		const c = await start();
		// At once, without writing what only the memory has.
		await server.kill("SIGQUIT");
		await server.start();
		await load();
		// Some come to the third one when the second goes, in order.
		b.child.kill("SIGTERM");
		await b.ended;
		expect(b.child.exitCode).toBe(0);
		await load();
		isEnough = true;
		await charging;

		expect(chargePoints.some(({ closes }) => closes.includes(1006))).toBe(true);
		expect(chargePoints.some(({ closes }) => closes.includes(1001))).toBe(true);
		await verify(c, chargePoints);
	},
	PATIENCE,
);

/** Everything that was answered is there, once. */
async function verify({ rest }: ClusterProcess, chargePoints: readonly RestlessChargePoint[]): Promise<void> {
	for (const { identity, sessions } of chargePoints) {
		const { body } = await rest("GET", `/transactions?identity=${identity}&limit=1000`);
		const stored: { transactionId: number; active: boolean; energyWh: number }[] = body;
		expect(stored.map(({ transactionId }) => transactionId).toReversed()).toEqual(
			sessions.map(({ transactionId }) => transactionId),
		);
		expect(stored.every(({ active, energyWh }) => !active && energyWh === 10)).toBe(true);
		for (const { transactionId, energies } of sessions) {
			const values = await rest("GET", `/transactions/${transactionId}/meter-values`);
			expect(values.body.map(({ energyWh }: { energyWh: number }) => energyWh)).toEqual(energies);
		}
	}
}
