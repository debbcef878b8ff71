import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { Authority } from "../charge-point/certificates";
import { BOOT, connect, type Peer } from "./charge-point-peer";
import { runCsms, temporaryFolder } from "./running-csms";
import { basic, newRequest, runSecureCsms, type SecureCsms, VALIDITY } from "./secure-csms";

const DAY = 86_400_000;
const KEY = "11".repeat(16);
const key = Buffer.from(KEY, "hex");

function plainUrl({ ocpp }: SecureCsms): string {
	return ocpp.replace("wss:", "ws:");
}

function answer(peer: Peer, messageId: string, payload: object): void {
	peer.send(JSON.stringify([3, messageId, payload]));
}

async function changeProfile(csms: SecureCsms, peer: Peer, identity: string, value: string): Promise<void> {
	const path = `/charge-points/${identity}/commands/ChangeConfiguration`;
	const sent = csms.rest("POST", path, { key: "SecurityProfile", value });
	answer(peer, (await peer.received())[1], { status: "Accepted" });
	expect((await sent).status).toBe(200);
}

/** Asks for a certificate over that connection and takes it. */
async function obtain(
	peer: Peer,
	commonName: string,
	kind: "RSA" | "ECDSA" = "ECDSA",
): Promise<{ cert: string; key: string }> {
	const { csr, key } = await newRequest(commonName, "CPO", kind);
	expect((await peer.call("SignCertificate", { csr }))[2]).toEqual({ status: "Accepted" });
	const [, messageId, action, { certificateChain }] = await peer.received();
	expect(action).toBe("CertificateSigned");
	answer(peer, messageId, { status: "Accepted" });
	return { cert: certificateChain, key };
}

const reasons = async (csms: SecureCsms, identity: string): Promise<string[]> =>
	(await csms.rest("GET", `/refused-handshakes?identity=${identity}`)).body.map(
		({ reason }: { reason: string }) => reason,
	);

test("R-CS-14 R-CS-15 R-CS-19 TC_083 TC_074 TC_085 TC_086 TC_087 on one port from profile 0 to 3, the lower ones refused", async () => {
	const csms = await runSecureCsms();
	const ca = csms.root.pem;
	await csms.rest("PUT", "/charge-points/UP", { authorizationKey: KEY });
	const withKey = { headers: basic("UP", key) };
	const zero = await connect(plainUrl(csms), "UP");
	await zero.call("BootNotification", { ...BOOT, chargePointSerialNumber: "SN1" });
	await changeProfile(csms, zero, "UP", "1");
	const one = await connect(plainUrl(csms), "UP", withKey);
	await expect(connect(plainUrl(csms), "UP")).rejects.toThrow("401");

	await changeProfile(csms, one, "UP", "2");
	const two = await connect(csms.ocpp, "UP", { ca, ...withKey });
	await expect(connect(plainUrl(csms), "UP", withKey)).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "UP", { ca })).rejects.toThrow("401");

	const certificate = await obtain(two, "SN1");
	await changeProfile(csms, two, "UP", "3");
	const three = await connect(csms.ocpp, "UP", { ca, ...certificate });
	expect((await three.call("Heartbeat", {}))[0]).toBe(3);
	await expect(connect(csms.ocpp, "UP", { ca, ...withKey })).rejects.toThrow("401");
	await expect(connect(plainUrl(csms), "UP", withKey)).rejects.toThrow("401");
	const { body } = await csms.rest("GET", "/charge-points/UP");
	expect(body).toMatchObject({ securityProfile: 3, nextSecurityProfile: null, connected: true });
	expect((await csms.rest("GET", "/charge-points/UP/certificates")).body.certificates).toMatchObject([
		{ delivery: "Accepted", lastUsedAt: expect.any(String) },
	]);
});

test("R-CS-15 TC_074 a root that comes to be while the CSMS runs is trusted at once, and after a restart", async () => {
	const data = temporaryFolder();
	const csms = await runSecureCsms({ data });
	const ca = csms.root.pem;
	await csms.rest("PUT", "/charge-points/RSA", {});
	const before = await connect(csms.ocpp, "RSA", { ca });
	await before.call("BootNotification", BOOT);
	const certificate = await obtain(before, "RSA", "RSA");
	await csms.rest("PUT", "/charge-points/RSA", { securityProfile: 3 });
	await connect(csms.ocpp, "RSA", { ca, ...certificate });
	for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
		await connect(csms.ocpp, "RSA", { ca, ...certificate, maxVersion });
	}
	await csms.stop();
	const again = await runCsms({ host: "localhost", data, tls: csms.tls });
	await connect(again.ocpp, "RSA", { ca, ...certificate });
});

