import { describe, expect, test } from "vitest";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import type { ChargePointAction } from "../../modules/ocpp/types";
import { ENGINE } from "../scenarios/driver";
import { csms, driver } from "../scenarios/stage";
import { type Exercise, exerciseAll, extendedTrigger, session, told, trigger } from "./charge-point-stage";

/** Every CALL that our charge point makes. */

/** DataTransfer is missing: it is for what vendors agree on, and this charge point has nothing of the kind to tell. */
const notifications: Record<Exclude<ChargePointAction, "DataTransfer">, Exercise> = {
	Authorize: [
		"R-AUTH-04 TC_023_4",
		async () => {
			await told("Authorize", { idTag: "UNKNOWN" }, () => driver.input("idTag", "UNKNOWN"));
			await driver.input("plug", true);
			await driver.untilStatus("Preparing");
			expect((await driver.state()).connectors[0].contactor).toBe(false);
			await driver.input("plug", false);
			await driver.untilStatus("Available");
		},
	],
	BootNotification: [
		"R-BOOT-02",
		async () => {
			expect(csms.received[0]).toMatchObject({ action: "BootNotification" });
			expect(csms.received[0].payload.firmwareVersion).toEqual(expect.any(String));
		},
	],
	DiagnosticsStatusNotification: [
		"R-TRG-05",
		() => told("DiagnosticsStatusNotification", { status: "Idle" }, trigger("DiagnosticsStatusNotification")),
	],
	FirmwareStatusNotification: [
		"R-TRG-05",
		() => told("FirmwareStatusNotification", { status: "Idle" }, trigger("FirmwareStatusNotification")),
	],
	Heartbeat: ["R-TRG-01", () => told("Heartbeat", {}, trigger("Heartbeat"))],
	LogStatusNotification: [
		"R-TRG-05",
		() => told("LogStatusNotification", { status: "Idle" }, extendedTrigger("LogStatusNotification")),
	],
	MeterValues: [
		"R-MV-01",
		() =>
			session((transactionId) =>
				told("MeterValues", { connectorId: 1, transactionId }, trigger("MeterValues")),
			),
	],
	SecurityEventNotification: [
		"R-SEC-14",
		async () => {
			const event = { type: "TamperDetectionActivated" };
			await told("SecurityEventNotification", event, () => driver.input("tamper", true, 0));
		},
	],
	SignCertificate: [
		"R-SEC-07",
		() =>
			told(
				"SignCertificate",
				{ csr: expect.stringContaining("BEGIN CERTIFICATE REQUEST") },
				extendedTrigger("SignChargePointCertificate"),
			),
	],
	SignedFirmwareStatusNotification: [
		"R-SEC-19",
		() =>
			told(
				"SignedFirmwareStatusNotification",
				{ status: "Idle" },
				extendedTrigger("FirmwareStatusNotification"),
			),
	],
	StartTransaction: [
		"R-TX-02",
		() =>
			told("StartTransaction", { connectorId: 1, idTag: "ALICE", meterStart: expect.any(Number) }, () =>
				session(async () => undefined),
			),
	],
	StatusNotification: [
		"TC_001 R-TX-01",
		async () => {
			const status = (status: string) => ({ connectorId: 1, errorCode: "NoError", status });
			await told("StatusNotification", status("Preparing"), () => driver.input("plug", true));
			await told("StatusNotification", status("Available"), () => driver.input("plug", false));
		},
	],
	StopTransaction: [
		"R-TX-08",
		() =>
			told("StopTransaction", { idTag: "ALICE", meterStop: expect.any(Number) }, () =>
				session(async () => undefined),
			),
	],
};

const actions = Object.keys(csmsSchemas.requests);

describe(`our charge point on ${ENGINE} calls ocpp-rpc`, () => {
	exerciseAll(
		actions.filter((action) => action !== "DataTransfer"),
		notifications,
		(action) => csms.all(action).length > 0,
	);

	test("DataTransfer alone was never needed", () => {
		const seen = new Set(csms.received.map(({ action }) => action));
		expect(actions.filter((action) => !seen.has(action))).toEqual(["DataTransfer"]);
	});
});
