import { createHash } from "node:crypto";
import { generate } from "selfsigned";
import { beforeAll, describe, expect, test } from "vitest";
import type { CertificateHashData } from "../../modules/ocpp/types";
import { Authority, type KeyKind, NOW } from "./certificates";
import { bootedRig, type Rig } from "./rig";

const DAY = 86_400_000;
let root: Authority;
let other: Authority;

beforeAll(async () => {
	[root, other] = await Promise.all([Authority.root("Root"), Authority.root("Other")]);
});

function install(rig: Rig, certificate: string, type: "Central" | "Manufacturer" = "Central"): unknown {
	const certificateType = type === "Central" ? "CentralSystemRootCertificate" : "ManufacturerRootCertificate";
	return rig.csms.call("InstallCertificate", { certificateType, certificate });
}

function ids(rig: Rig, type: "Central" | "Manufacturer" = "Central") {
	const certificateType = type === "Central" ? "CentralSystemRootCertificate" : "ManufacturerRootCertificate";
	return rig.csms.call("GetInstalledCertificateIds", { certificateType });
}

/** The listed CentralSystemRootCertificates. */
function hashes(rig: Rig): CertificateHashData[] {
	return (ids(rig) as { certificateHashData: CertificateHashData[] }).certificateHashData;
}

function events(rig: Rig) {
	rig.advance(2);
	return rig.csms.all("SecurityEventNotification").map(({ type, techInfo }) => `${type}: ${techInfo}`);
}

/** OCSP's hashes, from the raw certificate by other means than ours. */
function expectedIds(
	{ certificate }: Authority,
	name: string,
	hashAlgorithm: CertificateHashData["hashAlgorithm"],
): CertificateHashData {
	const hash = (bytes: ArrayBuffer | Uint8Array) =>
		createHash(name).update(new Uint8Array(bytes)).digest("hex");
	const spki = new Uint8Array(certificate.publicKey.rawData);
	// P-256: the point is the last 65 bytes.
	return {
		hashAlgorithm,
		issuerNameHash: hash(certificate.issuerName.toArrayBuffer()),
		issuerKeyHash: hash(spki.subarray(spki.length - 65)),
		serialNumber: certificate.serialNumber.replace(/^0+/, ""),
	};
}

