import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Authority } from "../charge-point/certificates";
import { Driver, ENGINE, eventually } from "../scenarios/driver";
import { StrictCsms } from "../scenarios/strict-csms";
import { ACCEPTED, VALIDITY } from "./charge-point-stage";

/** The security profiles of our charge point at an ocpp-rpc server: what each side shows, and what is refused. */

const PASSWORD = "OCA_OCTT_admin_test";
const KEY = Buffer.from(PASSWORD).toString("hex");

let root: Authority;
let stranger: Authority;
let csms: StrictCsms;
let driver: Driver;

beforeAll(async () => {
	root = await Authority.root("Root", "P-256", VALIDITY);
	stranger = await Authority.root("Stranger", "P-256", VALIDITY);
});

beforeEach(() => {
	driver = new Driver();
});

afterEach(async () => {
	await driver.end();
	await csms.close();
	expect(csms.violations).toEqual([]);
});

/** A CSMS whose certificate, if any, is signed by `authority`; it lets those in that `mayEnter`. */
async function listen(
	mayEnter: (password: string | undefined, client: string | undefined) => boolean,
	authority?: Authority,
): Promise<void> {
	const server = authority && (await authority.issue("localhost", { dns: ["localhost"], ...VALIDITY }));
	csms = new StrictCsms(0, server && { ...server, clientCa: root.pem });
	csms.refuse = (password, client) => !mayEnter(password, client);
	await csms.open();
}

/** Starts a charge point that left the factory with a security profile and trusts the root. */
async function start(profile: number, key = KEY): Promise<void> {
	const ca = join(driver.data, "root.pem");
	writeFileSync(ca, root.pem);
	const settings = [`SecurityProfile=${profile}`, "CpoName=Operator"];
	if (profile > 0) settings.push(`AuthorizationKey=${key}`);
	await driver.start(csms.namedUrl, "--ca", ca, ...settings.flatMap((setting) => ["--set", setting]));
}

async function registered(): Promise<void> {
	await driver.until((_, state) => state.connected && state.registration === "Accepted", 20);
	expect(csms.all("BootNotification").length).toBeGreaterThan(0);
}

/** It tries and tries, and nothing of it gets through. */
async function refused(): Promise<void> {
	await eventually(() => csms.refused >= 2, 30);
	expect(await driver.state()).toMatchObject({ connected: false });
	expect(csms.received).toEqual([]);
}

const withKey = (password: string | undefined) => password === PASSWORD;

describe(`security profiles of our charge point on ${ENGINE} at ocpp-rpc`, { timeout: 90_000 }, () => {
	test("R-SEC-01 profile 0: ws without credentials", async () => {
		await listen((password, client) => password === undefined && client === undefined);
		await start(0);
		await registered();
	});

	test("R-SEC-01 R-SEC-03 TC_085 profile 1: ws with the key", async () => {
		await listen(withKey);
		await start(1);
		await registered();
		expect(csms.passwords).toEqual([PASSWORD]);
	});

	test("R-SEC-03 R-CON-03 profile 1 with another key: refused, until the CSMS knows it", async () => {
		await listen(withKey);
		await start(1, "00".repeat(16));
		await refused();
		csms.refuse = () => false;
		await registered();
		expect(csms.passwords).toEqual(["\0".repeat(16)]);
	});

	test("R-SEC-01 R-SEC-06 TC_086 profile 2: wss with the key", async () => {
		await listen(withKey, root);
		await start(2);
		await registered();
		expect(csms.clients).toEqual([undefined]);
	});

	test("R-SEC-03 R-SEC-06 profile 2 with another key: refused", async () => {
		await listen(withKey, root);
		await start(2, "00".repeat(16));
		await refused();
	});

	test("R-SEC-06 TC_078 profile 2 at a server with a stranger's certificate: the key is not shown to it", async () => {
		let asked = 0;
		await listen(() => ++asked < 0, stranger);
		await start(2);
		await eventually(() => driver.log.some((line) => line.includes("InvalidCentralSystemCertificate")), 30);
		expect(asked).toBe(0);
		expect(await driver.state()).toMatchObject({ connected: false });
	});

	/** Has it ask for a certificate and gives it one that `authority` has signed. */
	async function sign(authority: Authority): Promise<unknown> {
		const asked = csms.all("SignCertificate").length;
		const trigger = { requestedMessage: "SignChargePointCertificate" };
		expect(await csms.call("ExtendedTriggerMessage", trigger)).toEqual(ACCEPTED);
		await eventually(() => csms.all("SignCertificate").length > asked);
		const certificateChain = await authority.sign(csms.all("SignCertificate").at(-1).csr, VALIDITY);
		return csms.call("CertificateSigned", { certificateChain });
	}

	const raise = () => csms.call("ChangeConfiguration", { key: "SecurityProfile", value: "3" });

	test("R-SEC-01 R-SEC-08 TC_087 profile 3: wss with the certificate that it was given", async () => {
		await listen((password, client) => password === PASSWORD || client === "CP001", root);
		await start(2);
		await registered();
		expect(await raise()).toEqual({ status: "Rejected" });
		expect(await sign(root)).toEqual(ACCEPTED);
		expect(await raise()).toEqual(ACCEPTED);
		await eventually(() => csms.clients.length === 2, 20);
		await registered();
		expect(csms.clients).toEqual([undefined, "CP001"]);
		expect(csms.passwords).toEqual([PASSWORD, undefined]);
	});

	test("R-SEC-02 R-SEC-08 TC_077 profile 3 with a certificate that is not taken, by it or by the CSMS: profile 2 stays", async () => {
		await listen(withKey, root);
		await start(2);
		await registered();
		expect(await sign(stranger)).toEqual({ status: "Rejected" });
		expect(await sign(root)).toEqual(ACCEPTED);
		// This CSMS lets nobody in without a key.
		expect(await raise()).toEqual(ACCEPTED);
		await eventually(() => csms.refused >= 3, 40);
		await eventually(() => csms.passwords.length === 2, 40);
		await registered();
		expect(csms.passwords).toEqual([PASSWORD, PASSWORD]);
	});
});
