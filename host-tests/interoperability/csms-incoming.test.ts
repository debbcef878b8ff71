import { describe, expect, test } from "vitest";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import type { ChargePointAction, MeterValue, Requests, Responses } from "../../modules/ocpp/types";
import { shareCsms } from "../csms/running-csms";
import { newRequest } from "../csms/secure-csms";
import { largestPayload } from "../ocpp/official-schemas";
import { bootStrictly, type StrictChargePoint } from "./strict-charge-point";

/** Every CALL that a charge point can make, answered by our CSMS. */

const csms = shareCsms();
const now = () => new Date().toISOString();
const ACCEPTED = { idTagInfo: { status: "Accepted" } };

type Call = StrictChargePoint["call"];

/** The numbers that an exercise proves, and the exercise of a charge point with that identity. */
type Exercise = [numbers: string, exercise: (call: Call, identity: string) => Promise<unknown>];

/** A notification that is confirmed, and then kept under `path`. */
function kept<A extends ChargePointAction>(
	numbers: string,
	action: A,
	request: Requests[A],
	path: (identity: string) => string,
	record: object,
): Exercise {
	return [
		numbers,
		async (call, identity) => {
			expect(await call(action, request)).toEqual({});
			const { status, body } = await csms.rest("GET", path(identity));
			expect(status).toBe(200);
			const rows = Array.isArray(body) ? body : [body];
			expect(rows).toContainEqual(expect.objectContaining(record));
		},
	];
}

async function startTransaction(call: Call): Promise<Responses["StartTransaction"]> {
	await csms.rest("POST", "/id-tags", { idTag: "RPC" });
	return call("StartTransaction", { connectorId: 1, idTag: "RPC", meterStart: 10, timestamp: now() });
}

const notifications = (identity: string) => `/charge-points/${identity}/notifications`;
const meterValue: MeterValue[] = [
	{
		timestamp: "2026-01-02T03:04:05Z",
		sampledValue: [{ value: "15", measurand: "Energy.Active.Import.Register" }],
	},
];

const exercises: Record<ChargePointAction, Exercise> = {
	Authorize: [
		"TC_023_1",
		async (call) => {
			await csms.rest("POST", "/id-tags", { idTag: "RPC" });
			expect(await call("Authorize", { idTag: "RPC" })).toEqual(ACCEPTED);
			expect(await call("Authorize", { idTag: "NOBODY" })).toEqual({ idTagInfo: { status: "Invalid" } });
		},
	],
	BootNotification: [
		"TC_001 R-CS-05",
		async (call) =>
			expect(await call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" })).toEqual({
				...{ status: "Accepted", interval: 300, currentTime: expect.any(String) },
			}),
	],
	DataTransfer: [
		"TC_064 R-CS-17",
		async (call) =>
			expect(await call("DataTransfer", { vendorId: "nobody", messageId: "m", data: "{}" })).toEqual({
				status: "UnknownVendorId",
			}),
	],
	DiagnosticsStatusNotification: kept(
		"TC_045_1",
		"DiagnosticsStatusNotification",
		{ status: "Uploading" },
		notifications,
		{ action: "DiagnosticsStatusNotification", payload: { status: "Uploading" } },
	),
	FirmwareStatusNotification: kept(
		"TC_044_1",
		"FirmwareStatusNotification",
		{ status: "Downloading" },
		notifications,
		{ action: "FirmwareStatusNotification", payload: { status: "Downloading" } },
	),
	Heartbeat: [
		"R-CS-10",
		async (call) => {
			const { currentTime } = await call("Heartbeat", {});
			expect(Math.abs(Date.parse(currentTime) - Date.now())).toBeLessThan(10_000);
		},
	],
	LogStatusNotification: kept(
		"TC_079",
		"LogStatusNotification",
		{ status: "Uploading", requestId: 3 },
		notifications,
		{ action: "LogStatusNotification", payload: { status: "Uploading", requestId: 3 } },
	),
	MeterValues: kept(
		"TC_003",
		"MeterValues",
		{ connectorId: 1, meterValue },
		(identity) => `/charge-points/${identity}/meter-values`,
		{ timestamp: "2026-01-02T03:04:05.000Z", energyWh: 15 },
	),
	SecurityEventNotification: kept(
		"R-CS-19",
		"SecurityEventNotification",
		{ type: "TamperDetectionActivated", timestamp: "2026-01-02T03:04:05Z", techInfo: "door" },
		(identity) => `/security-events?identity=${identity}`,
		{ type: "TamperDetectionActivated", techInfo: "door" },
	),
	SignCertificate: [
		"R-CS-19 TC_074",
		async (call, identity) => {
			expect(await call("SignCertificate", { csr: "none" })).toEqual({ status: "Rejected" });
			const { csr } = await newRequest(identity);
			expect(await call("SignCertificate", { csr })).toEqual({ status: "Accepted" });
		},
	],
	SignedFirmwareStatusNotification: kept(
		"TC_080",
		"SignedFirmwareStatusNotification",
		{ status: "Downloading", requestId: 4 },
		notifications,
		{ action: "SignedFirmwareStatusNotification", payload: { status: "Downloading", requestId: 4 } },
	),
	StartTransaction: [
		"R-CS-06 TC_003",
		async (call) =>
			expect(await startTransaction(call)).toEqual({ ...ACCEPTED, transactionId: expect.any(Number) }),
	],
	StatusNotification: [
		"TC_001",
		async (call, identity) => {
			const status = { connectorId: 1, errorCode: "GroundFailure", status: "Faulted" } as const;
			expect(await call("StatusNotification", { ...status, info: "i", timestamp: now() })).toEqual({});
			const { body } = await csms.rest("GET", `/charge-points/${identity}`);
			expect(body.connectors).toMatchObject([status]);
		},
	],
	StopTransaction: [
		"TC_005_1 R-CS-08",
		async (call) => {
			const { transactionId } = await startTransaction(call);
			const stop = { transactionId, meterStop: 35, timestamp: now(), reason: "EVDisconnected" } as const;
			expect(await call("StopTransaction", { ...stop, idTag: "RPC", transactionData: meterValue })).toEqual({
				...ACCEPTED,
			});
			const { body } = await csms.rest("GET", `/transactions/${transactionId}`);
			expect(body).toMatchObject({ energyWh: 25, reason: "EVDisconnected" });
		},
	],
};

const actions = Object.keys(csmsSchemas.requests) as ChargePointAction[];

describe("ocpp-rpc calls our CSMS", () => {
	test.each(actions.map((action) => [exercises[action]?.[0] ?? "nothing of", action] as const))(
		"%s %s",
		async (_numbers, action) => {
			expect(exercises).toHaveProperty(action);
			const identity = `IN-${action}`;
			const { call, violations } = await bootStrictly(csms.ocpp, identity);
			await exercises[action][1](call, identity);
			expect(violations).toEqual([]);
		},
	);

	test.each(actions)("the largest %s is answered by its schema", async (action) => {
		const { call, violations } = await bootStrictly(csms.ocpp, `BIG-${action}`);
		const largest = largestPayload(`${action}.req`) as Requests[ChargePointAction];
		await expect(call(action, largest)).resolves.toBeTypeOf("object");
		expect(violations).toEqual([]);
	});
});
