import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Authority } from "../charge-point/certificates";
import { newRequest, runSecureCsms, type SecureCsms, VALIDITY } from "../csms/secure-csms";
import { bootStrictly, type Credentials, connectStrictly } from "./strict-charge-point";

/** The security profiles of our CSMS with ocpp-rpc as the charge point: who gets in, and who does not. */

const KEY = "11".repeat(16);
const password = Buffer.from(KEY, "hex");
const other = Buffer.from("22".repeat(16), "hex");

let maker: Authority;
let stranger: Authority;
let csms: SecureCsms;
/** The root of the CSMS's certificate. */
let ca: string;

beforeAll(async () => {
	maker = await Authority.root("Maker", "P-256", VALIDITY);
	stranger = await Authority.root("Stranger", "P-256", VALIDITY);
});

beforeEach(async () => {
	csms = await runSecureCsms({ clientCa: maker });
	ca = csms.root.pem;
});

/** What a charge point of that name shows at profile 3. */
async function certificate(authority: Authority, commonName = "CP"): Promise<Credentials> {
	const { csr, key } = await newRequest(commonName);
	return { ca, key, cert: await authority.sign(csr, VALIDITY) };
}

const plain = () => csms.ocpp.replace("wss:", "ws:");

/** It gets in and is registered. */
async function accepted(endpoint: string, credentials: Credentials): Promise<void> {
	const { call, violations } = await bootStrictly(endpoint, "CP", {}, credentials);
	await call("Heartbeat", {});
	expect(violations).toEqual([]);
}

async function refused(endpoint: string, credentials: Credentials): Promise<void> {
	await expect(connectStrictly(endpoint, "CP", {}, credentials)).rejects.toMatchObject({ code: 401 });
}

async function expectProfile(securityProfile: number): Promise<void> {
	const { status } = await csms.rest("PUT", "/charge-points/CP", { securityProfile, authorizationKey: KEY });
	expect(status).toBe(201);
}

describe("security profiles of our CSMS with ocpp-rpc", () => {
	test("R-CS-01 profile 0: ws without credentials; 404 for one that nobody entered", async () => {
		await accepted(plain(), {});
		const strict = await runSecureCsms({ acceptUnknown: false });
		await expect(connectStrictly(strict.ocpp.replace("wss:", "ws:"), "CP")).rejects.toMatchObject({
			code: 404,
		});
	});

	test("R-CS-01 TC_085 profile 1: ws with the key; without it or with another one 401", async () => {
		await expectProfile(1);
		await accepted(plain(), { password });
		await refused(plain(), {});
		await refused(plain(), { password: other });
	});

	test("R-CS-14 TC_086 profile 2: wss with the key; ws, no key or another one 401; a client that trusts another root leaves", async () => {
		await expectProfile(2);
		await accepted(csms.ocpp, { ca, password });
		await refused(plain(), { password });
		await refused(csms.ocpp, { ca });
		await refused(csms.ocpp, { ca, password: other });
		await expect(connectStrictly(csms.ocpp, "CP", {}, { ca: stranger.pem, password })).rejects.toThrow(
			/certificate/,
		);
	});

	test("R-CS-15 TC_087 profile 3: wss with a certificate; none, a stranger's, another charge point's, or the key alone 401", async () => {
		await expectProfile(3);
		await accepted(csms.ocpp, await certificate(maker));
		await refused(csms.ocpp, { ca });
		await refused(csms.ocpp, await certificate(stranger));
		await refused(csms.ocpp, await certificate(maker, "CP2"));
		await refused(csms.ocpp, { ca, password });
		await refused(plain(), { password });
	});

	test("R-CS-19 TC_074 TC_083 from profile 1 to 3 with a certificate that our CSMS signs", async () => {
		await expectProfile(1);
		let chain = "";
		const { call } = await bootStrictly(
			csms.ocpp,
			"CP",
			{
				CertificateSigned: ({ certificateChain }) => {
					chain = certificateChain;
					return { status: "Accepted" };
				},
				ChangeConfiguration: () => ({ status: "Accepted" }),
			},
			{ ca, password },
		);
		const { csr, key } = await newRequest("CP");
		expect(await call("SignCertificate", { csr })).toEqual({ status: "Accepted" });
		await expect.poll(() => chain).toContain("BEGIN CERTIFICATE");
		const change = { key: "SecurityProfile", value: "3" };
		const answer = await csms.rest("POST", "/charge-points/CP/commands/ChangeConfiguration", change);
		expect(answer.body.response).toEqual({ status: "Accepted" });
		await accepted(csms.ocpp, { ca, key, cert: chain });
		await refused(csms.ocpp, { ca, password });
	});
});