test("R-CS-15 TC_087 the chain, the CPO's name, the serial number and the dates are checked, and the reason is kept", async () => {
	const maker = await Authority.root("Maker", "P-256", VALIDITY);
	const stranger = await Authority.root("Stranger", "P-256", VALIDITY);
	const csms = await runSecureCsms({ clientCa: maker });
	const ca = csms.root.pem;
	await csms.rest("PATCH", "/settings", { cpoName: "CPO" });
	const peer = await connect(csms.ocpp, "C1", { ca });
	await peer.call("BootNotification", { ...BOOT, chargePointSerialNumber: "SN1" });
	await csms.rest("PUT", "/charge-points/C1", { securityProfile: 3 });
	const certificate = async (
		authority: Authority,
		commonName: string,
		organization = "CPO",
		dates = VALIDITY,
	) => {
		const { csr, key } = await newRequest(commonName, organization);
		return { ca, key, cert: await authority.sign(csr, dates) };
	};
	const past = { notBefore: Date.now() - 9 * DAY, notAfter: Date.now() - DAY };
	const future = { notBefore: Date.now() + DAY, notAfter: Date.now() + 9 * DAY };
	const attempts = [
		[{ ca }, /^This charge point has to show a certificate\.$/],
		[
			await certificate(stranger, "SN1"),
			/^The certificate is signed by an authority that is not trusted here\.$/,
		],
		[await certificate(maker, "SN1", "CPO", past), /^The certificate has expired\.$/],
		[await certificate(maker, "SN1", "CPO", future), /^The certificate is not valid yet\.$/],
		[
			await certificate(maker, "SN1", "Other"),
			/^The certificate's organization is "Other" and not the CPO "CPO"/,
		],
		[await certificate(maker, "SN2"), /^The certificate belongs to another charge point, "SN2"\.$/],
	] as const;
	for (const [options, reason] of attempts) {
		await expect(connect(csms.ocpp, "C1", options)).rejects.toThrow("401");
		expect((await reasons(csms, "C1"))[0]).toMatch(reason);
	}
	const good = await certificate(maker, "SN1");
	await connect(csms.ocpp, "C1", good);
	const { certificates } = (await csms.rest("GET", "/charge-points/C1/certificates")).body;
	expect(certificates).toMatchObject([
		{ subject: "O=CPO, CN=SN1", issuer: "O=Test, CN=Maker", delivery: null },
	]);
	// Another charge point that tells the same serial number does not get in with it.
	const twin = await connect(csms.ocpp, "C2", { ca });
	await twin.call("BootNotification", { ...BOOT, chargePointSerialNumber: "SN1" });
	await csms.rest("PUT", "/charge-points/C2", { securityProfile: 3 });
	await expect(connect(csms.ocpp, "C2", good)).rejects.toThrow("401");
	expect((await reasons(csms, "C2"))[0]).toBe("The certificate belongs to another charge point.");
});

test("R-CS-15 a revoked certificate ends its connection and is refused; the next one is good", async () => {
	const csms = await runSecureCsms();
	const ca = csms.root.pem;
	const peer = await connect(csms.ocpp, "R1", { ca });
	await peer.call("BootNotification", BOOT);
	const [lost, next] = [await obtain(peer, "R1"), await obtain(peer, "R1")];
	await csms.rest("PUT", "/charge-points/R1", { securityProfile: 3 });
	const used = await connect(csms.ocpp, "R1", { ca, ...lost });
	const fingerprint = new X509Certificate(lost.cert).fingerprint256.replaceAll(":", "").toLowerCase();
	const revoke = (identity: string) =>
		csms.rest("POST", `/charge-points/${identity}/certificates/${fingerprint}/revoke`);
	expect((await revoke("R2")).status).toBe(404);
	expect(await revoke("R1")).toMatchObject({
		status: 200,
		body: { fingerprint, revokedAt: expect.any(String), revokedBy: "api-token" },
	});
	expect(await used.closed).toBe(1008);
	await expect(connect(csms.ocpp, "R1", { ca, ...lost })).rejects.toThrow("401");
	expect((await reasons(csms, "R1"))[0]).toBe("The certificate has been revoked.");
	await connect(csms.ocpp, "R1", { ca, ...next });
});

test("without TLS nothing but OCPP is served on the port: a page is sent to https, other calls are refused", async () => {
	const csms = await runSecureCsms();
	const url = csms.url.replace("https:", "http:");
	const page = await fetch(`${url}/operator?a=b`, { redirect: "manual" });
	expect([page.status, page.headers.get("location")]).toEqual([308, `${csms.url}/operator?a=b`]);
	const call = await fetch(`${url}/api/v1/session`, { method: "POST", body: "{}" });
	expect([call.status, await call.json()]).toEqual([
		426,
		{ error: "Use TLS: https, and wss for charge points." },
	]);
});

test("beyond this machine charge points connect without TLS only where that is said", async () => {
	const plain = ({ ocpp }: SecureCsms) => ocpp.replace("wss://0.0.0.0", "ws://127.0.0.1");
	const strict = await runSecureCsms({ host: "0.0.0.0" });
	await expect(connect(plain(strict), "Z1")).rejects.toThrow("426");
	const open = await runSecureCsms({ host: "0.0.0.0", unencrypted: true });
	const peer = await connect(plain(open), "Z1");
	expect((await peer.call("BootNotification", BOOT))[2].status).toBe("Accepted");
});
