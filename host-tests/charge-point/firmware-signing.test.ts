import { constants, createPrivateKey, sign as signBytes } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { Authority, NOW } from "./certificates";
import { Rig } from "./rig";

const DAY = 86_400_000;
let root: Authority;
let other: Authority;

beforeAll(async () => {
	[root, other] = await Promise.all([Authority.root("Manufacturer"), Authority.root("Other")]);
});

/** A charge point that trusts the manufacturer. */
function boot(): Rig {
	const rig = new Rig();
	rig.advance(5);
	rig.csms.call("InstallCertificate", {
		certificateType: "ManufacturerRootCertificate",
		certificate: root.pem,
	});
	return rig;
}

describe("R-SEC-17 a signing certificate", () => {
	test("of a ManufacturerRootCertificate is ok, also behind another authority", async () => {
		const { firmwareSigning } = boot();
		const { cert } = await root.issue("Release");
		expect(firmwareSigning.check(cert)).toBe("ok");
		const below = await root.below("Releases");
		const { cert: leaf } = await below.issue("Release");
		expect(firmwareSigning.check(`${leaf}\n${below.pem}`)).toBe("ok");
		expect(firmwareSigning.check(leaf)).toBe("InvalidCertificate");
	});

	test("of another root, of a CentralSystemRootCertificate, expired, early or unreadable is InvalidCertificate", async () => {
		const rig = boot();
		rig.csms.call("InstallCertificate", {
			certificateType: "CentralSystemRootCertificate",
			certificate: other.pem,
		});
		const { firmwareSigning } = rig;
		const wrong = [
			(await other.issue("Release")).cert,
			(await root.issue("Release", { notAfter: NOW - DAY, notBefore: NOW - 2 * DAY })).cert,
			(await root.issue("Release", { notBefore: NOW + DAY })).cert,
			"nonsense",
			"",
		];
		for (const pem of wrong) expect(firmwareSigning.check(pem)).toBe("InvalidCertificate");
	});
});

describe("R-SEC-18 TC_081 a signature", () => {
	test.each([
		["P-256", {}],
		["P-384", {}],
		["RSA", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
	] as const)("with a key %s verifies the whole image, and nothing else does", async (kind, padding) => {
		const { firmwareSigning } = boot();
		const { cert, key } = await root.issue("Release", { kind });
		const image = Buffer.from("firmware ".repeat(1000));
		const signature = signBytes("sha256", image, { key: createPrivateKey(key), ...padding }).toString(
			"base64",
		);
		const verify = (bytes: Buffer, text: string, pem = cert) => {
			const verifier = firmwareSigning.verifier(pem, text);
			for (let at = 0; at < bytes.length; at += 1000) verifier.update(bytes.subarray(at, at + 1000));
			return verifier.verify();
		};
		expect(verify(image, signature)).toBe(true);
		expect(verify(image, signature.replace(/.{60}/g, "$&\n"))).toBe(true);
		expect(verify(image.subarray(1), signature)).toBe(false);
		expect(verify(image, "AAAA")).toBe(false);
		expect(verify(image, "no base64!")).toBe(false);
		expect(verify(image, signature, (await root.issue("Release", { kind })).cert)).toBe(false);
		expect(verify(image, signature, "nonsense")).toBe(false);
		if (kind !== "RSA") return;
		const pkcs1 = signBytes("sha256", image, createPrivateKey(key)).toString("base64");
		expect(verify(image, pkcs1)).toBe(false);
	});
});
