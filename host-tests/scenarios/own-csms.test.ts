import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Csms, startCsms } from "../../csms/start";
import { Driver, ENGINE } from "./driver";

const TOKEN = "token-of-the-test";
let csms: Csms;
let driver: Driver;
let data: string;

async function open(port = 0): Promise<void> {
	csms = await startCsms({
		...{ host: "127.0.0.1", port, data, acceptUnknown: true, acceptRegistrations: false },
		apiToken: TOKEN,
	});
}

beforeEach(async () => {
	data = mkdtempSync(join(tmpdir(), "xs-evse-csms-"));
	driver = new Driver();
	await open();
});

afterEach(async () => {
	await driver.end();
	await csms.stop();
	rmSync(data, { recursive: true, force: true });
});

// biome-ignore lint/suspicious/noExplicitAny: answers of every kind
async function api(method: string, path: string, body?: object): Promise<any> {
	const response = await fetch(`${csms.url}/api/v1${path}`, {
		method,
		headers: {
			authorization: `Bearer ${TOKEN}`,
			...(body ? { "content-type": "application/json" } : undefined),
		},
		body: body ? JSON.stringify(body) : undefined,
	});
	if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
	return response.status === 204 ? undefined : response.json();
}

async function transactions(count: number) {
	for (let i = 0; i < 200; i++) {
		const all = await api("GET", "/transactions");
		if (all.length === count && all.every((one: { active: boolean }) => !one.active)) return all;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`not reached: ${JSON.stringify(await api("GET", "/transactions"))}`);
}

/** The meter may count one more Wh between its reading for the stop and the contactor's opening. */
function expectWhole(
	{ energyWh }: { energyWh: number },
	{ connectors }: { connectors: { importWh: number }[] },
) {
	const after = connectors[0].importWh - energyWh;
	expect(after).toBeGreaterThanOrEqual(0);
	expect(after).toBeLessThanOrEqual(1);
}

test(`from the registration to the record, on ${ENGINE}`, { timeout: 90_000 }, async () => {
	await driver.start(csms.ocpp, "--set", "MeterValueSampleInterval=1");
	await driver.until((_, state) => state.registration === "Accepted");

	// The driver registers and is refused until the operator accepts.
	const { id, idTag } = await api("POST", "/registrations", { name: "Ada", email: "ada@example.com" });
	await driver.input("plug", true);
	await driver.untilStatus("Preparing");
	await driver.input("idTag", idTag);
	await driver.until((_, { display }) => display.lines.includes("Refused"));
	await api("POST", `/registrations/${id}/accept`);
	await driver.input("idTag", idTag);
	await driver.until(({ transactionId, importWh }) => transactionId !== null && importWh > 10);
	const [running] = await api("GET", "/transactions?active=true");
	expect(running).toMatchObject({ identity: "CP001", connectorId: 1, idTag, active: true });

	// The operator stops it.
	const stop = await api("POST", "/charge-points/CP001/commands/RemoteStopTransaction", {
		transactionId: running.transactionId,
	});
	expect(stop).toEqual({ response: { status: "Accepted" } });
	const finished = await driver.until(({ status, locked }) => status === "Finishing" && !locked);
	const [record] = await transactions(1);
	expect(record.reason).toBe("Remote");
	expectWhole(record, finished);
	const values = await api("GET", `/transactions/${record.transactionId}/meter-values`);
	expect(values.length).toBeGreaterThan(0);
	await driver.input("plug", false);
	await driver.untilStatus("Available");

	// Nobody registered this one; both ends can see it.
	await driver.input("idTag", "STRANGER");
	await driver.until((_, { display }) => display.lines.includes("Refused"));
	const refused = await api("GET", "/authorizations?refused=true");
	expect(refused.map((one: { idTag: string }) => one.idTag)).toContain("STRANGER");
});

test(`the CSMS is away while it charges, on ${ENGINE}: the record is whole when it is back`, {
	timeout: 90_000,
}, async () => {
	await api("POST", "/id-tags", { idTag: "ALICE" });
	await driver.start(csms.ocpp, "--set", "MeterValueSampleInterval=1");
	await driver.until((_, state) => state.registration === "Accepted");
	await driver.input("plug", true);
	await driver.input("idTag", "ALICE");
	await driver.until(({ transactionId, importWh }) => transactionId !== null && importWh > 5);
	const { port } = new URL(csms.url);
	await csms.stop();
	await driver.until((_, state) => !state.connected);
	await driver.input("idTag", "ALICE");
	const finished = await driver.untilStatus("Finishing");
	expect(finished.queueLength).toBeGreaterThan(0);
	await open(Number(port));
	await driver.until((_, { queueLength }) => queueLength === 0, 30);
	const [record] = await transactions(1);
	expect(record.idTag).toBe("ALICE");
	expectWhole(record, finished);
});
