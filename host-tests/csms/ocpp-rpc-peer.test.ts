import { rootCertificates } from "node:tls";
import { RPCClient } from "ocpp-rpc";
import { expect, onTestFinished, test } from "vitest";
import { shareCsms } from "./running-csms";

/**
 * Cases of the OCA's compliance tool with an independent implementation as the charge point; its
 * strict mode checks every frame of the CSMS against the official schemas, too.
 */
const csms = shareCsms();

type Handlers = Record<string, (params: Record<string, unknown>) => object>;

async function connect(identity: string, handlers: Handlers = {}) {
	const options = {
		endpoint: csms.ocpp,
		identity,
		protocols: ["ocpp1.6"],
		strictMode: true,
		reconnect: false,
	};
	// Its types ask for options that have defaults.
	const client = new RPCClient(options as ConstructorParameters<typeof RPCClient>[0]);
	for (const [action, handle] of Object.entries(handlers)) {
		client.handle(action, async ({ params }) => handle(params ?? {}) as Record<string, unknown>);
	}
	onTestFinished(() => void client.close({ force: true }));
	await client.connect();
	const boot = await client.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
	expect(boot).toMatchObject({ status: "Accepted" });
	return client;
}

const command = async (identity: string, action: string, payload: object) =>
	csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);

const now = () => new Date().toISOString();

test("TC_001 TC_003 TC_005_1 boot, plug in, charge, unplug", async () => {
	await csms.rest("POST", "/id-tags", { idTag: "RPC" });
	const client = await connect("G1");
	const status = (status: string) =>
		client.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status, timestamp: now() });
	await client.call("Heartbeat", {});
	await status("Preparing");
	expect(await client.call("Authorize", { idTag: "RPC" })).toEqual({ idTagInfo: { status: "Accepted" } });
	const start = { connectorId: 1, idTag: "RPC", meterStart: 0, timestamp: now() };
	const started = await client.call("StartTransaction", start);
	const { transactionId, idTagInfo } = started as { transactionId: number; idTagInfo: object };
	expect(idTagInfo).toEqual({ status: "Accepted" });
	await status("Charging");
	const sampledValue = [
		{ value: "10", context: "Sample.Periodic", measurand: "Energy.Active.Import.Register" },
	];
	const meterValue = [{ timestamp: now(), sampledValue }];
	expect(await client.call("MeterValues", { connectorId: 1, transactionId, meterValue })).toEqual({});
	await status("SuspendedEV");
	const stop = { transactionId, meterStop: 25, timestamp: now(), reason: "EVDisconnected" };
	expect(await client.call("StopTransaction", stop)).toEqual({});
	await status("Finishing");
	await status("Available");
	expect((await csms.rest("GET", "/charge-points/G1")).body.connectors[0].status).toBe("Available");
	expect((await csms.rest("GET", `/transactions/${transactionId}`)).body).toMatchObject({
		energyWh: 25,
		reason: "EVDisconnected",
	});
});

test("TC_010 TC_011_1 TC_012 remote start and stop", async () => {
	const asked: unknown[] = [];
	const accept = (params: unknown) => {
		asked.push(params);
		return { status: "Accepted" };
	};
	await connect("G2", { RemoteStartTransaction: accept, RemoteStopTransaction: accept });
	const response = { status: 200, body: { response: { status: "Accepted" } } };
	expect(await command("G2", "RemoteStartTransaction", { idTag: "RPC", connectorId: 1 })).toMatchObject(
		response,
	);
	expect(await command("G2", "RemoteStopTransaction", { transactionId: 5 })).toMatchObject(response);
	expect(asked).toEqual([{ idTag: "RPC", connectorId: 1 }, { transactionId: 5 }]);
});

