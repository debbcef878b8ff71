import { beforeAll, describe, expect, test } from "vitest";
import { Authority, NOW } from "./certificates";
import { bootedRig, type Rig } from "./rig";

const DAY = 86_400_000;
const SERIAL = "CP 1";
let root: Authority;
let other: Authority;

beforeAll(async () => {
	[root, other] = await Promise.all([Authority.root("Root"), Authority.root("Other")]);
});

function events(rig: Rig) {
	rig.advance(2);
	return rig.csms.all("SecurityEventNotification").map(({ type, techInfo }) => `${type}: ${techInfo}`);
}

describe("the ChargePointCertificate", () => {
	function trigger(rig: Rig) {
		const answer = rig.csms.call("ExtendedTriggerMessage", {
			requestedMessage: "SignChargePointCertificate",
		});
		rig.advance(1);
		return answer;
	}

	/** Asks for a certificate and returns the request. */
	function request(rig: Rig): string {
		rig.csms.call("ChangeConfiguration", { key: "CpoName", value: "充電 Co" });
		rig.csms.answer("SignCertificate", { status: "Accepted" });
		expect(trigger(rig)).toEqual({ status: "Accepted" });
		return rig.csms.last("SignCertificate").csr;
	}

	function deliver(rig: Rig, certificateChain: string): unknown {
		const answer = rig.csms.call("CertificateSigned", { certificateChain });
		rig.advance(1);
		return answer;
	}

	function shown(rig: Rig) {
		return rig.targets.at(-1)!.tls!().identity;
	}

	/** At profile 3, with a certificate. */
	async function withCertificate(rig: Rig, until = NOW + 365 * DAY): Promise<void> {
		expect(deliver(rig, await root.sign(request(rig), { notAfter: until }))).toEqual({ status: "Accepted" });
		expect(rig.csms.call("ChangeConfiguration", { key: "SecurityProfile", value: "3" })).toEqual({
			status: "Accepted",
		});
		rig.advance(5);
	}

	test("R-SEC-07 without a CpoName there is no request", () => {
		const rig = bootedRig();
		expect(trigger(rig)).toEqual({ status: "Rejected" });
		expect(rig.csms.all("SignCertificate")).toEqual([]);
	});

	test("R-SEC-07 R-SEC-09 TC_087 the request is PKCS #10 in PEM: P-256, O is the CpoName, CN the serial number", async () => {
		const rig = bootedRig();
		const csr = request(rig);
		expect(csr).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
		const cert = await root.sign(csr);
		expect(cert).toContain("BEGIN CERTIFICATE");
		const { Pkcs10CertificateRequest } = await import("@peculiar/x509");
		const { subjectName, publicKey } = new Pkcs10CertificateRequest(csr);
		expect(subjectName.getField("O")).toEqual(["充電 Co"]);
		expect(subjectName.getField("CN")).toEqual([SERIAL]);
		expect(publicKey.algorithm).toMatchObject({ name: "ECDSA", namedCurve: "P-256" });
		expect(request(rig)).not.toBe(csr);
	});

	test("R-SEC-08 TC_074 CertificateSigned at profile 3 is Accepted, then the charge point connects with it", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		await withCertificate(rig);
		const first = shown(rig)!;
		const connections = rig.csms.connections;
		const sub = await root.below("Sub CA");
		const leaf = await sub.sign(request(rig));
		const targets = rig.targets.length;
		expect(deliver(rig, `${leaf}\n${sub.pem}`)).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(rig.csms.connections).toBe(connections + 1);
		expect(rig.targets.length).toBe(targets + 1);
		expect(shown(rig)!.chain).toHaveLength(2);
		expect(shown(rig)!.chain[1]).toEqual(sub.der);
		expect(shown(rig)!.privateKey).not.toEqual(first.privateKey);
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(shown(rig)!.chain[1]).toEqual(sub.der);
	});

	test("R-SEC-08 R-SEC-15 TC_077 what does not fit is Rejected with InvalidChargePointCertificate", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		const csr = request(rig);
		const sub = await root.below("Sub CA");
		const long = `${await root.sign(csr)}\n${root.pem.repeat(15)}`;
		const cases = [
			["nonsense", "there is no certificate in PEM"],
			[`${await root.sign(csr)}\n${sub.pem.slice(0, -40)}`, "a certificate is not base64"],
			[(await root.issue("CP 1")).cert, "the key is not the one of the request"],
			[await root.sign(csr, { notAfter: NOW - DAY, notBefore: NOW - 2 * DAY }), "expired"],
			[await root.sign(csr, { subject: `O=Somebody, CN=${SERIAL}` }), "the organization is not the CpoName"],
			[await root.sign(csr, { subject: "O=充電 Co, CN=CP 2" }), "the common name is not the serial number"],
			[`${await root.sign(csr)}\n${sub.pem}`, "the chain is broken"],
			[await other.sign(csr), "the chain leads to no CentralSystemRootCertificate"],
			[long, "the chain is too long"],
		];
		for (const [chain, reason] of cases) {
			rig.csms.clear();
			expect(deliver(rig, chain)).toEqual({ status: "Rejected" });
			expect(events(rig)).toEqual([`InvalidChargePointCertificate: CertificateSigned: ${reason}`]);
		}
		// The request still stands.
		expect(deliver(rig, await root.sign(csr))).toEqual({ status: "Accepted" });
	});

	test("R-SEC-08 SignCertificate Rejected: nothing is sent again, and the key is gone", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		rig.csms.call("ChangeConfiguration", { key: "CpoName", value: "CPO" });
		rig.csms.answer("SignCertificate", { status: "Rejected" });
		trigger(rig);
		rig.advance(100_000);
		expect(rig.csms.all("SignCertificate")).toHaveLength(1);
		const late = await root.sign(rig.csms.last("SignCertificate").csr);
		expect(deliver(rig, late)).toEqual({ status: "Rejected" });
	});

	test.each(["a running charge point", "a power cut in between"])(
		"R-SEC-08 a certificate is used from its beginning on, the former one until then: %s",
		async (what) => {
			const rig = bootedRig({ factoryRoot: root.pem });
			await withCertificate(rig);
			const former = shown(rig)!.chain[0];
			const later = Date.parse(rig.csms.time) + 3600_000;
			const chain = await root.sign(request(rig), { notBefore: later });
			expect(deliver(rig, chain)).toEqual({ status: "Accepted" });
			if (what === "a power cut in between") {
				rig.powerOff();
				rig.boot();
				rig.advance(1);
			}
			const connections = rig.csms.connections;
			expect(shown(rig)!.chain[0]).toEqual(former);
			rig.advance(3000);
			expect(rig.csms.connections).toBe(connections);
			rig.advance(700);
			expect(rig.csms.connections).toBe(connections + 1);
			expect(shown(rig)!.chain[0]).not.toEqual(former);
		},
	);

	test("R-SEC-08 the former certificate is the way back when the CSMS does not take the newest", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		await withCertificate(rig);
		const former = shown(rig)!.chain[0];
		const tried: boolean[] = [];
		rig.refusal = ({ tls }) => {
			const isFormer = Buffer.from(tls!().identity!.chain[0]).equals(Buffer.from(former));
			tried.push(isFormer);
			return isFormer ? undefined : { status: 0, failure: "identity" };
		};
		expect(deliver(rig, await root.sign(request(rig)))).toEqual({ status: "Accepted" });
		rig.advance(30);
		expect(tried).toEqual([false, false, false, true]);
		expect(rig.isConnected).toBe(true);
		expect(rig.chargePoint.state.registration).toBe("Accepted");
	});

	test("R-SEC-09 a certificate that ends within a month is renewed by itself", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		await withCertificate(rig, NOW + 40 * DAY);
		rig.csms.clear();
		rig.advance(9.9 * 86_400);
		expect(rig.csms.all("SignCertificate")).toEqual([]);
		rig.advance(0.2 * 86_400);
		expect(rig.csms.all("SignCertificate")).toHaveLength(1);
		const { csr } = rig.csms.last("SignCertificate");
		const notAfter = NOW + 400 * DAY;
		expect(deliver(rig, await root.sign(csr, { notAfter }))).toEqual({ status: "Accepted" });
		rig.csms.clear();
		rig.advance(20 * 86_400);
		expect(rig.csms.all("SignCertificate")).toEqual([]);
	});

	test("R-SEC-09 the month before the end begins an hour after the certificate has come: renewed then", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		await withCertificate(rig, NOW + 30 * DAY + 3600_000);
		rig.csms.clear();
		rig.advance(3500);
		expect(rig.csms.all("SignCertificate")).toEqual([]);
		rig.advance(120);
		expect(rig.csms.all("SignCertificate")).toHaveLength(1);
	});

	test("R-SEC-08 R-SEC-09 a renewal that is Rejected is not asked for again by itself, but when triggered", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		await withCertificate(rig, NOW + 20 * DAY);
		rig.csms.answer("SignCertificate", { status: "Rejected" });
		rig.csms.clear();
		rig.advance(86_400);
		expect(rig.csms.all("SignCertificate").length).toBe(1);
		rig.setOnline(false);
		rig.setOnline(true);
		rig.advance(3 * 86_400);
		expect(rig.csms.all("SignCertificate")).toHaveLength(1);
		expect(trigger(rig)).toEqual({ status: "Accepted" });
		expect(rig.csms.all("SignCertificate")).toHaveLength(2);
	});

	test.each(["a lost connection", "a power cut"])(
		"R-SEC-09 the renewal that the CSMS is at work on stays the one that counts: %s",
		async (what) => {
			const rig = bootedRig({ factoryRoot: root.pem });
			await withCertificate(rig, NOW + 20 * DAY);
			rig.csms.clear();
			rig.advance(86_400);
			const { csr } = rig.csms.last("SignCertificate");
			if (what === "a power cut") {
				rig.powerOff();
				rig.boot();
			} else {
				rig.setOnline(false);
				rig.setOnline(true);
			}
			rig.advance(60);
			expect(rig.csms.all("SignCertificate")).toHaveLength(1);
			const chain = await root.sign(csr, { notAfter: NOW + 400 * DAY });
			expect(deliver(rig, chain)).toEqual({ status: "Accepted" });
		},
	);

	test("R-SEC-09 a renewal without an answer is asked for again after a day", async () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		await withCertificate(rig, NOW + 20 * DAY);
		rig.csms.clear();
		rig.advance(2.5 * 86_400);
		expect(rig.csms.all("SignCertificate")).toHaveLength(2);
	});

	test("R-SEC-04 no private key and no AuthorizationKey appears in a log or an answer", async () => {
		const rig = bootedRig({ factoryRoot: root.pem, defaults: { AuthorizationKey: "4F43".repeat(8) } });
		await withCertificate(rig);
		rig.csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: "ABCD".repeat(8) });
		const secret = Buffer.from(shown(rig)!.privateKey).toString("base64");
		const { configurationKey } = rig.csms.call("GetConfiguration", {}) as { configurationKey: unknown[] };
		const told = JSON.stringify([
			configurationKey,
			rig.logs,
			[...rig.chargePoint.security.log.lines()],
			rig.csms.received,
		]);
		for (const word of [secret, "4F43".repeat(8), "ABCD".repeat(8)]) expect(told).not.toContain(word);
	});
});

