import { describe, expect, test } from "vitest";
import { Rig } from "./rig";

const REGISTER = "Energy.Active.Import.Register";

/** A CSMS whose clock shows `start` now, told in its own way. */
function setClock(rig: Rig, start: string, tell = (time: Date) => time.toISOString()): void {
	const zero = Date.parse(start) - rig.timers.now();
	const currentTime = () => tell(new Date(zero + rig.timers.now()));
	rig.csms.answer("BootNotification", () => ({
		status: "Accepted",
		currentTime: currentTime(),
		interval: 86_400,
	}));
	rig.csms.answer("Heartbeat", () => ({ currentTime: currentTime() }));
}

/** A rig that boots with this clock. */
function rigAt(start: string, defaults: Record<string, string>, tell?: (time: Date) => string): Rig {
	const rig = new Rig({ offline: true, defaults });
	setClock(rig, start, tell);
	rig.setOnline(true);
	rig.advance(0);
	return rig;
}

/** Seconds from `start` to each timestamp of the queue's messages, in their order. */
function times(rig: Rig, start: string): number[] {
	const actions = ["StartTransaction", "MeterValues", "StopTransaction"];
	return rig.csms.received
		.filter(({ action }) => actions.includes(action))
		.map(({ payload }) => payload.timestamp ?? payload.meterValue[0].timestamp)
		.map((timestamp) => (Date.parse(timestamp) - Date.parse(start)) / 1000);
}

describe("R-HB-03 R-MV-01 R-MV-02 R-QUE-02 time goes on over", () => {
	test.each([
		["the end of a leap year", "2028-12-31T23:58:30Z"],
		["what 31 bits of seconds hold", "2038-01-19T03:12:30Z"],
		["the day that 2100 does not have", "2100-02-28T23:58:30Z"],
		["what 32 bits of seconds hold", "2106-02-07T06:26:30Z"],
		["a century in between", "2199-12-31T23:58:30Z"],
	])("%s", (_, start) => {
		const rig = rigAt(start, {
			...{ AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "40" },
			...{ ClockAlignedDataInterval: "60", StopTxnSampledData: REGISTER, StopTxnAlignedData: REGISTER },
		});
		rig.charge();
		rig.advance(20);
		rig.setOnline(false);
		rig.advance(110);
		rig.powerOff();
		rig.advance(60);
		rig.online = true;
		rig.boot();
		rig.advance(5);
		const told = times(rig, start);
		const [started] = told;
		expect(started).toBeGreaterThanOrEqual(0);
		expect(started).toBeLessThan(2);
		expect(told.slice(1)).toEqual([30, started + 40, started + 80, 90, started + 120, started + 120]);
		const data = rig.csms
			.last("StopTransaction")
			.transactionData.map(
				({ timestamp }: { timestamp: string }) => (Date.parse(timestamp) - Date.parse(start)) / 1000,
			);
		expect(data).toEqual([started, 30, started + 40, started + 80, 90, started + 120, started + 120]);
	});
});

test("R-FRM-21 R-HB-03 a CSMS that tells its time with offset and fraction: samples are aligned in UTC all the same", () => {
	const tell = (time: Date) =>
		new Date(time.getTime() + 19_800_000)
			.toISOString()
			.replace("Z", "")
			.replace(/\.(\d{3})$/, ".$1456789+05:30");
	const rig = rigAt("2026-11-22T10:07:12.345Z", { ClockAlignedDataInterval: "900" }, tell);
	rig.advance(3600);
	const aligned = rig.csms.all("MeterValues").map(({ meterValue }) => meterValue[0].timestamp);
	expect(aligned).toEqual([
		"2026-11-22T10:15:00.000Z",
		"2026-11-22T10:30:00.000Z",
		"2026-11-22T10:45:00.000Z",
		"2026-11-22T11:00:00.000Z",
	]);
	expect(rig.chargePoint.state.clock).toBe(Date.UTC(2026, 10, 22, 11, 7, 12, 345));
});

describe("R-HB-03 R-MV-01 steps of the clock in a session", () => {
	test.each([
		["an hour ahead", 3600],
		["an hour back", -3600],
		["eighty years ahead", 80 * 365 * 86_400],
	])("%s: samples keep their distance, and the queue its order", (_, step) => {
		const start = "2026-11-22T10:00:00Z";
		const rig = rigAt(start, { MeterValueSampleInterval: "60", StopTxnSampledData: REGISTER });
		rig.charge();
		rig.advance(130);
		setClock(rig, new Date(Date.parse(start) + rig.timers.now() + step * 1000).toISOString());
		rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
		rig.advance(115);
		rig.present("ALICE");
		const sent = rig.csms.received.filter(({ action }) => action === "MeterValues");
		expect(sent.map(({ at }) => Math.round((at - sent[0].at) / 1000))).toEqual([0, 60, 120, 180]);
		const told = times(rig, start);
		const shift = [0, 0, 0, step, step, step];
		const unshifted = told.map((time, i) => Math.round(time - shift[i]));
		expect(unshifted.slice(0, 5)).toEqual(
			[told[0], told[0] + 60, told[0] + 120, told[0] + 180, told[0] + 240].map(Math.round),
		);
		expect(rig.csms.last("StopTransaction").transactionData).toHaveLength(6);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	});
});

test("R-HB-06 R-MV-02 without clock there is no clock-aligned sample, and from its first moment on there is", () => {
	const rig = new Rig({
		offline: true,
		defaults: { ClockAlignedDataInterval: "60", MeterValueSampleInterval: "0" },
	});
	rig.advance(600);
	expect(rig.chargePoint.state.queueLength).toBe(0);
	rig.setOnline(true);
	rig.advance(60);
	expect(rig.csms.all("MeterValues").map(({ meterValue }) => meterValue[0].timestamp)).toEqual([
		"2026-11-22T10:11:00.000Z",
	]);
});