/** Every other command with a good payload and a good answer. */
const profile = {
	chargingProfileId: 1,
	stackLevel: 0,
	chargingProfilePurpose: "TxDefaultProfile",
	chargingProfileKind: "Absolute",
	chargingSchedule: {
		startSchedule: "2026-01-01T00:00:00Z",
		chargingRateUnit: "A",
		chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1 }],
	},
};
const hash = { hashAlgorithm: "SHA256", issuerNameHash: "ab", issuerKeyHash: "cd", serialNumber: "1" };
const at = "2026-01-01T00:00:00Z";
const location = "http://127.0.0.1/file";
test.each([
	["TC_013 TC_014", "Reset", { type: "Hard" }, { status: "Accepted" }],
	["TC_017_1", "UnlockConnector", { connectorId: 1 }, { status: "Unlocked" }],
	["TC_013", "ChangeAvailability", { connectorId: 0, type: "Inoperative" }, { status: "Scheduled" }],
	[
		"TC_019_1",
		"GetConfiguration",
		{},
		{ configurationKey: [{ key: "a", readonly: true }], unknownKey: ["b"] },
	],
	["TC_021", "ChangeConfiguration", { key: "MeterValueSampleInterval", value: "60" }, { status: "Accepted" }],
	["TC_040_1", "ChangeConfiguration", { key: "Testing", value: "1" }, { status: "NotSupported" }],
	["TC_061", "ClearCache", {}, { status: "Accepted" }],
	["TC_042_1", "GetLocalListVersion", {}, { listVersion: -1 }],
	[
		"TC_043_4",
		"SendLocalList",
		{
			listVersion: 1,
			updateType: "Full",
			localAuthorizationList: [{ idTag: "A", idTagInfo: { status: "Accepted", expiryDate: at } }],
		},
		{ status: "Accepted" },
	],
	["TC_044_1", "UpdateFirmware", { location, retrieveDate: at, retries: 1, retryInterval: 5 }, {}],
	[
		"TC_045_1",
		"GetDiagnostics",
		{ location, retries: 0, startTime: at, stopTime: at },
		{ fileName: "log.gz" },
	],
	[
		"TC_046",
		"ReserveNow",
		{ connectorId: 1, expiryDate: at, idTag: "A", reservationId: 1 },
		{ status: "Accepted" },
	],
	["TC_051", "CancelReservation", { reservationId: 1 }, { status: "Accepted" }],
	["TC_054", "TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 }, { status: "Accepted" }],
	["TC_056", "SetChargingProfile", { connectorId: 0, csChargingProfiles: profile }, { status: "Accepted" }],
	["TC_067", "ClearChargingProfile", { id: 1 }, { status: "Unknown" }],
	[
		"TC_066",
		"GetCompositeSchedule",
		{ connectorId: 1, duration: 400, chargingRateUnit: "W" },
		{ status: "Accepted", connectorId: 1, scheduleStart: at, chargingSchedule: profile.chargingSchedule },
	],
	["TC_064", "DataTransfer", { vendorId: "com.example", data: "x" }, { status: "UnknownVendorId" }],
	["TC_074", "CertificateSigned", { certificateChain: rootCertificates[0] }, { status: "Rejected" }],
	[
		"TC_075_1",
		"InstallCertificate",
		{ certificateType: "ManufacturerRootCertificate", certificate: rootCertificates[0] },
		{ status: "Accepted" },
	],
	[
		"TC_075_1",
		"GetInstalledCertificateIds",
		{ certificateType: "ManufacturerRootCertificate" },
		{ status: "Accepted", certificateHashData: [hash] },
	],
	["TC_076", "DeleteCertificate", { certificateHashData: hash }, { status: "NotFound" }],
	[
		"TC_074",
		"ExtendedTriggerMessage",
		{ requestedMessage: "SignChargePointCertificate" },
		{ status: "Accepted" },
	],
	[
		"TC_079",
		"GetLog",
		{ logType: "SecurityLog", requestId: 1, log: { remoteLocation: location } },
		{ status: "Accepted", filename: "security.log" },
	],
	[
		"TC_080",
		"SignedUpdateFirmware",
		{
			requestId: 1,
			firmware: { location, retrieveDateTime: at, signingCertificate: "PEM", signature: "abc=" },
		},
		{ status: "Accepted" },
	],
])("%s %s reaches the charge point and its answer comes back", async (_case, action, payload, response) => {
	let asked: unknown;
	const handle = (params: unknown) => {
		asked = params;
		return response;
	};
	await connect("G3", { [action]: handle });
	expect(await command("G3", action, payload)).toMatchObject({ status: 200, body: { response } });
	expect(asked).toEqual(payload);
});

test("R-FRM-10 an action that the charge point does not know comes back as its CALLERROR", async () => {
	await connect("G4");
	expect(await command("G4", "ClearCache", {})).toMatchObject({
		status: 502,
		body: { callError: { code: "NotImplemented" } },
	});
});
