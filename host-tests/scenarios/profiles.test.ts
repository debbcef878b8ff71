import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, eventually } from "./driver";
import { charge, csms, driver, leave, setStage, start } from "./stage";

const ACCEPTED = { status: "Accepted" };

setStage();

/** A profile that limits to some amperes from now on. */
function limit(purpose: string, amperes: number, stackLevel = 0, more: object = {}) {
	return {
		chargingProfileId: amperes * 10 + stackLevel,
		...{ stackLevel, chargingProfilePurpose: purpose },
		...{ chargingProfileKind: "Absolute", ...more },
		chargingSchedule: {
			startSchedule: new Date(Date.now() - 60_000).toISOString(),
			...{ chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit: amperes }] },
		},
	};
}

describe(`the profiles of OCPP 1.6 on ${ENGINE}`, { timeout: 60_000 }, () => {
	test("TC_008_1 TC_042_2 TC_043 R-AUTH-03 R-AUTH-08 the local list decides, online and offline", async () => {
		await start("--set", "LocalPreAuthorize=true", "--set", "WebSocketPingInterval=1");
		expect(await csms.call("GetLocalListVersion")).toEqual({ listVersion: 0 });
		const listed = (idTag: string, status: string) => ({ idTag, idTagInfo: { status } });
		const list = [listed("LISTED", "Accepted"), listed("BLOCKED", "Blocked")];
		const full = { listVersion: 7, updateType: "Full", localAuthorizationList: list };
		expect(await csms.call("SendLocalList", full)).toEqual(ACCEPTED);
		expect(await csms.call("GetLocalListVersion")).toEqual({ listVersion: 7 });
		const older = { listVersion: 6, updateType: "Differential", localAuthorizationList: [] };
		expect(await csms.call("SendLocalList", older)).toEqual({ status: "VersionMismatch" });
		await charge("LISTED");
		expect(csms.all("Authorize")).toEqual([]);
		await leave("LISTED");
		await driver.network(false);
		await driver.until((_, state) => !state.connected, 20);
		await driver.input("plug", true);
		await driver.input("idTag", "BLOCKED");
		await driver.input("idTag", "STRANGER");
		await driver.input("idTag", "LISTED");
		await driver.until(({ contactor, idTag }) => contactor && idTag === "LISTED");
		await leave("LISTED");
		await driver.network(true);
		await driver.until((_, { connected, queueLength }) => connected && queueLength === 0, 10);
		expect(csms.all("StartTransaction").map(({ idTag }) => idTag)).toEqual(["LISTED", "LISTED"]);
		expect(csms.all("StopTransaction")).toHaveLength(2);
	});

	test("TC_056 TC_057 TC_066 TC_067 TC_082 R-SC-07 R-SC-11 R-SC-14 limits reach the vehicle within a second", async () => {
		await start();
		const offered = (amperes: number) => driver.until(({ offeredA }) => offeredA === amperes, 1.5);
		const set = (connectorId: number, csChargingProfiles: object) =>
			csms.call("SetChargingProfile", { connectorId, csChargingProfiles });
		expect(await set(0, limit("TxDefaultProfile", 20))).toEqual(ACCEPTED);
		expect(await set(1, limit("TxProfile", 10))).toEqual({ status: "Rejected" });
		const transactionId = await charge("ALICE");
		await offered(20);
		expect(await set(1, limit("TxProfile", 10, 1, { transactionId }))).toEqual(ACCEPTED);
		await offered(10);
		expect(await set(0, limit("ChargePointMaxProfile", 8))).toEqual(ACCEPTED);
		await offered(8);
		const composite = await csms.call("GetCompositeSchedule", { connectorId: 1, duration: 300 });
		expect(composite).toMatchObject({
			...{ status: "Accepted", connectorId: 1 },
			chargingSchedule: { duration: 300, chargingRateUnit: "A" },
		});
		expect(composite.chargingSchedule.chargingSchedulePeriod).toMatchObject([{ startPeriod: 0, limit: 8 }]);
		expect(await set(1, limit("TxProfile", 0, 2, { transactionId }))).toEqual(ACCEPTED);
		await driver.untilStatus("SuspendedEVSE");
		expect(await csms.call("ClearChargingProfile", { chargingProfilePurpose: "TxProfile" })).toEqual(
			ACCEPTED,
		);
		await offered(8);
		await driver.untilStatus("Charging");
		expect(await csms.call("ClearChargingProfile", { id: 80 })).toEqual(ACCEPTED);
		await offered(20);
		expect(await csms.call("ClearChargingProfile", { id: 80 })).toEqual({ status: "Unknown" });
		await leave("ALICE");
		await driver.kill();
		await driver.start(csms.url);
		await driver.until((_, state) => state.registration === "Accepted");
		await charge("ALICE");
		await offered(20);
	});

	test("TC_059 TC_060 R-SC-13 R-RSTX-05 a remote start brings its profile", async () => {
		await start();
		await driver.input("plug", true);
		await driver.untilStatus("Preparing");
		const remote = (purpose: string) => ({
			connectorId: 1,
			idTag: "BOB",
			chargingProfile: limit(purpose, 13),
		});
		expect(await csms.call("RemoteStartTransaction", remote("TxDefaultProfile"))).toEqual({
			status: "Rejected",
		});
		expect(await csms.call("RemoteStartTransaction", remote("TxProfile"))).toEqual(ACCEPTED);
		await driver.until(({ status, offeredA }) => status === "Charging" && offeredA === 13);
	});

	test("TC_054 R-TRG-01 R-SEC-07 messages on demand", async () => {
		await start();
		for (const requestedMessage of ["MeterValues", "Heartbeat", "StatusNotification"]) {
			const before = csms.all(requestedMessage).length;
			expect(await csms.call("TriggerMessage", { requestedMessage, connectorId: 1 })).toEqual(ACCEPTED);
			await eventually(() => csms.all(requestedMessage).length === before + 1);
			expect(await csms.call("ExtendedTriggerMessage", { requestedMessage, connectorId: 1 })).toEqual(
				ACCEPTED,
			);
			await eventually(() => csms.all(requestedMessage).length === before + 2);
		}
		for (const requestedMessage of ["DiagnosticsStatusNotification", "FirmwareStatusNotification"]) {
			expect(await csms.call("TriggerMessage", { requestedMessage })).toEqual(ACCEPTED);
			await eventually(() => csms.all(requestedMessage).length === 1);
			expect(csms.all(requestedMessage)).toEqual([{ status: "Idle" }]);
		}
		expect(await csms.call("ExtendedTriggerMessage", { requestedMessage: "LogStatusNotification" })).toEqual(
			ACCEPTED,
		);
		await eventually(() => csms.all("LogStatusNotification").length === 1);
		expect(csms.all("LogStatusNotification")).toEqual([{ status: "Idle" }]);
	});
});

