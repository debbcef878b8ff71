import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";
import { newRequest } from "./secure-csms";

const csms = shareCsms();
const SERIAL = "SN-0815";

async function bootWithSerial(identity: string): Promise<Peer> {
	const peer = await connect(csms.ocpp, identity);
	await peer.call("BootNotification", { ...BOOT, chargePointSerialNumber: SERIAL });
	return peer;
}

function answer(peer: Peer, messageId: string, payload: object): void {
	peer.send(JSON.stringify([3, messageId, payload]));
}

const read = async (identity: string) =>
	(await csms.rest("GET", `/charge-points/${identity}/certificates`)).body;

test.each([
	["RSA", "RSA", "rsa"],
	["ECDSA", "ECDSA", "ec"],
	["P-384", "ECDSA", "ec"],
] as const)(
	"R-CS-19 TC_074 a request with a key %s is Accepted, then the signed certificate is sent",
	async (kind, keyType, type) => {
		const identity = `S-${kind}`;
		const peer = await bootWithSerial(identity);
		const asked = csms.rest("POST", `/charge-points/${identity}/certificates`);
		const [, triggerId, trigger, wanted] = await peer.received();
		expect([trigger, wanted]).toEqual([
			"ExtendedTriggerMessage",
			{ requestedMessage: "SignChargePointCertificate" },
		]);
		answer(peer, triggerId, { status: "Accepted" });
		expect(await asked).toMatchObject({ status: 200, body: { response: { status: "Accepted" } } });

		const { csr } = await newRequest(SERIAL, "CPO", kind);
		// The answer comes before the certificate.
		const answered = peer.call("SignCertificate", { csr });
		const sent = peer.received();
		expect(await Promise.race([answered, sent])).toMatchObject([
			3,
			expect.any(String),
			{ status: "Accepted" },
		]);
		const [, messageId, action, { certificateChain }] = await sent;
		expect(action).toBe("CertificateSigned");
		expect(certificateChain.length).toBeLessThan(10_000);
		const [own, root, ...more] = certificateChain
			.split(/(?<=-----END CERTIFICATE-----\n)/)
			.map((pem: string) => new X509Certificate(pem));
		expect(more).toEqual([]);
		expect(own.subject).toBe(`O=CPO\nCN=${SERIAL}`);
		expect(own.publicKey.asymmetricKeyType).toBe(type);
		expect(own.checkIssued(root) && own.verify(root.publicKey)).toBe(true);
		expect([own.ca, root.ca]).toEqual([false, true]);
		expect(own.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
		expect(Date.parse(own.validFrom)).toBeLessThan(Date.now());
		const roots = (await csms.rest("GET", "/certificates")).body as {
			keyType: string;
			certificate: string;
		}[];
		const signer = roots.find((one) => one.keyType === keyType)!.certificate;
		expect(new X509Certificate(signer).fingerprint256).toBe(root.fingerprint256);

		expect((await read(identity)).certificates[0]).toMatchObject({ keyType, delivery: "Waiting" });
		answer(peer, messageId, { status: "Accepted" });
		await expect
			.poll(async () => (await read(identity)).certificates)
			.toMatchObject([{ delivery: "Accepted", subject: `O=CPO, CN=${SERIAL}`, revokedAt: null }]);
		expect((await read(identity)).requests).toMatchObject([{ status: "Accepted", reason: null, csr }]);
	},
);

test("R-CS-19 TC_077 a certificate that the charge point rejects is recorded so, and its event shown with its meaning", async () => {
	const peer = await bootWithSerial("S2");
	const asked = csms.rest("POST", "/charge-points/S2/certificates");
	const [, triggerId, , trigger] = await peer.received();
	expect(trigger).toEqual({ requestedMessage: "SignChargePointCertificate" });
	answer(peer, triggerId, { status: "Accepted" });
	expect((await asked).status).toBe(200);
	const { csr } = await newRequest(SERIAL);
	expect((await peer.call("SignCertificate", { csr }))[2]).toEqual({ status: "Accepted" });
	const [, messageId, action] = await peer.received();
	expect(action).toBe("CertificateSigned");
	answer(peer, messageId, { status: "Rejected" });
	await expect
		.poll(async () => (await read("S2")).certificates)
		.toMatchObject([{ delivery: "Rejected", deliveredAt: expect.any(String) }]);
	const event = { type: "InvalidChargePointCertificate", timestamp: "2026-01-01T00:00:00Z", techInfo: "why" };
	expect((await peer.call("SecurityEventNotification", event))[2]).toEqual({});
	expect((await csms.rest("GET", "/security-events?identity=S2")).body).toMatchObject([
		{
			...event,
			identity: "S2",
			critical: false,
			meaning: expect.stringMatching(/certificate that was signed/),
		},
	]);
});

test("R-CS-19 what cannot be signed is Rejected, and the operator learns why", async () => {
	const peer = await bootWithSerial("S3");
	const { csr } = await newRequest(SERIAL);
	const der = Buffer.from(csr.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
	der[der.length - 1] ^= 1;
	const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----`;
	const attempts: [csr: string, reason: RegExp][] = [
		["nothing of the kind", /^The request is not in PEM\.$/],
		[
			"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
			/^The request is no PKCS #10/,
		],
		[forged, /^The request is not signed by its own key\.$/],
		[(await newRequest(SERIAL, "CPO", "weak RSA")).csr, /^The RSA key has 1024 bits; 2048 are the least\.$/],
		[(await newRequest("another")).csr, /^The common name "another" is neither/],
		[(await newRequest("s3")).csr, /^The common name "s3" is neither/],
	];
	for (const [text, reason] of attempts) {
		expect((await peer.call("SignCertificate", { csr: text }))[2]).toEqual({ status: "Rejected" });
		const { certificates, requests } = await read("S3");
		expect(certificates).toEqual([]);
		expect(requests[0]).toMatchObject({
			status: "Rejected",
			reason: expect.stringMatching(reason),
			csr: text,
		});
	}
	// The identity is a good name, too, and the case of a serial number does not count (R-FRM-22).
	for (const name of ["S3", SERIAL.toLowerCase()]) {
		const { csr } = await newRequest(name);
		expect((await peer.call("SignCertificate", { csr }))[2]).toEqual({ status: "Accepted" });
		answer(peer, (await peer.received())[1], { status: "Accepted" });
	}
});

test("R-CS-19 TC_074 without a name of the CPO a request needs no organization, with one it does", async () => {
	const peer = await bootWithSerial("S6");
	const { csr } = await newRequest(SERIAL, null);
	expect((await peer.call("SignCertificate", { csr }))[2]).toEqual({ status: "Accepted" });
	const [, messageId, , { certificateChain }] = await peer.received();
	expect(new X509Certificate(certificateChain).subject).toBe(`CN=${SERIAL}`);
	answer(peer, messageId, { status: "Accepted" });
	await csms.rest("PATCH", "/settings", { cpoName: "CPO" });
	try {
		expect((await peer.call("SignCertificate", { csr }))[2]).toEqual({ status: "Rejected" });
		expect((await read("S6")).requests[0].reason).toMatch(
			/^The organization is missing and not the CPO's name "CPO":/,
		);
	} finally {
		await csms.rest("PATCH", "/settings", { cpoName: null });
	}
});

test("R-CS-19 the CPO's name is pushed before a renewal, and no other is signed", async () => {
	expect((await csms.rest("PATCH", "/settings", { cpoName: " blank" })).status).toBe(400);
	expect((await csms.rest("PATCH", "/settings", { cpoName: 'Ädä "&" Söhne, Ltd' })).body.cpoName).toBe(
		'Ädä "&" Söhne, Ltd',
	);
	try {
		const peer = await bootWithSerial("S4");
		const asked = csms.rest("POST", "/charge-points/S4/certificates");
		const [, nameId, ...change] = await peer.received();
		expect(change).toEqual(["ChangeConfiguration", { key: "CpoName", value: 'Ädä "&" Söhne, Ltd' }]);
		// A charge point whose name cannot be changed is asked all the same.
		answer(peer, nameId, { status: "NotSupported" });
		answer(peer, (await peer.received())[1], { status: "Rejected" });
		expect((await asked).body).toEqual({ response: { status: "Rejected" } });
		const other = await newRequest(SERIAL, "Another CPO");
		expect((await peer.call("SignCertificate", { csr: other.csr }))[2].status).toBe("Rejected");
		expect((await read("S4")).requests[0].reason).toMatch(/^The organization is "Another CPO" and not/);
		const own = await newRequest(SERIAL, 'Ädä "&" Söhne, Ltd');
		expect((await peer.call("SignCertificate", { csr: own.csr }))[2].status).toBe("Accepted");
		const [, , , { certificateChain }] = await peer.received();
		expect(new X509Certificate(certificateChain).toLegacyObject().subject.O).toBe('Ädä "&" Söhne, Ltd');
	} finally {
		await csms.rest("PATCH", "/settings", { cpoName: null });
	}
	expect((await csms.rest("GET", "/settings")).body.cpoName).toBeNull();
});

test("a renewal of a charge point that is not there or not connected: 404, 409", async () => {
	expect((await csms.rest("POST", "/charge-points/NOBODY/certificates")).status).toBe(404);
	(await boot(csms.ocpp, "S5")).close();
	await expect.poll(async () => (await csms.rest("POST", "/charge-points/S5/certificates")).status).toBe(409);
	expect((await csms.rest("GET", "/charge-points/NOBODY/certificates")).status).toBe(404);
});

test("the roots are there for download, and their keys are not", async () => {
	const { body } = await csms.rest("GET", "/certificates");
	expect(body.map(({ keyType }: { keyType: string }) => keyType)).toEqual(["ECDSA", "RSA"]);
	expect(JSON.stringify(body)).not.toContain("PRIVATE");
	for (const { keyType, certificate } of body) {
		const url = `${csms.url}/api/v1/certificates/${keyType}`;
		expect((await fetch(url)).status).toBe(401);
		const response = await fetch(url, { headers: { authorization: "Bearer token-of-the-tests" } });
		expect(response.headers.get("content-type")).toBe("application/x-pem-file");
		expect(await response.text()).toBe(certificate);
		const { publicKey } = new X509Certificate(certificate);
		expect(publicKey.asymmetricKeyType).toBe(keyType === "RSA" ? "rsa" : "ec");
	}
	expect((await csms.rest("GET", "/certificates/DSA")).status).toBe(400);
});
