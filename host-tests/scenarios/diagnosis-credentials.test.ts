import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Diagnosis, DiagnosisKind } from "../../csms/api/schemas/diagnoses";
import { type RunningCsms, runCsms } from "../csms/running-csms";
import { runSecureCsms, type SecureCsms } from "../csms/secure-csms";
import { Driver } from "./driver";

/** Simulators that are not let in, or soon not any more. */

vi.setConfig({ testTimeout: 90_000 });

const KEY = "4f43415f4f4354545f61646d696e5f74657374";
const DAY = 86_400_000;

let driver: Driver;
/** Milliseconds that the diagnosis is ahead of the clock. */
let ahead: number;
const diagnosis = { delay: 20, interval: 100, now: () => Date.now() + ahead };

beforeEach(() => {
	driver = new Driver();
	ahead = 0;
});

afterEach(() => driver.end());

async function eventually(condition: () => Promise<boolean>): Promise<void> {
	await expect.poll(condition, { timeout: 30_000 }).toBe(true);
}

async function found(csms: RunningCsms, kind: DiagnosisKind): Promise<Diagnosis> {
	const all = async (): Promise<Diagnosis[]> =>
		(await csms.rest("GET", `/diagnoses?open=true&kind=${kind}`)).body;
	await eventually(async () => (await all()).length === 1);
	return (await all())[0];
}

async function over(csms: RunningCsms, kind: DiagnosisKind): Promise<void> {
	await eventually(
		async () => (await csms.rest("GET", `/diagnoses?open=true&kind=${kind}`)).body.length === 0,
	);
}

test("a wrong key", async () => {
	const csms = await runCsms({ diagnosis });
	await csms.rest("PUT", "/charge-points/CP001", { securityProfile: 1, authorizationKey: KEY });
	const settings = ["--set", "SecurityProfile=1", "--set", `AuthorizationKey=${"00".repeat(20)}`];
	await driver.start(csms.ocpp, ...settings);
	expect(await found(csms, "handshake-refused")).toMatchObject({
		...{ identity: "CP001", words: "handshakeWrongKey", severity: "fault", facts: { address: "127.0.0.1" } },
	});
	expect((await csms.rest("GET", "/charge-points/CP001")).body.health).toBe("fault");
	// The right one at the CSMS's end mends it.
	await csms.rest("PUT", "/charge-points/CP001", { authorizationKey: "00".repeat(20) });
	await driver.network(false);
	await driver.network(true);
	await driver.until((_, { connected }) => connected, 20);
	await over(csms, "handshake-refused");
});

test("no key, although one is asked for", async () => {
	const csms = await runCsms({ diagnosis });
	await csms.rest("PUT", "/charge-points/CP001", { securityProfile: 1, authorizationKey: KEY });
	await driver.start(csms.ocpp);
	expect(await found(csms, "handshake-refused")).toMatchObject({ words: "handshakeWithoutKey" });
});

test("one that nobody has entered, until somebody does", async () => {
	const csms = await runCsms({ acceptUnknown: false, diagnosis });
	await driver.start(csms.ocpp, "--id", "NEW1");
	expect(await found(csms, "unknown-charge-point")).toMatchObject({
		...{ identity: "NEW1", words: "unknownChargePoint", severity: "warning" },
	});
	await csms.rest("PUT", "/charge-points/NEW1", {});
	await over(csms, "unknown-charge-point");
});

test("a certificate that ends soon, has ended, and is revoked", async () => {
	const csms = await runSecureCsms({ diagnosis });
	await driver.start(csms.ocpp.replace("wss:", "ws:"));
	await driver.until((_, state) => state.registration === "Accepted");
	await toProfile3(csms);
	expect((await csms.rest("GET", "/diagnoses?open=true&kind=certificate-expiring")).body).toEqual([]);
	const { certificates } = (await csms.rest("GET", "/charge-points/CP001/certificates")).body;
	const [{ fingerprint, notAfter }] = certificates;
	ahead = Date.parse(notAfter) - Date.now() - 10 * DAY;
	expect(await found(csms, "certificate-expiring")).toMatchObject({
		severity: "warning",
		facts: { days: 9 },
	});
	ahead += 11 * DAY;
	expect(await found(csms, "certificate-invalid")).toMatchObject({
		words: "certificateExpired",
		severity: "fault",
	});
	await over(csms, "certificate-expiring");
	ahead = 0;
	await over(csms, "certificate-invalid");
	await csms.rest("POST", `/charge-points/CP001/certificates/${fingerprint}/revoke`);
	expect(await found(csms, "certificate-invalid")).toMatchObject({ words: "certificateRevoked" });
	expect(await found(csms, "handshake-refused")).toMatchObject({ words: "handshakeCertificate" });
});

/** From profile 0 on, with a certificate that the CSMS has signed. */
async function toProfile3(csms: SecureCsms): Promise<void> {
	const read = async () => (await csms.rest("GET", "/charge-points/CP001")).body;
	const command = async (action: string, payload: object) =>
		eventually(async () => {
			const { status, body } = await csms.rest("POST", `/charge-points/CP001/commands/${action}`, payload);
			return status === 200 && body.response.status === "Accepted";
		});
	const change = (key: string, value: string) => command("ChangeConfiguration", { key, value });
	const profile = (wanted: number) =>
		eventually(async () => {
			const { connected, securityProfile, nextSecurityProfile } = await read();
			return connected && securityProfile === wanted && nextSecurityProfile === null;
		});
	const root = (certificate: string) =>
		command("InstallCertificate", { certificateType: "CentralSystemRootCertificate", certificate });
	await change("AuthorizationKey", KEY);
	await change("SecurityProfile", "1");
	await profile(1);
	await root(csms.root.pem);
	await change("SecurityProfile", "2");
	await profile(2);
	const [{ certificate }] = (await csms.rest("GET", "/certificates")).body;
	await root(certificate);
	await csms.rest("PATCH", "/settings", { cpoName: "CPO" });
	await csms.rest("POST", "/charge-points/CP001/certificates");
	await eventually(async () => {
		const { certificates } = (await csms.rest("GET", "/charge-points/CP001/certificates")).body;
		return certificates[0]?.delivery === "Accepted";
	});
	await change("SecurityProfile", "3");
	await profile(3);
}
