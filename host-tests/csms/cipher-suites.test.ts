import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { runSecureCsms, type SecureCsms } from "./secure-csms";

/** A finished handshake, or why there is none. */
function shake(csms: SecureCsms, options: ConnectionOptions): Promise<TLSSocket> {
	const { hostname, port } = new URL(csms.url);
	const socket = connect({
		host: hostname,
		port: Number(port),
		servername: hostname,
		ca: csms.root.pem,
		...options,
	});
	onTestFinished(() => void socket.destroy());
	return new Promise((resolve, reject) => {
		socket.on("secureConnect", () => resolve(socket));
		socket.on("error", reject);
	});
}

test("R-CS-15 TC_086 TC_087 the four cipher suites of the whitepaper, TLS 1.3, and nothing older or weaker", async () => {
	const csms = await runSecureCsms();
	const suites = [
		["ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ec"],
		["ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ec"],
		["AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", "rsa"],
		["AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", "rsa"],
	] as const;
	for (const [ciphers, standardName, keyType] of suites) {
		const socket = await shake(csms, { ciphers, maxVersion: "TLSv1.2" });
		expect(socket.getProtocol()).toBe("TLSv1.2");
		expect(socket.getCipher().standardName).toBe(standardName);
		const { publicKey, subject, serialNumber } = socket.getPeerX509Certificate()!;
		expect([publicKey.asymmetricKeyType, subject]).toEqual([keyType, "CN=localhost"]);
		expect(serialNumber).toMatch(/^[0-9A-F]+$/);
	}
	expect((await shake(csms, {})).getProtocol()).toBe("TLSv1.3");
	const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL@SECLEVEL=0" } as const;
	await expect(shake(csms, old)).rejects.toThrow(/protocol version/);
	for (const ciphers of ["AES128-SHA", "ECDHE-RSA-AES128-SHA256", "DHE-RSA-AES128-GCM-SHA256"]) {
		await expect(shake(csms, { ciphers, maxVersion: "TLSv1.2" })).rejects.toThrow(/handshake failure/);
	}
	const { body } = await csms.rest("GET", "/refused-handshakes");
	expect(
		body.map(({ identity, status, reason, count }: Record<string, unknown>) => [
			identity,
			status,
			reason,
			count,
		]),
	).toEqual([
		["", 0, "It offers no cipher suite that is good here and fits the certificate of the CSMS.", 3],
		["", 0, "Its TLS is older than 1.2.", 1],
	]);
});

test("R-CS-15 a connection is not negotiated anew", async () => {
	const csms = await runSecureCsms();
	const socket = await shake(csms, { maxVersion: "TLSv1.2" });
	await expect(
		new Promise((resolve, reject) => {
			socket.on("error", reject);
			socket.on("close", () => reject(new Error("closed")));
			socket.renegotiate({ rejectUnauthorized: false }, (error) => (error ? reject(error) : resolve(0)));
		}),
	).rejects.toThrow(/no renegotiation|closed/);
});
