import { writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { generate } from "selfsigned";
import { expect, test } from "vitest";
import { startCsms } from "../../csms/start";
import { BOOT, connect } from "./charge-point-peer";
import { PASSWORD, runCsms, temporaryFolder } from "./running-csms";

const KEY = "00112233445566778899aabbccddeeff";

/** Certificates of a root of their own: one for the CSMS and one for a charge point. */
async function certificates(clientName: string, rootName = "Root") {
	const root = await generate([{ name: "commonName", value: rootName }], {
		keyType: "ec",
		algorithm: "sha256",
		extensions: [
			{ name: "basicConstraints", cA: true, critical: true },
			{ name: "keyUsage", keyCertSign: true, critical: true },
		],
	});
	const issue = (name: string) =>
		generate([{ name: "commonName", value: name }], {
			keyType: "ec",
			algorithm: "sha256",
			ca: { key: root.private, cert: root.cert },
			extensions: [
				{ name: "basicConstraints", cA: false },
				{ name: "keyUsage", digitalSignature: true },
				{ name: "extKeyUsage", serverAuth: true, clientAuth: true },
				{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
			],
		});
	return { root: root.cert, server: await issue("csms"), client: await issue(clientName) };
}

test("R-SEC-01 TC_085 TC_086 TC_087 over TLS profile 2 takes the key and profile 3 the charge point's certificate", async () => {
	const { root, server, client } = await certificates("CP3");
	const stranger = await certificates("CP3", "Other root");
	const folder = temporaryFolder();
	const [cert, key, clientCa] = ["cert.pem", "key.pem", "ca.pem"].map((name) => join(folder, name));
	writeFileSync(cert, server.cert);
	writeFileSync(key, server.private);
	writeFileSync(clientCa, root);
	const data = temporaryFolder();
	// Charge points are entered before TLS is there, because fetch does not know the root.
	const before = await runCsms({ data });
	await before.rest("PUT", "/charge-points/CP2", { securityProfile: 2, authorizationKey: KEY });
	await before.rest("PUT", "/charge-points/CP3", { securityProfile: 3 });
	await before.rest("PUT", "/charge-points/CP4", { securityProfile: 3 });
	await before.stop();

	const csms = await runCsms({ data, tls: { cert, key, clientCa } });
	expect([csms.url.split(":")[0], csms.ocpp.split(":")[0]]).toEqual(["https", "wss"]);
	const credentials = Buffer.concat([Buffer.from("CP2:"), Buffer.from(KEY, "hex")]).toString("base64");
	const withKey = { ca: root, headers: { authorization: `Basic ${credentials}` } };
	const second = await connect(csms.ocpp, "CP2", withKey);
	expect((await second.call("BootNotification", BOOT))[0]).toBe(3);
	await expect(connect(csms.ocpp, "CP2", { ca: root })).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP2", { ...withKey, maxVersion: "TLSv1.1" })).rejects.toThrow();

	const withCertificate = { ca: root, cert: client.cert, key: client.private };
	const third = await connect(csms.ocpp, "CP3", withCertificate);
	expect((await third.call("BootNotification", BOOT))[0]).toBe(3);
	await expect(connect(csms.ocpp, "CP3", { ca: root })).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP4", withCertificate)).rejects.toThrow("401");
	const foreign = { ca: root, cert: stranger.client.cert, key: stranger.client.private };
	await expect(connect(csms.ocpp, "CP3", foreign)).rejects.toThrow("401");
});

test("certificates that cannot be used are named in one sentence", async () => {
	const folder = temporaryFolder();
	const options = {
		host: "127.0.0.1",
		port: 0,
		data: folder,
		acceptUnknown: true,
		acceptRegistrations: false,
	};
	const missing = join(folder, "missing.pem");
	await expect(startCsms({ ...options, tls: { cert: missing, key: missing } })).rejects.toThrow(
		/^The file .*missing\.pem of --tls-cert cannot be read: ENOENT.*\.$/,
	);
	const text = join(folder, "text.pem");
	writeFileSync(text, "no certificate");
	await expect(startCsms({ ...options, tls: { cert: text, key: text } })).rejects.toThrow(
		/^The certificate .*text\.pem and the key .*text\.pem cannot be used: .*\.$/,
	);
});

test("over TLS the cookie of a session is bound to this host", async () => {
	const { root, server } = await certificates("CP3");
	const folder = temporaryFolder();
	const [cert, key] = ["cert.pem", "key.pem"].map((name) => join(folder, name));
	writeFileSync(cert, server.cert);
	writeFileSync(key, server.private);
	const csms = await runCsms({ tls: { cert, key } });

	/** A call with the root trusted: its status and its cookie. */
	const ask = (method: string, path: string, headers: Record<string, string>, body?: object) =>
		new Promise<{ status: number; cookie: string }>((resolve, reject) => {
			const call = request(`${csms.url}/api/v1${path}`, { method, headers, ca: root }, (response) => {
				response.resume();
				const [cookie = ""] = response.headers["set-cookie"] ?? [];
				resolve({ status: response.statusCode!, cookie });
			});
			call.on("error", reject);
			call.end(body && JSON.stringify(body));
		});
	const json = { "content-type": "application/json" };
	const { status, cookie } = await ask("POST", "/session", json, { account: "admin", password: PASSWORD });
	expect(status).toBe(200);
	expect(cookie).toMatch(/^__Host-csms-session=/);
	expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
	expect(cookie).not.toMatch(/Domain/i);
	const value = cookie.split(";")[0].split("=")[1];
	expect((await ask("GET", "/session", { cookie: `__Host-csms-session=${value}` })).status).toBe(200);
	// Another host of the domain, or a page without TLS, could have set this one.
	expect((await ask("GET", "/session", { cookie: `csms-session=${value}` })).status).toBe(401);
	const { status: foreign } = await ask("POST", "/id-tags", {
		...json,
		cookie: `__Host-csms-session=${value}`,
		origin: csms.url.replace("https:", "http:"),
	});
	expect(foreign).toBe(401);
});
