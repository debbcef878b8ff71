import { rootCertificates } from "node:tls";
import { describe, expect, test } from "vitest";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import type {
	CertificateHashData,
	ChargingProfile,
	ChargingSchedule,
	CsmsAction,
	Requests,
	Responses,
} from "../../modules/ocpp/types";
import { shareCsms } from "../csms/running-csms";
import { bootStrictly } from "./strict-charge-point";

/** Every CALL that our CSMS makes, by a REST call, and what becomes of the charge point's answer. */

const csms = shareCsms();

const command = (identity: string, action: string, payload: object) =>
	csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);

/** The number of a case, a good request, and an answer. */
type Exchange<A extends CsmsAction> = [numbers: string, request: Requests[A], answer: Responses[A]];

const relative: ChargingSchedule = {
	chargingRateUnit: "A",
	chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1, numberPhases: 3 }],
};
const chargingSchedule = { ...relative, startSchedule: "2026-01-01T00:00:00Z" };
const profile: ChargingProfile = {
	...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
	...{ chargingProfileKind: "Absolute", chargingSchedule },
};
const ofTransaction: ChargingProfile = {
	...{ chargingProfileId: 2, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
	...{ chargingProfileKind: "Relative", chargingSchedule: relative },
};
const hash: CertificateHashData = {
	hashAlgorithm: "SHA256",
	issuerNameHash: "ab",
	issuerKeyHash: "cd",
	serialNumber: "1",
};
const at = "2026-01-01T00:00:00Z";
const location = "http://127.0.0.1/file";

const exchanges: { [A in CsmsAction]: Exchange<A>[] } = {
	CancelReservation: [["TC_051", { reservationId: 1 }, { status: "Accepted" }]],
	CertificateSigned: [["TC_074", { certificateChain: rootCertificates[0] }, { status: "Rejected" }]],
	ChangeAvailability: [["TC_013", { connectorId: 0, type: "Inoperative" }, { status: "Scheduled" }]],
	ChangeConfiguration: [
		["TC_021", { key: "MeterValueSampleInterval", value: "60" }, { status: "Accepted" }],
		["TC_040_1", { key: "Testing", value: "1" }, { status: "NotSupported" }],
	],
	ClearCache: [["TC_061", {}, { status: "Accepted" }]],
	ClearChargingProfile: [["TC_067", { id: 1 }, { status: "Unknown" }]],
	DataTransfer: [["TC_064", { vendorId: "com.example", data: "x" }, { status: "UnknownVendorId" }]],
	DeleteCertificate: [["TC_076", { certificateHashData: hash }, { status: "NotFound" }]],
	ExtendedTriggerMessage: [
		["TC_074", { requestedMessage: "SignChargePointCertificate" }, { status: "Accepted" }],
	],
	GetCompositeSchedule: [
		[
			"TC_066",
			{ connectorId: 1, duration: 400, chargingRateUnit: "W" },
			{ status: "Accepted", connectorId: 1, scheduleStart: at, chargingSchedule },
		],
	],
	GetConfiguration: [
		["TC_019_1", {}, { configurationKey: [{ key: "a", readonly: true }], unknownKey: ["b"] }],
	],
	GetDiagnostics: [
		["TC_045_1", { location, retries: 0, startTime: at, stopTime: at }, { fileName: "log.gz" }],
	],
	GetInstalledCertificateIds: [
		[
			"TC_075_1",
			{ certificateType: "ManufacturerRootCertificate" },
			{ status: "Accepted", certificateHashData: [hash] },
		],
	],
	GetLocalListVersion: [["TC_042_1", {}, { listVersion: -1 }]],
	GetLog: [
		[
			"TC_079",
			{ logType: "SecurityLog", requestId: 1, log: { remoteLocation: location } },
			{ status: "Accepted", filename: "security.log" },
		],
	],
	InstallCertificate: [
		[
			"TC_075_1",
			{ certificateType: "ManufacturerRootCertificate", certificate: rootCertificates[0] },
			{ status: "Accepted" },
		],
	],
	RemoteStartTransaction: [
		["TC_010 TC_011_1", { idTag: "RPC", connectorId: 1 }, { status: "Accepted" }],
		[
			"TC_059 R-CS-16",
			{ idTag: "RPC", connectorId: 1, chargingProfile: ofTransaction },
			{ status: "Rejected" },
		],
	],
	RemoteStopTransaction: [["TC_012", { transactionId: 5 }, { status: "Accepted" }]],
	ReserveNow: [
		["TC_046", { connectorId: 1, expiryDate: at, idTag: "A", reservationId: 1 }, { status: "Accepted" }],
	],
	Reset: [["TC_013 TC_014", { type: "Hard" }, { status: "Accepted" }]],
	SendLocalList: [
		[
			"TC_043_4",
			{
				listVersion: 1,
				updateType: "Full",
				localAuthorizationList: [{ idTag: "A", idTagInfo: { status: "Accepted", expiryDate: at } }],
			},
			{ status: "Accepted" },
		],
	],
	SetChargingProfile: [["TC_056", { connectorId: 0, csChargingProfiles: profile }, { status: "Accepted" }]],
	SignedUpdateFirmware: [
		[
			"TC_080",
			{
				requestId: 1,
				firmware: { location, retrieveDateTime: at, signingCertificate: "PEM", signature: "abc=" },
			},
			{ status: "Accepted" },
		],
	],
	TriggerMessage: [["TC_054", { requestedMessage: "MeterValues", connectorId: 1 }, { status: "Accepted" }]],
	UnlockConnector: [["TC_017_1", { connectorId: 1 }, { status: "Unlocked" }]],
	UpdateFirmware: [["TC_044_1", { location, retrieveDate: at, retries: 1, retryInterval: 5 }, {}]],
};

const actions = Object.keys(chargePointSchemas.requests) as CsmsAction[];
const cases = actions.flatMap((action) =>
	(exchanges[action] ?? [["nothing of"]]).map((exchange) => [exchange[0], action, exchange] as const),
);

describe("our CSMS calls ocpp-rpc", () => {
	test.each(cases)(
		"%s %s reaches the charge point and its answer comes back",
		async (...[, action, exchange]) => {
			const [, payload, response] = exchange;
			expect(response, `an exchange of ${action}`).toBeDefined();
			let asked: unknown;
			const answer = (request: unknown) => {
				asked = request;
				return response;
			};
			const { violations } = await bootStrictly(csms.ocpp, `OUT-${action}`, { [action]: answer });
			expect(await command(`OUT-${action}`, action, payload)).toMatchObject({
				status: 200,
				body: { response },
			});
			expect(asked).toEqual(payload);
			expect(violations).toEqual([]);
		},
	);

	test("R-FRM-10 an action that the charge point does not know comes back as its CALLERROR", async () => {
		await bootStrictly(csms.ocpp, "OUT");
		expect(await command("OUT", "ClearCache", {})).toMatchObject({
			status: 502,
			body: { callError: { code: "NotImplemented" } },
		});
	});
});