describe("R-SEC-07 ExtendedTriggerMessage", () => {
	test.each(["Heartbeat", "StatusNotification"] as const)("%s is Accepted and sent", (requestedMessage) => {
		const rig = bootedRig();
		expect(rig.csms.call("ExtendedTriggerMessage", { requestedMessage })).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.all(requestedMessage).length).toBeGreaterThan(0);
	});

	test("MeterValues of one connector; BootNotification after Accepted and an unknown connector are Rejected", () => {
		const rig = bootedRig({ connectors: 2 });
		const ask = (requestedMessage: "MeterValues" | "BootNotification", connectorId?: number) =>
			rig.csms.call("ExtendedTriggerMessage", { requestedMessage, connectorId });
		expect(ask("MeterValues", 2)).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.all("MeterValues").map(({ connectorId }) => connectorId)).toEqual([2]);
		expect(ask("MeterValues", 3)).toEqual({ status: "Rejected" });
		expect(ask("BootNotification")).toEqual({ status: "Rejected" });
	});

	test("an unknown message is NotImplemented", () => {
		const rig = bootedRig();
		const asked = { requestedMessage: "DiagnosticsStatusNotification" } as never;
		expect(rig.csms.call("ExtendedTriggerMessage", asked)).toEqual({ status: "NotImplemented" });
	});
});
