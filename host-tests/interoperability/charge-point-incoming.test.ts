import { beforeAll, describe, expect } from "vitest";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import type { ChargingProfile, CsmsAction } from "../../modules/ocpp/types";
import { Authority } from "../charge-point/certificates";
import { ENGINE } from "../scenarios/driver";
import { charge, csms, driver, leave } from "../scenarios/stage";
import {
	ACCEPTED,
	call,
	type Exercise,
	exerciseAll,
	extendedTrigger,
	PAST,
	place,
	session,
	told,
	trigger,
	VALIDITY,
} from "./charge-point-stage";

/** Every CALL that a CSMS can make, answered by our charge point. */

let root: Authority;

beforeAll(async () => {
	root = await Authority.root("Root", "P-256", VALIDITY);
});

/** The firmware restarts, and is registered and at rest again. */
function restarted(cause: () => Promise<unknown>): Promise<void> {
	return told("StatusNotification", { connectorId: 1, status: "Available" }, () =>
		told("BootNotification", {}, cause),
	);
}

function profile(
	chargingProfilePurpose: "TxDefaultProfile" | "TxProfile",
	limit: number,
	transactionId?: number,
): ChargingProfile {
	return {
		...{ chargingProfileId: limit, stackLevel: 0, chargingProfilePurpose, chargingProfileKind: "Absolute" },
		...(transactionId !== undefined && { transactionId }),
		chargingSchedule: {
			startSchedule: PAST,
			chargingRateUnit: "A",
			chargingSchedulePeriod: [{ startPeriod: 0, limit }],
		},
	};
}

const install = async () => {
	const request = { certificateType: "ManufacturerRootCertificate", certificate: root.pem } as const;
	expect(await call("InstallCertificate", request)).toEqual(ACCEPTED);
};

const ids = () =>
	call("GetInstalledCertificateIds", { certificateType: "ManufacturerRootCertificate" } as const);

/** After a stop that the driver did not ask for. */
async function unplug(): Promise<void> {
	await driver.until(({ status, locked }) => status === "Finishing" && !locked);
	await driver.input("plug", false);
	await driver.untilStatus("Available");
}

async function reserve(reservationId: number): Promise<void> {
	const expiryDate = new Date(Date.now() + 600_000).toISOString();
	await driver.untilStatus("Available");
	const request = { connectorId: 1, expiryDate, idTag: "HOLDER", reservationId };
	expect(await call("ReserveNow", request)).toEqual(ACCEPTED);
	await driver.untilStatus("Reserved");
}

