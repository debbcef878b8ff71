import { constants, createHash, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Authority } from "../charge-point/certificates";
import { Driver, ENGINE, eventually } from "./driver";
import { TlsCsms } from "./tls-csms";

const DAY = 86_400_000;
const KEY = "4F43415F4F4354545F61646D696E5F74657374";
const BASIC = "CP001:OCA_OCTT_admin_test";
/** Within which TLS certificates are judged by the clock of this machine. */
const validity = { notBefore: Date.now() - DAY, notAfter: Date.now() + 365 * DAY };
/** R-SEC-05 */
const SUITES = /^TLS_(AES|ECDHE_(ECDSA|RSA)_WITH_AES)_(128|256)_GCM_SHA(256|384)$/;

let root: Authority;
let server: { cert: string; key: string };
let csms: TlsCsms;
let driver: Driver;
let folder: string;

beforeAll(async () => {
	root = await Authority.root("Root", "P-256", validity);
	server = await root.issue("localhost", { dns: ["localhost"], ...validity });
});

beforeEach(() => {
	driver = new Driver();
	folder = mkdtempSync(join(tmpdir(), "xs-evse-ca-"));
	writeFileSync(join(folder, "ca.pem"), root.pem);
});

afterEach(async () => {
	await driver.end();
	await csms.close();
	rmSync(folder, { recursive: true, force: true });
});

async function listen({ cert, key }: { cert: string; key: string }): Promise<void> {
	csms = new TlsCsms({ cert, key, clientCa: root.pem });
	await csms.open();
}

function change(key: string, value: string): Promise<unknown> {
	return csms.call("ChangeConfiguration", { key, value });
}

/** Told security events of a type. */
function events(type: string): unknown[] {
	return csms.all("SecurityEventNotification").filter((event) => event.type === type);
}

async function registered(count: number): Promise<void> {
	await eventually(() => csms.admitted.length === count && csms.all("BootNotification").length > 0);
	await driver.until((_, state) => state.registration === "Accepted" && state.connected);
}