describe(`logs and security on ${ENGINE}`, { timeout: 60_000 }, () => {
	let files: Server;
	let uploads: { method?: string; path?: string; text: string }[];

	beforeEach(async () => {
		uploads = [];
		files = createServer(async (request, response) => {
			const parts: Buffer[] = [];
			for await (const part of request) parts.push(part as Buffer);
			const body = Buffer.concat(parts);
			const zipped = body[0] === 0x1f && body[1] === 0x8b;
			const text = (zipped ? gunzipSync(body) : body).toString();
			uploads.push({ method: request.method, path: request.url, text });
			response.statusCode = request.url?.startsWith("/full") ? 507 : 201;
			response.end();
		});
		files.listen(0, "127.0.0.1");
		await once(files, "listening");
	});

	afterEach(() => {
		files.closeAllConnections();
		files.close();
	});

	const place = (path: string) => `http://127.0.0.1:${(files.address() as AddressInfo).port}${path}`;

	test("TC_045_1 TC_045_2 R-DIAG-01 R-DIAG-02 diagnostics are uploaded by PUT, or the failure is told", async () => {
		await start("--set", `AuthorizationKey=${"4F".repeat(16)}`);
		const { fileName } = await csms.call("GetDiagnostics", { location: place("/inbox/") });
		await eventually(() => csms.all("DiagnosticsStatusNotification").length === 2);
		expect(csms.all("DiagnosticsStatusNotification")).toEqual([
			{ status: "Uploading" },
			{ status: "Uploaded" },
		]);
		expect(uploads).toMatchObject([{ method: "PUT", path: `/inbox/${fileName}` }]);
		expect(uploads[0].text).toContain("CP001");
		expect(uploads[0].text).not.toContain("4F4F4F4F");
		await csms.call("GetDiagnostics", { location: place("/full/"), retries: 1, retryInterval: 1 });
		await eventually(() => csms.all("DiagnosticsStatusNotification").length >= 4);
		expect(csms.all("DiagnosticsStatusNotification").at(-1)).toEqual({ status: "UploadFailed" });
		expect(uploads).toHaveLength(3);
	});

	test("TC_079 R-SEC-13 R-SEC-16 R-SEC-21 the security log, one event a line", async () => {
		await start();
		await driver.input("tamper", true, 0);
		const told = () => csms.all("SecurityEventNotification").map(({ type }) => type);
		await eventually(() => told().includes("TamperDetectionActivated"));
		expect(told()).toContain("StartupOfTheDevice");
		const log = { remoteLocation: place("/logs/security.txt") };
		const answer = await csms.call("GetLog", { logType: "SecurityLog", requestId: 31, log });
		expect(answer).toMatchObject({ status: "Accepted" });
		await eventually(() => csms.all("LogStatusNotification").length === 2);
		expect(csms.all("LogStatusNotification")).toEqual([
			{ status: "Uploading", requestId: 31 },
			{ status: "Uploaded", requestId: 31 },
		]);
		expect(uploads).toMatchObject([{ method: "PUT", path: "/logs/security.txt" }]);
		const lines = uploads[0].text.trim().split("\n");
		expect(lines.some((line) => /^\d{4}-.*StartupOfTheDevice/.test(line))).toBe(true);
		expect(lines.some((line) => /^\d{4}-.*TamperDetectionActivated/.test(line))).toBe(true);
	});

	test("TC_073 TC_083 TC_084 R-SEC-02 R-SEC-03 R-SEC-04 a key is set, the profile raised, and never lowered", async () => {
		await start("--set", "CpoName=Operator");
		const change = (key: string, value: string) => csms.call("ChangeConfiguration", { key, value });
		expect(await change("SecurityProfile", "1")).toEqual({ status: "Rejected" });
		const key = Buffer.from("OCA_OCTT_admin_test").toString("hex");
		expect(await change("AuthorizationKey", key)).toEqual(ACCEPTED);
		expect(await change("SecurityProfile", "2")).toEqual({ status: "Rejected" });
		expect(await change("SecurityProfile", "1")).toEqual(ACCEPTED);
		await eventually(() => csms.connections === 2 && csms.passwords[1] === "OCA_OCTT_admin_test");
		await driver.until((_, state) => state.connected);
		expect(await change("SecurityProfile", "0")).toEqual({ status: "Rejected" });
		expect(await change("AuthorizationKey", "00".repeat(16))).toEqual(ACCEPTED);
		await eventually(() => csms.connections === 3);
		expect(csms.passwords[2]).toBe("\0".repeat(16));
		await driver.until((_, state) => state.connected);
		const { configurationKey } = await csms.call("GetConfiguration", {
			key: ["SecurityProfile", "AuthorizationKey"],
		});
		expect(configurationKey).toMatchObject([
			{ key: "SecurityProfile", value: "1" },
			{ key: "AuthorizationKey" },
		]);
		expect(configurationKey[1].value).toBeUndefined();
	});

	test("R-SEC-02 a profile with which nothing connects is given up for the old one", async () => {
		await start("--set", `AuthorizationKey=${"4F".repeat(16)}`);
		csms.refuse = (password) => password !== undefined;
		expect(await csms.call("ChangeConfiguration", { key: "SecurityProfile", value: "1" })).toEqual(ACCEPTED);
		await driver.until((_, state) => !state.connected);
		await driver.until((_, state) => state.connected, 65);
		const { configurationKey } = await csms.call("GetConfiguration", { key: ["SecurityProfile"] });
		expect(configurationKey).toMatchObject([{ value: "0" }]);
	});
});