const commands: Record<CsmsAction, Exercise> = {
	CancelReservation: [
		"TC_051",
		async () => {
			expect(await call("CancelReservation", { reservationId: 404 })).toEqual({ status: "Rejected" });
			await reserve(11);
			expect(await call("CancelReservation", { reservationId: 11 })).toEqual(ACCEPTED);
			await driver.untilStatus("Available");
		},
	],
	CertificateSigned: [
		"R-SEC-08",
		async () => {
			await told("SignCertificate", {}, extendedTrigger("SignChargePointCertificate"));
			const certificateChain = await root.sign(csms.all("SignCertificate").at(-1).csr, VALIDITY);
			expect(await call("CertificateSigned", { certificateChain })).toEqual(ACCEPTED);
			expect(await call("CertificateSigned", { certificateChain: "none" })).toEqual({ status: "Rejected" });
		},
	],
	ChangeAvailability: [
		"R-AVL-01",
		async () => {
			const change = (type: "Inoperative" | "Operative") =>
				call("ChangeAvailability", { connectorId: 1, type });
			expect(await change("Inoperative")).toEqual(ACCEPTED);
			await driver.untilStatus("Unavailable");
			expect(await change("Operative")).toEqual(ACCEPTED);
			await session(async () => {
				expect(await change("Inoperative")).toEqual({ status: "Scheduled" });
				expect(await change("Operative")).toEqual(ACCEPTED);
			});
		},
	],
	ChangeConfiguration: [
		"TC_021 R-CFG-04",
		async () => {
			const change = async (key: string, value: string) =>
				(await call("ChangeConfiguration", { key, value })).status;
			expect(await change("ClockAlignedDataInterval", "900")).toBe("Accepted");
			expect(await change("ClockAlignedDataInterval", "-1")).toBe("Rejected");
			expect(await change("NoSuchKey", "1")).toBe("NotSupported");
		},
	],
	ClearCache: ["R-CC-01", async () => expect(await call("ClearCache", {})).toEqual(ACCEPTED)],
	ClearChargingProfile: [
		"R-SC-15",
		async () => {
			const csChargingProfiles = profile("TxDefaultProfile", 17);
			expect(await call("SetChargingProfile", { connectorId: 1, csChargingProfiles })).toEqual(ACCEPTED);
			expect(await call("ClearChargingProfile", { id: 17 })).toEqual(ACCEPTED);
			expect(await call("ClearChargingProfile", { id: 17 })).toEqual({ status: "Unknown" });
		},
	],
	DataTransfer: [
		"R-DT-01",
		async () =>
			expect(await call("DataTransfer", { vendorId: "nobody", messageId: "m", data: "{}" })).toEqual({
				status: "UnknownVendorId",
			}),
	],
	DeleteCertificate: [
		"R-SEC-12 TC_076",
		async () => {
			await install();
			const { certificateHashData } = await ids();
			const request = { certificateHashData: certificateHashData![0] };
			expect(await call("DeleteCertificate", request)).toEqual(ACCEPTED);
			expect(await call("DeleteCertificate", request)).toEqual({ status: "NotFound" });
		},
	],
	ExtendedTriggerMessage: [
		"R-SEC-07",
		() => told("StatusNotification", { status: "Available" }, extendedTrigger("StatusNotification")),
	],
	GetCompositeSchedule: [
		"TC_066 R-SC-16",
		async () => {
			const request = { connectorId: 1, duration: 300, chargingRateUnit: "W" } as const;
			expect(await call("GetCompositeSchedule", request)).toMatchObject({
				...{ status: "Accepted", connectorId: 1 },
				chargingSchedule: { duration: 300, chargingRateUnit: "W" },
			});
		},
	],
	GetConfiguration: [
		"R-CFG-01",
		async () => {
			const all = await call("GetConfiguration", {});
			expect(all.unknownKey).toBeUndefined();
			expect(all.configurationKey!.length).toBeGreaterThan(40);
			const some = await call("GetConfiguration", { key: ["NumberOfConnectors", "NoSuchKey"] });
			expect(some).toEqual({
				configurationKey: [{ key: "NumberOfConnectors", readonly: true, value: "1" }],
				unknownKey: ["NoSuchKey"],
			});
		},
	],
	GetDiagnostics: [
		"R-DIAG-01 R-DIAG-02",
		() =>
			told("DiagnosticsStatusNotification", { status: "Uploaded" }, async () => {
				const request = { location: place("/"), startTime: PAST, retries: 1, retryInterval: 1 };
				expect(await call("GetDiagnostics", request)).toEqual({ fileName: expect.any(String) });
			}),
	],
	GetInstalledCertificateIds: [
		"R-SEC-11",
		async () => {
			await install();
			expect(await ids()).toMatchObject({
				status: "Accepted",
				certificateHashData: [{ hashAlgorithm: "SHA256", serialNumber: "a1b2c3" }],
			});
			const other = { certificateType: "CentralSystemRootCertificate" } as const;
			expect(await call("GetInstalledCertificateIds", other)).toEqual({ status: "NotFound" });
		},
	],
	GetLocalListVersion: [
		"R-LAL-01",
		async () => expect(await call("GetLocalListVersion", {})).toEqual({ listVersion: expect.any(Number) }),
	],
	GetLog: [
		"R-SEC-16 TC_079",
		() =>
			told("LogStatusNotification", { status: "Uploaded", requestId: 21 }, async () => {
				const request = {
					logType: "SecurityLog",
					requestId: 21,
					log: { remoteLocation: place("/") },
				} as const;
				expect(await call("GetLog", request)).toEqual({ status: "Accepted", filename: expect.any(String) });
			}),
	],
	InstallCertificate: [
		"R-SEC-10 TC_075_1",
		async () => {
			await install();
			const certificateType = "CentralSystemRootCertificate";
			const request = { certificateType, certificate: "none" } as const;
			expect(await call("InstallCertificate", request)).toEqual({ status: "Rejected" });
		},
	],
	RemoteStartTransaction: [
		"TC_059 R-SC-13",
		async () => {
			await driver.input("plug", true);
			await driver.untilStatus("Preparing");
			const chargingProfile = profile("TxProfile", 12);
			const request = { connectorId: 1, idTag: "BOB", chargingProfile };
			expect(await call("RemoteStartTransaction", request)).toEqual(ACCEPTED);
			await driver.until(({ status, offeredA }) => status === "Charging" && offeredA === 12);
			await leave("BOB");
		},
	],
	RemoteStopTransaction: [
		"R-RSTX-06",
		async () => {
			expect(await call("RemoteStopTransaction", { transactionId: 404 })).toEqual({ status: "Rejected" });
			await driver.untilStatus("Available");
			const transactionId = await charge("ALICE");
			await told("StopTransaction", { transactionId, reason: "Remote" }, async () =>
				expect(await call("RemoteStopTransaction", { transactionId })).toEqual(ACCEPTED),
			);
			await unplug();
		},
	],
	ReserveNow: [
		"TC_046_1 R-RSV-01 R-RSV-05",
		async () => {
			await reserve(31);
			await told("StartTransaction", { reservationId: 31, idTag: "HOLDER" }, () => charge("HOLDER"));
			await leave("HOLDER");
		},
	],
	Reset: [
		"TC_014 R-RESET-01",
		() => restarted(async () => expect(await call("Reset", { type: "Soft" })).toEqual(ACCEPTED)),
	],
	SendLocalList: [
		"R-LAL-02 R-LAL-03",
		async () => {
			const list = [{ idTag: "ALICE", idTagInfo: { ...ACCEPTED, expiryDate: "2099-01-01T00:00:00Z" } }];
			const full = { updateType: "Full", listVersion: 5, localAuthorizationList: list } as const;
			expect(await call("SendLocalList", full)).toEqual(ACCEPTED);
			const without = [{ idTag: "ALICE" }];
			const difference = { updateType: "Differential", localAuthorizationList: without } as const;
			expect(await call("SendLocalList", { ...difference, listVersion: 4 })).toEqual({
				status: "VersionMismatch",
			});
			expect(await call("SendLocalList", { ...difference, listVersion: 6 })).toEqual(ACCEPTED);
		},
	],
	SetChargingProfile: [
		"TC_057 R-SC-07",
		() =>
			session(async (transactionId) => {
				const csChargingProfiles = profile("TxProfile", 9, transactionId);
				expect(await call("SetChargingProfile", { connectorId: 1, csChargingProfiles })).toEqual(ACCEPTED);
				await driver.until(({ offeredA }) => offeredA === 9);
			}),
	],
	SignedUpdateFirmware: [
		"R-SEC-17",
		() =>
			told("SecurityEventNotification", { type: "InvalidFirmwareSigningCertificate" }, async () => {
				const stranger = await Authority.root("Stranger", "P-256", VALIDITY);
				const { cert } = await stranger.issue("Release", VALIDITY);
				const firmware = {
					...{ location: place("/image"), retrieveDateTime: PAST },
					...{ signingCertificate: cert, signature: "c2ln" },
				};
				expect(await call("SignedUpdateFirmware", { requestId: 41, firmware })).toEqual({
					status: "InvalidCertificate",
				});
			}),
	],
	TriggerMessage: ["TC_054 R-TRG-01", () => told("Heartbeat", {}, trigger("Heartbeat"))],
	UnlockConnector: [
		"TC_018_1 R-UNL-02",
		async () => {
			await driver.untilStatus("Available");
			await charge("ALICE");
			await told("StopTransaction", { reason: "UnlockCommand" }, async () =>
				expect(await call("UnlockConnector", { connectorId: 1 })).toEqual({ status: "Unlocked" }),
			);
			await unplug();
			expect(await call("UnlockConnector", { connectorId: 9 })).toEqual({ status: "NotSupported" });
		},
	],
	UpdateFirmware: [
		"TC_044_1 R-FW-01",
		() =>
			told("FirmwareStatusNotification", { status: "Installed" }, () =>
				restarted(async () =>
					expect(await call("UpdateFirmware", { location: place("/image"), retrieveDate: PAST })).toEqual({}),
				),
			),
	],
};

describe(`ocpp-rpc calls our charge point on ${ENGINE}`, () => {
	exerciseAll(Object.keys(chargePointSchemas.requests), commands, (action) => csms.answered.has(action));
});
