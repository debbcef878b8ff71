import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answer, temporaryFolder } from "../csms/running-csms";
import { runSecureCsms, type SecureCsms } from "../csms/secure-csms";
import { Driver, ENGINE } from "./driver";

const KEY = "4f43415f4f4354545f61646d696e5f74657374";

vi.setConfig({ testTimeout: 90_000 });

let csms: SecureCsms;
let driver: Driver;

beforeEach(async () => {
	driver = new Driver();
	csms = await runSecureCsms();
});

afterEach(() => driver.end());

/** Gives a command, again if it met the charge point going and coming back with what the last one has changed. */
async function command(action: string, payload: object): Promise<unknown> {
	let answer: Answer | undefined;
	await eventually(async () => {
		answer = await csms.rest("POST", `/charge-points/CP001/commands/${action}`, payload);
		return answer.status !== 409 && answer.status !== 504;
	});
	if (answer?.status !== 200) throw new Error(`${action}: ${JSON.stringify(answer?.body)}`);
	return answer.body.response.status;
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
	await expect.poll(condition, { timeout: 30_000 }).toBe(true);
}

const change = (key: string, value: string) => command("ChangeConfiguration", { key, value });

const install = (certificate: string) =>
	command("InstallCertificate", { certificateType: "CentralSystemRootCertificate", certificate });

// biome-ignore lint/suspicious/noExplicitAny: answers of every kind
const read = async (path = ""): Promise<any> => (await csms.rest("GET", `/charge-points/CP001${path}`)).body;

/** The charge point is connected with that profile, and the CSMS knows it as the only one. */
async function profile(wanted: number): Promise<void> {
	await eventually(async () => {
		const { connected, securityProfile, nextSecurityProfile } = await read();
		return connected && securityProfile === wanted && nextSecurityProfile === null;
	});
}

test(`R-CS-13 R-CS-14 R-CS-15 R-CS-19 TC_073 TC_074 TC_075_2 TC_076 TC_083 TC_087 our charge point from profile 0 to 3, renewal and revocation, on ${ENGINE}`, async () => {
	await csms.rest("PATCH", "/settings", { cpoName: "CPO" });
	await driver.start(csms.ocpp.replace("wss:", "ws:"));
	await driver.until((_, state) => state.registration === "Accepted");

	expect(await change("AuthorizationKey", KEY)).toBe("Accepted");
	expect(await change("SecurityProfile", "1")).toBe("Accepted");
	await profile(1);

	expect(await change("AuthorizationKey", "00".repeat(20))).toBe("Accepted");
	expect(await install(csms.root.pem)).toBe("Accepted");
	expect(await change("SecurityProfile", "2")).toBe("Accepted");
	await profile(2);

	const [{ certificate: root }] = (await csms.rest("GET", "/certificates")).body;
	expect(await install(root)).toBe("Accepted");
	const asked = await csms.rest("POST", "/charge-points/CP001/certificates");
	expect(asked.body).toEqual({ response: { status: "Accepted" } });
	await eventually(async () => (await read("/certificates")).certificates[0]?.delivery === "Accepted");
	expect(await change("SecurityProfile", "3")).toBe("Accepted");
	await profile(3);

	// The renewed one is used at once; the former one is revoked, and nothing is missing.
	await csms.rest("POST", "/charge-points/CP001/certificates");
	await eventually(async () => {
		const { certificates } = await read("/certificates");
		return certificates.length === 2 && certificates.every((one: { lastUsedAt: string }) => one.lastUsedAt);
	});
	const [newest, former] = (await read("/certificates")).certificates;
	expect(newest).toMatchObject({ subject: "O=CPO, CN=CP001", keyType: "ECDSA", delivery: "Accepted" });
	await csms.rest("POST", `/charge-points/CP001/certificates/${former.fingerprint}/revoke`);
	await eventually(async () => (await read()).connected);
	await csms.rest("POST", `/charge-points/CP001/certificates/${newest.fingerprint}/revoke`);
	await eventually(async () => !(await read()).connected);
	await eventually(async () =>
		(await csms.rest("GET", "/refused-handshakes?identity=CP001")).body.some(
			({ reason }: { reason: string }) => reason === "The certificate has been revoked.",
		),
	);
});

test(`TC_075_1 TC_075_2 TC_076 TC_078 what our charge point keeps is what the CSMS shows, on ${ENGINE}`, async () => {
	await driver.start(csms.ocpp.replace("wss:", "ws:"));
	await driver.until((_, state) => state.registration === "Accepted");
	expect(await install(csms.root.pem)).toBe("Accepted");
	const certificateType = "ManufacturerRootCertificate";
	expect(await command("InstallCertificate", { certificateType, certificate: csms.root.pem })).toBe(
		"Accepted",
	);
	const before = (await read("/certificates")).installed;
	expect(before).toHaveLength(2);
	for (const type of ["CentralSystemRootCertificate", certificateType]) {
		expect(await command("GetInstalledCertificateIds", { certificateType: type })).toBe("Accepted");
	}
	const hashes = ({ installed }: { installed: Record<string, unknown>[] }) =>
		installed.map(({ certificateHashData, certificate }) => ({ certificateHashData, certificate }));
	const after = await read("/certificates");
	expect(hashes(after)).toEqual(hashes({ installed: before }));
	const { certificateHashData } = after.installed[0];
	expect(await command("DeleteCertificate", { certificateHashData })).toBe("Accepted");
	expect((await read("/certificates")).installed).toEqual([]);

	const { cert } = await csms.root.issue("not a root");
	expect(await install(cert)).toBe("Rejected");
	const told = async () => (await csms.rest("GET", "/security-events?identity=CP001")).body;
	await eventually(async () =>
		(await told()).some(({ type }: { type: string }) => type === "InvalidCentralSystemCertificate"),
	);
	expect(new X509Certificate(cert).ca).toBe(false);
});

test(`R-SEC-01 R-CS-01 TC_085 TC_086 a charge point that leaves the factory with profile 2, on ${ENGINE}`, async () => {
	await csms.rest("PUT", "/charge-points/CP001", { securityProfile: 2, authorizationKey: KEY });
	const ca = join(temporaryFolder(), "root.pem");
	writeFileSync(ca, csms.root.pem);
	const settings = ["--set", "SecurityProfile=2", "--set", `AuthorizationKey=${KEY}`];
	await driver.start(csms.ocpp, "--ca", ca, ...settings);
	await driver.until((_, state) => state.registration === "Accepted");
	expect(await read()).toMatchObject({ connected: true, securityProfile: 2 });
});