describe("roots", () => {
	test.each([
		["R-SEC-10 R-SEC-11 TC_075_1", "Manufacturer"],
		["R-SEC-10 R-SEC-11 TC_075_2", "Central"],
	] as const)("%s a %s root is installed, listed with its OCSP hashes, and kept", (_, type) => {
		const rig = bootedRig();
		expect(ids(rig, type)).toEqual({ status: "NotFound" });
		expect(install(rig, root.pem, type)).toEqual({ status: "Accepted" });
		const listed = { status: "Accepted", certificateHashData: [expectedIds(root, "sha256", "SHA256")] };
		expect(ids(rig, type)).toEqual(listed);
		expect(ids(rig, type === "Central" ? "Manufacturer" : "Central")).toEqual({ status: "NotFound" });
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(ids(rig, type)).toEqual(listed);
	});

	test.each([
		["SHA256", "sha256"],
		["SHA384", "sha384"],
		["SHA512", "sha512"],
	] as const)(
		"R-SEC-12 TC_076 a root is deleted by its hashes with %s, whatever their case",
		(algorithm, name) => {
			const rig = bootedRig();
			install(rig, root.pem);
			install(rig, other.pem);
			const certificateHashData = expectedIds(root, name, algorithm);
			const upper = certificateHashData.issuerNameHash.toUpperCase();
			const wanted = { certificateHashData: { ...certificateHashData, issuerNameHash: upper } };
			expect(rig.csms.call("DeleteCertificate", wanted)).toEqual({ status: "Accepted" });
			expect(rig.csms.call("DeleteCertificate", wanted)).toEqual({ status: "NotFound" });
			expect(ids(rig)).toMatchObject({ certificateHashData: [expectedIds(other, "sha256", "SHA256")] });
			rig.powerOff();
			rig.boot();
			rig.advance(5);
			expect(ids(rig)).toMatchObject({ certificateHashData: [expectedIds(other, "sha256", "SHA256")] });
		},
	);

	test("R-SEC-10 the same root again is Accepted and stays one", () => {
		const rig = bootedRig();
		install(rig, root.pem);
		expect(install(rig, root.pem)).toEqual({ status: "Accepted" });
		expect(hashes(rig)).toHaveLength(1);
	});

	test.each(["P-384", "RSA", "RSA-PSS"] as const)(
		"R-SEC-10 a root with %s is installed",
		async (kind: KeyKind) => {
			const rig = bootedRig();
			expect(install(rig, (await Authority.root("Other key", kind)).pem)).toEqual({ status: "Accepted" });
		},
	);

	test.each([
		["of an old authority, signed with SHA-1", { algorithm: "sha1", basicConstraints: true }],
		["of one server, which is no authority", { algorithm: "sha256", basicConstraints: false }],
	] as const)(
		"R-SEC-10 a root %s is installed, a forged one is not",
		async (_, { algorithm, basicConstraints }) => {
			const { cert } = await generate([{ name: "commonName", value: "csms" }], {
				...{ algorithm, keySize: 2048 },
				extensions: [{ name: "basicConstraints", cA: basicConstraints }],
			});
			const [head, ...lines] = cert.trim().split(/\r?\n/);
			const bytes = Buffer.from(lines.slice(0, -1).join(""), "base64");
			bytes[bytes.length - 1] ^= 1;
			const rig = bootedRig();
			const forged = [head, bytes.toString("base64"), lines.at(-1)].join("\n");
			expect(install(rig, forged)).toEqual({ status: "Rejected" });
			expect(install(rig, cert)).toEqual({ status: "Accepted" });
			expect(hashes(rig)).toHaveLength(1);
		},
	);

	test("R-SEC-10 R-SEC-15 TC_078 what is no valid root is Rejected with InvalidCentralSystemCertificate", async () => {
		const rig = bootedRig();
		const expired = await Authority.root("Old", "P-256", { notBefore: NOW - 9 * DAY, notAfter: NOW - DAY });
		const below = await root.below("Sub CA");
		const { cert: leaf } = await root.issue("leaf");
		const bytes = Buffer.from(root.der);
		bytes[bytes.length - 1] ^= 1;
		const forged = `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64")}\n-----END CERTIFICATE-----`;
		const cases = [
			["nonsense", "not a certificate in PEM"],
			["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "not a certificate in PEM"],
			[`${root.pem}\n${other.pem}`, "more than one certificate"],
			[below.pem, "not a root signed by itself"],
			[leaf, "not a root signed by itself"],
			[forged, "not a root signed by itself"],
			[expired.pem, "expired"],
		];
		for (const [pem, reason] of cases) {
			rig.csms.clear();
			expect(install(rig, pem)).toEqual({ status: "Rejected" });
			expect(events(rig)).toEqual([`InvalidCentralSystemCertificate: InstallCertificate: ${reason}`]);
		}
		expect(ids(rig)).toEqual({ status: "NotFound" });
	});

	test("R-OP-01 R-SEC-15 the answer is out before the event", () => {
		const rig = bootedRig();
		const order: string[] = [];
		rig.csms.answer("SecurityEventNotification", () => {
			order.push("event");
			return {};
		});
		rig.csms.onResult = () => order.push("answer");
		install(rig, "nonsense");
		rig.advance(2);
		expect(order).toEqual(["answer", "event"]);
	});

	test("R-SEC-10 a full store rejects", async () => {
		const rig = bootedRig({ defaults: { CertificateStoreMaxLength: "2" } });
		install(rig, root.pem);
		install(rig, root.pem, "Manufacturer");
		expect(install(rig, other.pem)).toEqual({ status: "Rejected" });
		rig.csms.call("DeleteCertificate", { certificateHashData: hashes(rig)[0] });
		expect(install(rig, other.pem)).toEqual({ status: "Accepted" });
	});

	test("R-SEC-10 storage without room is Failed", async () => {
		const rig = bootedRig({ recordBlocks: 8, defaults: { CertificateStoreMaxLength: "100" } });
		const answers: unknown[] = [];
		for (let i = 0; i < 25; i++) answers.push(install(rig, (await Authority.root(`Root ${i}`)).pem));
		expect(answers.at(-1)).toEqual({ status: "Failed" });
		expect(rig.state().status).toBe("Available");
	});

	test("R-SEC-12 the root that vouches for the present connection cannot be deleted", () => {
		const rig = bootedRig({
			factoryRoot: root.pem,
			defaults: { SecurityProfile: "2", AuthorizationKey: "41".repeat(20) },
		});
		install(rig, other.pem);
		rig.targets.at(-1)!.tls!().trusted!(root.der);
		const [used, unused] = hashes(rig);
		expect(rig.csms.call("DeleteCertificate", { certificateHashData: used })).toEqual({ status: "Failed" });
		expect(rig.csms.call("DeleteCertificate", { certificateHashData: unused })).toEqual({
			status: "Accepted",
		});
	});

	test("R-SEC-12 a certificate for both uses is deleted from both, or from none while it is in use", () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		install(rig, root.pem, "Manufacturer");
		const [certificateHashData] = hashes(rig);
		const remove = () => rig.csms.call("DeleteCertificate", { certificateHashData });
		rig.targets.at(-1)!.tls!().trusted!(root.der);
		expect(remove()).toEqual({ status: "Failed" });
		expect(ids(rig, "Manufacturer")).toMatchObject({ status: "Accepted" });
		rig.targets.at(-1)!.tls!();
		expect(remove()).toEqual({ status: "Accepted" });
		expect(ids(rig)).toEqual({ status: "NotFound" });
		expect(ids(rig, "Manufacturer")).toEqual({ status: "NotFound" });
		expect(remove()).toEqual({ status: "NotFound" });
	});

	test("R-SEC-06 TC_086 the root of the settings is installed once: deleted, it stays away; all roots are trusted", () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		expect(ids(rig)).toMatchObject({ certificateHashData: [expectedIds(root, "sha256", "SHA256")] });
		install(rig, other.pem);
		install(rig, other.pem, "Manufacturer");
		expect(rig.targets.at(-1)!.tls!().roots).toEqual([root.der, other.der]);
		const [first] = hashes(rig);
		rig.csms.call("DeleteCertificate", { certificateHashData: first });
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(rig.targets.at(-1)!.tls!().roots).toEqual([other.der]);
	});

	test("R-SEC-10 AdditionalRootCertificateCheck is false and read-only", () => {
		const rig = bootedRig();
		const { configurationKey } = rig.csms.call("GetConfiguration", {
			key: ["AdditionalRootCertificateCheck", "CertificateStoreMaxLength", "CertificateSignedMaxChainSize"],
		}) as { configurationKey: unknown[] };
		expect(configurationKey).toEqual([
			{ key: "AdditionalRootCertificateCheck", readonly: true, value: "false" },
			{ key: "CertificateStoreMaxLength", readonly: true, value: "8" },
			{ key: "CertificateSignedMaxChainSize", readonly: true, value: "7500" },
		]);
	});
});
