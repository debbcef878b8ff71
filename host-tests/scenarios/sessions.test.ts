import { describe, expect, test } from "vitest";
import { ENGINE, eventually, PATIENCE } from "./driver";
import { charge, csms, driver, reopenCsms, setStage, start } from "./stage";

setStage();

describe(`a session on ${ENGINE}`, { timeout: 60_000 * PATIENCE }, () => {
	test("R-BOOT-01 R-BOOT-04 boot: registered, Available, the clock of the CSMS", async () => {
		await start("--connectors", "2");
		const state = await driver.until(({ status }) => status === "Available");
		await eventually(() => csms.statuses(2).length > 0);
		expect(csms.received.map((one) => one.action).slice(0, 4)).toEqual([
			...["BootNotification", "StatusNotification", "StatusNotification", "StatusNotification"],
		]);
		expect(state).toMatchObject({ power: true, network: true, connected: true, queueLength: 0 });
		expect(Math.abs(Date.parse(String(state.clock)) - Date.now())).toBeLessThan(2000);
		expect(state.display.lines.length).toBeGreaterThan(0);
		expect(state.connectors[0].leds).toEqual({ available: true, charging: false, fault: false });
	});

	test("R-ST-02 inputs that follow each other at once are all seen, in their order", async () => {
		await start();
		for (let i = 0; i < 3; i++) {
			await driver.input("plug", true);
			await driver.input("plug", false);
		}
		await driver.input("plug", true);
		expect((await driver.state()).connectors[0].status).toBe("Preparing");
		await driver.input("plug", false);
		await driver.input("idTag", "ALICE");
		await eventually(() => csms.all("Authorize").length === 1);
		const told = Array.from({ length: 4 }, () => ["Available", "Preparing"]).flat();
		await eventually(() => csms.statuses(1).length === 10);
		expect(csms.statuses(1)).toEqual([...told, "Available", "Preparing"]);
	});

	test("TC_003 R-TX-01 plug first; TC_068 stop by the same id", async () => {
		await start("--set", "MeterValueSampleInterval=1");
		const transactionId = await charge("ALICE");
		expect(csms.all("Authorize")).toEqual([{ idTag: "ALICE" }]);
		await driver.until(({ drawnA, locked, importWh }) => drawnA === 32 && locked && importWh > 5);
		await eventually(() => csms.all("MeterValues").length >= 3);
		expect(csms.all("MeterValues").every((payload) => payload.transactionId === transactionId)).toBe(true);
		await driver.input("idTag", "alice");
		const state = await driver.until(({ status, locked }) => status === "Finishing" && !locked);
		expect(state.connectors[0]).toMatchObject({ contactor: false, drawnA: 0, offeredA: 0 });
		await eventually(() => csms.all("StopTransaction").length === 1);
		const [stop] = csms.all("StopTransaction");
		expect(stop).toMatchObject({ transactionId, idTag: "alice" });
		// What flows until the contactor has opened is counted, too: a Wh takes 0.16 s.
		const after = state.connectors[0].importWh - stop.meterStop;
		expect(after).toBeGreaterThanOrEqual(0);
		expect(after).toBeLessThanOrEqual(1);
		await driver.input("plug", false);
		await driver.untilStatus("Available");
		await eventually(() => csms.statuses(1).length === 5);
		expect(csms.statuses(1)).toEqual(["Available", "Preparing", "Charging", "Finishing", "Available"]);
	});

	test("TC_004_1 R-TX-01 id first; TC_005_1 R-TX-11 stop by unplugging the vehicle", async () => {
		await start();
		await driver.input("idTag", "ALICE", 0);
		await driver.untilStatus("Preparing");
		await driver.input("plug", true);
		await driver.untilStatus("Charging");
		await driver.input("ev", false);
		await driver.until(({ status, locked }) => status === "Finishing" && !locked);
		await driver.input("cable", false);
		await driver.untilStatus("Available");
		await eventually(() => csms.all("StopTransaction").length === 1);
		expect(csms.all("StopTransaction")[0]).toMatchObject({ reason: "EVDisconnected" });
	});

	test("TC_010 TC_012 R-RSTX-01 R-RSTX-06 remote start and stop", async () => {
		await start();
		await driver.input("plug", true);
		await driver.untilStatus("Preparing");
		const accepted = { status: "Accepted" };
		expect(await csms.call("RemoteStartTransaction", { connectorId: 1, idTag: "REMOTE" })).toEqual(accepted);
		const state = await driver.until(({ transactionId }) => transactionId !== null);
		const { transactionId } = state.connectors[0];
		expect(await csms.call("RemoteStopTransaction", { transactionId })).toEqual(accepted);
		await driver.untilStatus("Finishing");
		await eventually(() => csms.all("StopTransaction").length === 1);
		expect(csms.all("StopTransaction")[0]).toMatchObject({ transactionId, reason: "Remote" });
	});

	test("TC_004_2 R-TX-03 an id without a plug times out", async () => {
		await start("--set", "ConnectionTimeOut=2");
		await driver.input("idTag", "ALICE");
		await driver.untilStatus("Preparing");
		await driver.untilStatus("Available");
		expect(csms.all("StartTransaction")).toEqual([]);
	});

	test("TC_023_4 R-AUTH-06 an unknown id is refused, visibly", async () => {
		await start();
		await driver.input("plug", true);
		const before = (await driver.untilStatus("Preparing")).display.lines.join();
		await driver.input("idTag", "UNKNOWN");
		await driver.until((_, { display }) => display.lines.join() !== before);
		expect(csms.all("StartTransaction")).toEqual([]);
		expect((await driver.state()).connectors[0].contactor).toBe(false);
	});

	test("TC_032_2 R-TX-16 a power cut while charging", async () => {
		await start("--set", "MeterValueSampleInterval=1");
		const transactionId = await charge();
		await eventually(() => csms.all("MeterValues").length >= 2);
		await driver.power(false);
		const dark = await driver.state();
		expect(dark).toMatchObject({ power: false, connected: false, registration: null });
		expect(dark.connectors[0]).toMatchObject({ contactor: false, locked: true, cable: true });
		await driver.power(true);
		await eventually(() => csms.all("StopTransaction").length === 1);
		const state = await driver.until(({ locked }, { queueLength }) => !locked && queueLength === 0);
		const [stop] = csms.all("StopTransaction");
		expect(stop).toMatchObject({ transactionId, reason: "PowerLoss" });
		const samples = csms
			.all("MeterValues")
			.map((payload) => Number(payload.meterValue[0].sampledValue[0].value));
		expect(stop.meterStop).toBeGreaterThanOrEqual(Math.max(...samples));
		expect(stop.meterStop).toBeLessThanOrEqual(state.connectors[0].importWh);
		expect(csms.all("BootNotification")).toHaveLength(2);
	});

	test("R-HB-06 R-TX-16 a session of a boot that never had a clock, cut off, keeps its place in time", async () => {
		const offline = ["--set", "AllowOfflineTxForUnknownId=true"];
		await start();
		await driver.kill();
		await csms.close();
		const begin = Date.now();
		await driver.start(csms.url, ...offline);
		await driver.input("plug", true);
		await driver.untilStatus("Preparing");
		await driver.input("idTag", "ALICE");
		await driver.until(({ contactor }, { queueLength }) => contactor && queueLength > 0);
		await driver.kill();
		await reopenCsms();
		await start(...offline);
		await eventually(() => csms.all("StopTransaction").length === 1);
		const [started] = csms.all("StartTransaction");
		const [stopped] = csms.all("StopTransaction");
		expect(stopped.reason).toBe("PowerLoss");
		const [from, to] = [Date.parse(started.timestamp), Date.parse(stopped.timestamp)];
		expect(from).toBeGreaterThan(begin - 2000);
		expect(to).toBeGreaterThanOrEqual(from);
		expect(to).toBeLessThan(Date.now() + 2000);
	});

	test("TC_036 R-QUE-02 the network is lost while charging; everything comes later, in order", async () => {
		await start("--set", "MeterValueSampleInterval=1", "--set", "WebSocketPingInterval=1");
		const transactionId = await charge();
		await eventually(() => csms.all("MeterValues").length >= 2);
		await driver.network(false);
		await driver.until((_, state) => !state.connected && state.queueLength >= 3, 20);
		expect((await driver.state()).connectors[0]).toMatchObject({ status: "Charging", contactor: true });
		await driver.network(true);
		await driver.until((_, state) => state.connected && state.queueLength === 0, 10);
		const times = csms.all("MeterValues").map((payload) => Date.parse(payload.meterValue[0].timestamp));
		const distinct = [...new Set(times)];
		expect(distinct).toEqual([...distinct].sort((a, b) => a - b));
		for (let i = 1; i < distinct.length; i++)
			expect(Math.abs(distinct[i] - distinct[i - 1] - 1000)).toBeLessThan(300);
		expect(csms.all("MeterValues").every((payload) => payload.transactionId === transactionId)).toBe(true);
		expect(csms.all("BootNotification")).toHaveLength(1);
		expect(csms.connections).toBe(2);
	});

	test("TC_015 TC_016 R-TX-17 R-RESET-01 reset, soft and hard, while charging", async () => {
		await start();
		for (const [i, type] of (["Soft", "Hard"] as const).entries()) {
			const transactionId = await charge();
			expect(await csms.call("Reset", { type })).toEqual({ status: "Accepted" });
			await eventually(() => csms.all("BootNotification").length === 2 + i, 15);
			await eventually(() => csms.all("StopTransaction").length === 1 + i);
			expect(csms.all("StopTransaction")[i]).toMatchObject({ transactionId, reason: `${type}Reset` });
			await driver.until(({ status, locked }) => status === "Finishing" && !locked);
			await driver.input("plug", false);
			await driver.untilStatus("Available");
		}
	});

	test("TC_041 R-ST-08 R-ST-09 faults and the emergency stop", async () => {
		await start();
		await charge();
		await driver.input("fault", { errorCode: "OverCurrentFailure", active: true });
		const faulted = await driver.until(({ status, contactor }) => status === "Faulted" && !contactor);
		expect(faulted.connectors[0]).toMatchObject({ errorCode: "OverCurrentFailure", leds: { fault: true } });
		await driver.input("fault", { errorCode: "OverCurrentFailure", active: false });
		await driver.until(({ status, contactor }) => status === "Charging" && contactor);
		await driver.input("emergencyStop", true, 0);
		await driver.until(({ contactor, status }) => !contactor && status === "Faulted");
		await eventually(() => csms.all("StopTransaction").length === 1);
		expect(csms.all("StopTransaction")[0]).toMatchObject({ reason: "EmergencyStop" });
	});
});

test(`R-QUE-08 ten SIGKILLs in a session on ${ENGINE}: every transaction is delivered once`, {
	timeout: 120_000 * PATIENCE,
}, async () => {
	await start("--set", "MeterValueSampleInterval=1");
	for (let i = 0; i < 10; i++) {
		await driver.input("plug", true);
		await driver.input("idTag", `ID${i}`);
		await driver.until(
			({ contactor, transactionId }, { queueLength }) =>
				contactor && (queueLength > 0 || transactionId !== null),
		);
		await new Promise((resolve) => setTimeout(resolve, 130 * i));
		await driver.kill();
		await driver.start(csms.url, "--set", "MeterValueSampleInterval=1");
		await driver.until(
			(_, { registration, queueLength }) => registration === "Accepted" && queueLength === 0,
		);
	}
	const contents = csms.all("StartTransaction").map((payload) => JSON.stringify(payload));
	const starts = [...new Set(contents)];
	expect(starts.length).toBe(10);
	const stops = new Set(
		csms.all("StopTransaction").map(({ transactionId, ...rest }) => JSON.stringify(rest)),
	);
	expect(stops.size).toBe(10);
});
