import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { Proxies } from "../../csms/proxies";
import { startCsms } from "../../csms/start";
import { BOOT, connect } from "./charge-point-peer";
import { callRest, PASSWORD, runCsms, temporaryFolder } from "./running-csms";

const KEY = "00112233445566778899aabbccddeeff";
const BASIC = Buffer.concat([Buffer.from("CP2:"), Buffer.from(KEY, "hex")]).toString("base64");
const OVER_TLS = { "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7" };

const signIn = (url: string, headers: Record<string, string>, password = PASSWORD) =>
	callRest(url, "POST", "/session", { account: "admin", password }, headers);

test("behind a trusted proxy the cookie is secure and browsers keep to https", async () => {
	const csms = await runCsms({ proxies: ["127.0.0.1"] });
	const { status, headers } = await signIn(csms.url, OVER_TLS);
	expect(status).toBe(200);
	expect(headers.get("set-cookie")).toMatch(/; Secure/);
	expect(headers.get("strict-transport-security")).toMatch(/max-age=/);
	const clear = await signIn(csms.url, { "x-forwarded-proto": "http" });
	expect(clear.headers.get("set-cookie")).not.toMatch(/Secure/);
	expect(clear.headers.get("strict-transport-security")).toBeNull();
});

test("nobody else is believed", async () => {
	const csms = await runCsms({ proxies: ["10.0.0.0/8", "::5"] });
	const { headers } = await signIn(csms.url, OVER_TLS);
	expect(headers.get("set-cookie")).not.toMatch(/Secure/);
	await csms.rest("PUT", "/charge-points/CP2", { securityProfile: 2, authorizationKey: KEY });
	const peer = connect(csms.ocpp, "CP2", { headers: { ...OVER_TLS, authorization: `Basic ${BASIC}` } });
	await expect(peer).rejects.toThrow("401");
});

test("R-SEC-01 profile 2 is served behind a proxy that ends TLS, profile 3 is not", async () => {
	const csms = await runCsms({ proxies: ["127.0.0.0/8"] });
	await csms.rest("PUT", "/charge-points/CP2", { securityProfile: 2, authorizationKey: KEY });
	await csms.rest("PUT", "/charge-points/CP3", { securityProfile: 3 });
	const authorization = `Basic ${BASIC}`;
	const second = await connect(csms.ocpp, "CP2", { headers: { ...OVER_TLS, authorization } });
	expect((await second.call("BootNotification", BOOT))[0]).toBe(3);
	await expect(connect(csms.ocpp, "CP2", { headers: { authorization } })).rejects.toThrow("401");
	const inTheClear = { "x-forwarded-proto": "https, http", authorization };
	await expect(connect(csms.ocpp, "CP2", { headers: inTheClear })).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP3", { headers: OVER_TLS })).rejects.toThrow("401");
});

test("a request's address is the nearest one that is no proxy", () => {
	const proxies = new Proxies(["10.0.0.0/8", "127.0.0.1", "fd00::/8"]);
	const from = (remoteAddress: string, forwarded?: string | string[]) =>
		proxies.addressOf({
			socket: { remoteAddress },
			headers: { "x-forwarded-for": forwarded },
		} as unknown as IncomingMessage);
	expect(from("203.0.113.7", "1.2.3.4")).toBe("203.0.113.7");
	expect(from("127.0.0.1")).toBe("127.0.0.1");
	expect(from("127.0.0.1", "203.0.113.7")).toBe("203.0.113.7");
	expect(from("::ffff:127.0.0.1", "1.2.3.4, 203.0.113.7")).toBe("203.0.113.7");
	expect(from("127.0.0.1", "203.0.113.7, 10.1.2.3")).toBe("203.0.113.7");
	expect(from("fd00::1", "2001:db8::1")).toBe("2001:db8::1");
	expect(from("127.0.0.1", "no address")).toBe("127.0.0.1");
});

test("what is no address is one sentence", async () => {
	const options = { host: "127.0.0.1", port: 0, acceptUnknown: false, acceptRegistrations: false };
	for (const proxy of ["proxy.example.com", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", ""]) {
		await expect(startCsms({ ...options, data: temporaryFolder(), proxies: [proxy] }), proxy).rejects.toThrow(
			`--behind-proxy: "${proxy}" is neither an IP address nor a network such as 10.0.0.0/8.`,
		);
	}
});