describe(`security on ${ENGINE}`, { timeout: 60_000 }, () => {
	test("R-SEC-01 R-SEC-02 R-SEC-05 TC_083 TC_074 TC_085 TC_086 TC_087 from profile 0 to 1, 2 and 3, and a power cut", async () => {
		await listen(server);
		await driver.start(csms.url("ws", "localhost"));
		await registered(1);
		const certificate = { certificateType: "CentralSystemRootCertificate", certificate: root.pem };
		expect(await csms.call("InstallCertificate", certificate)).toEqual({ status: "Accepted" });
		expect(await change("AuthorizationKey", KEY)).toEqual({ status: "Accepted" });
		expect(await change("SecurityProfile", "1")).toEqual({ status: "Accepted" });
		await registered(2);
		expect(csms.admitted[1]).toMatchObject({ secure: false, basic: BASIC });
		expect(await change("SecurityProfile", "2")).toEqual({ status: "Accepted" });
		await registered(3);
		expect(csms.admitted[2]).toMatchObject({ secure: true, basic: BASIC, client: undefined });
		expect(csms.admitted[2].protocol).toMatch(/^TLSv1\.[23]$/);
		expect(csms.admitted[2].cipher).toMatch(SUITES);

		expect(await change("SecurityProfile", "3")).toEqual({ status: "Rejected" });
		await change("CpoName", "CPO");
		const asked = { requestedMessage: "SignChargePointCertificate" };
		expect(await csms.call("ExtendedTriggerMessage", asked)).toEqual({ status: "Accepted" });
		await eventually(() => csms.all("SignCertificate").length === 1);
		const certificateChain = await root.sign(csms.all("SignCertificate")[0].csr, validity);
		expect(await csms.call("CertificateSigned", { certificateChain })).toEqual({ status: "Accepted" });
		expect(await change("SecurityProfile", "3")).toEqual({ status: "Accepted" });
		await registered(4);
		expect(csms.admitted[3]).toMatchObject({ secure: true, basic: undefined, client: "CP001" });
		expect(csms.all("BootNotification")).toHaveLength(1);

		// Another certificate replaces it.
		expect(await csms.call("ExtendedTriggerMessage", asked)).toEqual({ status: "Accepted" });
		await eventually(() => csms.all("SignCertificate").length === 2);
		const renewed = await root.sign(csms.all("SignCertificate")[1].csr, validity);
		expect(await csms.call("CertificateSigned", { certificateChain: renewed })).toEqual({
			status: "Accepted",
		});
		await registered(5);
		expect(csms.admitted[4]).toMatchObject({ client: "CP001" });

		await driver.kill();
		await driver.start(csms.url("ws", "localhost"));
		await registered(6);
		expect(csms.admitted[5]).toMatchObject({ secure: true, basic: undefined, client: "CP001" });
	});

	test("R-SEC-02 R-SEC-06 R-SEC-15 a raise to a server of another root: back to the old profile, and an event", async () => {
		const stranger = await Authority.root("Stranger", "P-256", validity);
		await listen(await stranger.issue("localhost", { dns: ["localhost"], ...validity }));
		await driver.start(
			csms.url("ws", "localhost"),
			"--ca",
			join(folder, "ca.pem"),
			"--set",
			`AuthorizationKey=${KEY}`,
		);
		await registered(1);
		expect(await change("SecurityProfile", "2")).toEqual({ status: "Accepted" });
		await registered(2);
		expect(csms.admitted[1]).toMatchObject({ secure: false, basic: undefined });
		await eventually(() => events("InvalidCentralSystemCertificate").length === 1);
	});

	test("R-SEC-06 R-SEC-11 R-SEC-12 --set SecurityProfile=2 and --ca: wss at once, the root is listed and cannot be deleted", async () => {
		await listen(server);
		const settings = ["--set", "SecurityProfile=2", "--set", `AuthorizationKey=${KEY}`];
		await driver.start(csms.url("wss", "localhost"), "--ca", join(folder, "ca.pem"), ...settings);
		await registered(1);
		expect(csms.admitted[0]).toMatchObject({ secure: true, basic: BASIC });
		const type = { certificateType: "CentralSystemRootCertificate" };
		const { certificateHashData } = (await csms.call("GetInstalledCertificateIds", type)) as {
			certificateHashData: unknown[];
		};
		expect(certificateHashData).toHaveLength(1);
		const wanted = { certificateHashData: certificateHashData[0] };
		expect(await csms.call("DeleteCertificate", wanted)).toEqual({ status: "Failed" });
		expect(await change("SecurityProfile", "1")).toEqual({ status: "Rejected" });
	});

	test.each(["P-256", "P-384", "RSA", "RSA-PSS"] as const)(
		"R-SEC-10 R-SEC-11 TC_075_1 TC_076 a root with %s is checked, listed with its hashes, deleted; a forged one is not taken",
		async (kind) => {
			await listen(server);
			await driver.start(csms.url("ws", "localhost"));
			await registered(1);
			const other = await Authority.root("Root of another kind", kind, validity);
			const certificateType = "ManufacturerRootCertificate";
			const bytes = Buffer.from(other.der);
			bytes[bytes.length - 1] ^= 1;
			const certificate = `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64")}\n-----END CERTIFICATE-----`;
			expect(await csms.call("InstallCertificate", { certificateType, certificate })).toEqual({
				status: "Rejected",
			});
			expect(await csms.call("InstallCertificate", { certificateType, certificate: other.pem })).toEqual({
				status: "Accepted",
			});
			const name = Buffer.from(other.certificate.issuerName.toArrayBuffer());
			const issuerNameHash = (hash: string) => createHash(hash).update(name).digest("hex");
			const listed = (await csms.call("GetInstalledCertificateIds", { certificateType })) as {
				certificateHashData: [{ issuerNameHash: string }];
			};
			expect(listed.certificateHashData[0].issuerNameHash).toBe(issuerNameHash("sha256"));
			const key = Buffer.from(other.keyBits);
			const certificateHashData = {
				hashAlgorithm: "SHA512",
				issuerNameHash: issuerNameHash("sha512"),
				issuerKeyHash: createHash("sha512").update(key).digest("hex"),
				serialNumber: other.certificate.serialNumber.replace(/^0+/, ""),
			};
			expect(await csms.call("DeleteCertificate", { certificateHashData })).toEqual({ status: "Accepted" });
		},
	);

	test.each([
		["P-256", {}],
		["RSA", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
	] as const)(
		"R-SEC-17 R-SEC-18 TC_080 TC_081 R-SEC-16 signed firmware with a key %s: verified, or refused with events; the log tells",
		async (kind, padding) => {
			await listen(server);
			await driver.start(csms.url("ws", "localhost"));
			await registered(1);
			const image = Buffer.from(`firmware signed with ${kind}`);
			const put: string[] = [];
			const files = createServer((request, response) => {
				if (request.method === "GET") return response.end(image);
				request.on("data", (data) => put.push(String(data)));
				return request.on("end", () => response.end());
			});
			files.listen(0, "127.0.0.1");
			await once(files, "listening");
			const location = `http://127.0.0.1:${(files.address() as AddressInfo).port}/`;
			const { cert, key } = await root.issue("Release", { kind, ...validity });
			const signature = sign("sha256", image, { key, ...padding }).toString("base64");
			const update = (requestId: number, signingCertificate: string, text: string) =>
				csms.call("SignedUpdateFirmware", {
					requestId,
					firmware: {
						...{ location: `${location}image`, retrieveDateTime: new Date(0).toISOString() },
						...{ signingCertificate, signature: text },
					},
				});
			const statuses = (id: number) =>
				csms
					.all("SignedFirmwareStatusNotification")
					.flatMap(({ requestId, status }) => (requestId === id ? [status] : []));
			expect(await update(1, cert, signature)).toEqual({ status: "InvalidCertificate" });
			await eventually(() => events("InvalidFirmwareSigningCertificate").length === 1);
			const manufacturer = { certificateType: "ManufacturerRootCertificate", certificate: root.pem };
			expect(await csms.call("InstallCertificate", manufacturer)).toEqual({ status: "Accepted" });
			const other = sign("sha256", Buffer.from("other"), { key, ...padding }).toString("base64");
			expect(await update(2, cert, other)).toEqual({ status: "Accepted" });
			await eventually(() => statuses(2).includes("InvalidSignature"));
			await eventually(() => events("InvalidFirmwareSignature").length === 1);
			expect(await update(3, cert, signature)).toEqual({ status: "Accepted" });
			await eventually(() => statuses(3).includes("Installed"), 20);
			expect(statuses(3).slice(0, 3)).toEqual(["Downloading", "Downloaded", "SignatureVerified"]);
			await eventually(() => events("FirmwareUpdated").length === 1);
			const trigger = { requestedMessage: "FirmwareStatusNotification" };
			expect(await csms.call("ExtendedTriggerMessage", trigger)).toEqual({ status: "Accepted" });
			await csms.call("GetLog", {
				...{ logType: "SecurityLog", requestId: 4, log: { remoteLocation: location } },
			});
			await eventually(() => csms.all("LogStatusNotification").some(({ status }) => status === "Uploaded"));
			const lines = put.join("").trimEnd().split("\n");
			for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z [A-Za-z]+( .*)?$/);
			expect(lines.filter((line) => line.includes(" InvalidFirmwareSignature"))).toHaveLength(1);
			expect(lines.some((line) => line.includes("ResetOrReboot Reset"))).toBe(true);
			files.close();
		},
	);

	test("R-SEC-14 R-SEC-21 tampering and a power cut are told", async () => {
		await listen(server);
		await driver.start(csms.url("ws", "localhost"));
		await registered(1);
		await driver.input("tamper", true, 0);
		await eventually(() => events("TamperDetectionActivated").length === 1);
		await driver.kill();
		await driver.start(csms.url("ws", "localhost"));
		await eventually(() => events("ResetOrReboot").length === 1);
		expect(events("StartupOfTheDevice")).toHaveLength(2);
	});
});
