import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { checkData, REGISTER, seconds } from "./stop-data";

describe("R-HB-06 R-MV-08 samples from before the clock was known", () => {
	const defaults = {
		...{ AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "10" },
		StopTxnSampledData: `${REGISTER},Voltage`,
	};

	function unclocked(): Rig {
		const rig = new Rig({ defaults });
		rig.advance(1);
		rig.powerOff();
		rig.csms.clear();
		rig.online = false;
		rig.boot();
		rig.advance(5);
		rig.charge();
		return rig;
	}

	function check(rig: Rig): void {
		const data = checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"));
		const times = seconds(data).slice(0, -1);
		expect(times).toEqual(times.map((_, i) => times[1] * i));
		expect(data.length).toBeGreaterThan(6);
		expect(Date.parse(data[0].timestamp)).toBeGreaterThan(Date.UTC(2026, 10, 22, 10));
		expect(Date.parse(data.at(-1)!.timestamp)).toBeLessThanOrEqual(Date.parse(rig.csms.time));
	}

	test("all of them", () => {
		const rig = unclocked();
		rig.advance(65);
		rig.present("ALICE");
		rig.advance(100);
		rig.setOnline(true);
		rig.advance(2);
		check(rig);
	});

	test("some of them, and the stop comes after another boot", () => {
		const rig = unclocked();
		rig.advance(35);
		rig.setOnline(true);
		rig.advance(30);
		rig.setOnline(false);
		rig.present("ALICE");
		rig.powerOff();
		rig.advance(5000);
		rig.online = true;
		rig.boot();
		rig.advance(2);
		check(rig);
	});

	test("the power is cut before the clock is known", () => {
		const rig = unclocked();
		rig.advance(65);
		rig.powerOff();
		rig.advance(5000);
		rig.online = true;
		rig.boot();
		rig.advance(2);
		check(rig);
	});
});

test.each([
	["from the start on", true],
	["configured when the clock was known", false],
])(
	"R-HB-06 R-MV-08 a begin from before the clock was known keeps its time over another boot: %s",
	(_, atStart) => {
		const rig = new Rig({
			connectors: 2,
			defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "0" },
		});
		rig.advance(1);
		const key = "StopTxnSampledData";
		if (atStart) rig.csms.call("ChangeConfiguration", { key, value: REGISTER });
		rig.powerOff();
		rig.online = false;
		rig.boot();
		rig.advance(10);
		rig.charge("ALICE", 1);
		rig.setOnline(true);
		rig.advance(1);
		if (!atStart) rig.csms.call("ChangeConfiguration", { key, value: REGISTER });
		const [start] = rig.csms.all("StartTransaction");
		rig.chargeOften(2);
		rig.powerOff();
		rig.advance(5000);
		rig.boot();
		rig.advance(5);
		const stop = rig.csms.all("StopTransaction").find(({ reason }) => reason === "PowerLoss");
		expect(checkData(start, stop)).toHaveLength(2);
	},
);
