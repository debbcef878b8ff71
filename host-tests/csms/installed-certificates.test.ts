import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Authority, type KeyKind } from "../charge-point/certificates";
import { boot, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

const csms = shareCsms();

/** Gives a command and lets the charge point answer it. */
async function command(peer: Peer, identity: string, action: string, payload: object, response: object) {
	const sent = csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);
	const [, messageId, asked, received] = await peer.received();
	expect([asked, received]).toEqual([action, payload]);
	peer.send(JSON.stringify([3, messageId, response]));
	return (await sent).body.response;
}

const installed = async (identity: string) =>
	(await csms.rest("GET", `/charge-points/${identity}/certificates`)).body.installed;

/** As an independent library counts them. */
function hashData({ certificate, keyBits }: Authority, hashAlgorithm: string) {
	const hash = (bytes: Uint8Array) => createHash(hashAlgorithm.toLowerCase()).update(bytes).digest("hex");
	return {
		hashAlgorithm,
		issuerNameHash: hash(new Uint8Array(certificate.issuerName.toArrayBuffer())),
		issuerKeyHash: hash(keyBits),
		serialNumber: certificate.serialNumber.replace(/^0+/, ""),
	};
}

test.each([
	["TC_075_1", "ManufacturerRootCertificate", "P-256"],
	["TC_075_2", "CentralSystemRootCertificate", "P-384"],
	["TC_075_2", "CentralSystemRootCertificate", "RSA"],
] as [string, string, KeyKind][])(
	"%s TC_076 a %s with a key %s is installed, listed and deleted, and kept as far as it is there",
	async (_case, certificateType, kind) => {
		const identity = `I-${kind}`;
		const peer = await boot(csms.ocpp, identity);
		const root = await Authority.root("Root", kind);
		const certificate = root.pem;
		const install = { certificateType, certificate };
		for (const status of ["Rejected", "Failed"]) {
			await command(peer, identity, "InstallCertificate", install, { status });
			expect(await installed(identity)).toEqual([]);
		}
		for (let i = 0; i < 2; i++) {
			await command(peer, identity, "InstallCertificate", install, { status: "Accepted" });
			expect(await installed(identity)).toMatchObject([
				{
					...{ certificateType, certificate, certificateHashData: hashData(root, "SHA256") },
					...{ subject: "O=Test, CN=Root", notAfter: root.certificate.notAfter.toISOString() },
				},
			]);
		}
		// The charge point counts in its own way, and has one more from its maker.
		const foreign = { ...hashData(root, "SHA256"), serialNumber: "7f" };
		const told = [hashData(root, "SHA384"), foreign];
		const ids = { status: "Accepted", certificateHashData: told };
		await command(peer, identity, "GetInstalledCertificateIds", { certificateType }, ids);
		expect(await installed(identity)).toMatchObject([
			{ certificateHashData: told[0], certificate },
			{ certificateHashData: foreign, certificate: null, subject: null, notAfter: null },
		]);

		const wanted = { certificateHashData: hashData(root, "SHA256") };
		await command(peer, identity, "DeleteCertificate", wanted, { status: "Failed" });
		expect(await installed(identity)).toHaveLength(2);
		await command(peer, identity, "DeleteCertificate", wanted, { status: "Accepted" });
		expect(await installed(identity)).toMatchObject([{ certificateHashData: foreign }]);
		await command(
			...([peer, identity, "DeleteCertificate"] as const),
			...([{ certificateHashData: foreign }, { status: "NotFound" }] as const),
		);
		expect(await installed(identity)).toEqual([]);

		await command(peer, identity, "InstallCertificate", install, { status: "Accepted" });
		const none = { status: "NotFound" };
		await command(peer, identity, "GetInstalledCertificateIds", { certificateType }, none);
		expect(await installed(identity)).toEqual([]);
	},
);

test("TC_078 a root that the charge point rejects is not kept, and its event shown with its meaning", async () => {
	const peer = await boot(csms.ocpp, "I2");
	const { pem } = await Authority.root("Expired", "P-256", { notBefore: 0, notAfter: 1000 });
	const install = { certificateType: "CentralSystemRootCertificate", certificate: pem };
	expect(await command(peer, "I2", "InstallCertificate", install, { status: "Rejected" })).toEqual({
		status: "Rejected",
	});
	const event = { type: "InvalidCentralSystemCertificate", timestamp: "2026-01-01T00:00:00Z" };
	expect((await peer.call("SecurityEventNotification", event))[2]).toEqual({});
	expect(await installed("I2")).toEqual([]);
	expect((await csms.rest("GET", "/security-events?identity=I2")).body).toMatchObject([
		{
			...event,
			techInfo: null,
			critical: false,
			meaning: expect.stringMatching(/not valid for the charge point/),
		},
	]);
});

test("what is no certificate is not sent: 422 with a sentence", async () => {
	await boot(csms.ocpp, "I3");
	const { pem } = await Authority.root("Root");
	const attempts: [action: string, field: string, text: string, error: RegExp][] = [
		["InstallCertificate", "certificate", "text", /certificate is no certificate in PEM\.$/],
		["InstallCertificate", "certificate", `${pem}and more`, /is no certificate in PEM\.$/],
		["InstallCertificate", "certificate", pem + pem, /has to be one certificate and no chain\.$/],
		[
			"InstallCertificate",
			"certificate",
			pem.replace("MII", "MIJ"),
			/holds a certificate that cannot be read\.$/,
		],
		["InstallCertificate", "certificate", pem.padEnd(5501), /certificate .*5500/],
		["CertificateSigned", "certificateChain", "", /certificateChain is no certificate in PEM\.$/],
		["CertificateSigned", "certificateChain", pem.padEnd(10_001), /certificateChain .*10000/],
	];
	for (const [action, field, text, error] of attempts) {
		const payload = { [field]: text };
		if (action === "InstallCertificate") payload.certificateType = "ManufacturerRootCertificate";
		const answer = await csms.rest("POST", `/charge-points/I3/commands/${action}`, payload);
		expect(answer).toMatchObject({ status: 422, body: { error: expect.stringMatching(error) } });
	}
	expect((await csms.rest("GET", "/charge-points/I3/commands")).body).toEqual([]);
});
