import fc from "fast-check";
import { expect, test } from "vitest";
import { mendFrame } from "../../csms/ocpp/mending";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import type { ChargePointAction } from "../../modules/ocpp/types";
import { validate } from "../../modules/ocpp/validate";
import { boot, connect } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

const csms = shareCsms();

/** What the mending of a CALL's payload leaves. */
function mended(action: string, payload: unknown): unknown {
	const { frame } = mendFrame(JSON.stringify([2, "1", action, payload]), () => undefined);
	return JSON.parse(frame)[3];
}

test("what is right stays as it is, to the letter", () => {
	for (const frame of [
		'[2, "1", "StatusNotification", {"connectorId":1,"errorCode":"NoError","status":"Available"}]',
		'[2,"1","Dance",{"a":1}]',
		'[3,"1",{"status":"Accepted","more":1}]',
		'[4,"1","InternalError","",{}]',
		"[2]",
		"no JSON",
		"{}",
	]) {
		expect(mendFrame(frame, () => undefined)).toEqual({ frame, mended: [] });
	}
});

test("numbers for text and text for numbers, dates without offset, fields too many, text too long", () => {
	const start = { connectorId: "1", idTag: 4711, meterStart: 12.6, timestamp: "2026-01-01T00:00:00" };
	expect(mended("StartTransaction", { ...start, vendorSays: "hi" })).toEqual({
		connectorId: 1,
		idTag: "4711",
		meterStart: 13,
		timestamp: "2026-01-01T00:00:00Z",
	});
	const boot = { chargePointVendor: "V".repeat(30), chargePointModel: "M", imsi: null };
	expect(mended("BootNotification", boot)).toEqual({
		chargePointVendor: "V".repeat(20),
		chargePointModel: "M",
	});
});

test("values outside their list become Other, or the right spelling, or stay to be refused", () => {
	const status = { connectorId: 1, errorCode: "Error", status: "available" };
	expect(mended("StatusNotification", status)).toEqual({
		connectorId: 1,
		errorCode: "OtherError",
		status: "Available",
	});
	expect(mended("StatusNotification", { ...status, status: "Dancing" })).toEqual({
		...status,
		status: "Dancing",
	});
});

test("a sampled value that would change its meaning is left out, others are kept", () => {
	const timestamp = "2026-01-01T00:00:00Z";
	const values = [
		{ value: 230.1, measurand: "Voltage", unit: "V" },
		{ value: "50", measurand: "Frequency", unit: "Hz" },
		{ value: "9", measurand: "Noise" },
		{ value: "9", unit: "MWh" },
		{ value: "7", context: "Sometimes" },
	];
	expect(
		mended("MeterValues", { connectorId: 1, meterValue: [{ timestamp, sampledValue: values }] }),
	).toEqual({
		connectorId: 1,
		meterValue: [
			{
				timestamp,
				sampledValue: [
					{ value: "230.1", measurand: "Voltage", unit: "V" },
					{ value: "50", measurand: "Frequency" },
					{ value: "7", context: "Other" },
				],
			},
		],
	});
});

test("strict by default, tolerant for the charge point that needs it, in both directions", async () => {
	const status = { connectorId: "1", errorCode: "NoError", status: "Available" };
	const strict = await boot(csms.ocpp, "F1");
	expect((await strict.call("StatusNotification", status))[0]).toBe(4);
	strict.close();

	await csms.rest("PUT", "/charge-points/F1", { tolerant: true });
	const tolerant = await connect(csms.ocpp, "F1");
	expect((await tolerant.call("StatusNotification", status))[0]).toBe(3);
	const answer = csms.rest("POST", "/charge-points/F1/commands/GetLocalListVersion", {});
	const [, messageId] = await tolerant.received();
	tolerant.send(JSON.stringify([3, messageId, { listVersion: "5" }]));
	expect((await answer).body).toEqual({ response: { listVersion: 5 } });
});

test("whatever comes, what is mended fits its schema", () => {
	const actions = Object.keys(csmsSchemas.requests) as ChargePointAction[];
	const fields = [
		...new Set(actions.flatMap((action) => Object.keys(csmsSchemas.requests[action].required))),
	];
	const payload = fc.dictionary(
		fc.oneof(fc.constantFrom(...fields), fc.string()),
		fc.jsonValue({ maxDepth: 3 }),
	);
	let mendedOnes = 0;
	fc.assert(
		fc.property(fc.constantFrom(...actions), fc.jsonValue(), payload, (action, messageId, payload) => {
			const text = JSON.stringify([2, messageId, action, payload]);
			const { frame, mended } = mendFrame(text, () => undefined);
			if (mended.every(({ rule }) => rule !== "Schema")) return;
			mendedOnes++;
			expect(validate(csmsSchemas.requests[action], JSON.parse(frame)[3])).toBe(undefined);
		}),
		{ numRuns: 2000 },
	);
	expect(mendedOnes).toBeGreaterThan(50);
});
