import { describe, expect, test } from "vitest";
import { Agenda, DAY, HOUR, MINUTE } from "../../tools/demo/agenda";
import { Chance } from "../../tools/demo/chance";
import { makeDrivers } from "../../tools/demo/drivers";
import { ACCOUNTS, playHalfYear } from "../../tools/demo/half-year";
import { CHARGE_POINTS, midnight } from "../../tools/demo/site";
import { runCsms } from "../csms/running-csms";

describe("the virtual time of the demo", () => {
	test("goes on when all stories sleep, in the order of their times, and ends", async () => {
		const start = Date.UTC(2026, 0, 1);
		const agenda = new Agenda(start);
		const told: [string, number][] = [];
		const tell = (what: string) => told.push([what, (Date.now() - start) / MINUTE]);
		try {
			agenda.begin(async () => {
				await agenda.sleep(10 * MINUTE);
				tell("second");
				await agenda.sleep(HOUR);
				tell("last");
				await agenda.sleep(DAY);
				tell("never");
			});
			agenda.begin(async () => {
				await new Promise((resolve) => setTimeout(resolve, 20));
				tell("a slow first");
				await agenda.sleep(20 * MINUTE);
				tell("third");
			});
			await agenda.run(start + 2 * HOUR);
			expect(Date.now()).toBe(start + 2 * HOUR);
		} finally {
			agenda.close();
		}
		expect(told).toEqual([
			["a slow first", 0],
			["second", 10],
			["third", 20],
			["last", 70],
		]);
		expect(Date.now()).toBeGreaterThan(start + 2 * HOUR);
	});

	test("fails with what a story throws", async () => {
		const agenda = new Agenda(0);
		agenda.begin(async () => {
			await agenda.sleep(1);
			throw new Error("a story that goes wrong");
		});
		await expect(agenda.run(10).finally(() => agenda.close())).rejects.toThrow("a story that goes wrong");
	});
});

test("no two drivers share an address or an id", () => {
	const drivers = makeDrivers(80, new Chance(3));
	expect(new Set(drivers.map(({ email }) => email)).size).toBe(80);
	expect(new Set(drivers.map(({ idTag }) => idTag)).size).toBe(80);
});

test("ten days of the demo are in the records of the CSMS to the watt-hour", {
	timeout: 120_000,
}, async () => {
	const csms = await runCsms({ adminPassword: ACCOUNTS.administrator.password });
	const end = Date.now();
	const start = midnight(end) - 10 * DAY;
	const drivers = 30;
	const { transactions, energyWh, refused } = await playHalfYear({
		...{ url: csms.url, ocpp: csms.ocpp, start, end, drivers, diagnose: csms.diagnose },
	});
	expect(transactions).toBeGreaterThan(3);
	expect(refused).toBe(0);

	const { body } = await csms.rest("GET", "/transactions?limit=1000");
	const ended = body.filter(({ stop }: { stop: string | null }) => stop !== null);
	expect(ended).toHaveLength(transactions);
	expect(ended.reduce((sum: number, { energyWh }: { energyWh: number }) => sum + energyWh, 0)).toBe(energyWh);
	for (const { start: started } of body) expect(Date.parse(started)).toBeGreaterThan(start);
	const chargePoints = (await csms.rest("GET", "/charge-points")).body;
	expect(chargePoints).toHaveLength(CHARGE_POINTS.length);
	const faults = chargePoints.filter(({ connectors }: { connectors: { status: string }[] }) =>
		connectors.some(({ status }) => status === "Faulted"),
	);
	expect(faults.map(({ identity }: { identity: string }) => identity)).toEqual(["SITE-C2"]);
	const { body: diagnoses } = await csms.rest("GET", "/diagnoses?limit=1000");
	const kinds: string[] = diagnoses.map(({ kind }: { kind: string }) => kind);
	for (const kind of ["hardware-fault", "connection-flapping", "id-refused", "schema-broken"]) {
		expect(kinds).toContain(kind);
	}
	// Registered like anybody else, and accepted by the operator.
	const { body: registrations } = await csms.rest("GET", "/registrations");
	expect(registrations.some(({ status }: { status: string }) => status === "Accepted")).toBe(true);
});
