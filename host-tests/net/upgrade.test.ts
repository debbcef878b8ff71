import { describe, expect, test } from "vitest";
import { acceptFor, UpgradeReply, upgradeRequest } from "../../modules/net/upgrade";
import { parseWebSocketUrl } from "../../modules/net/web-socket-address";
import { digests } from "./loopback";

const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

function answer(
	changes: Record<string, string | undefined> = {},
	status = "HTTP/1.1 101 Switching Protocols",
): string {
	const headers = {
		Upgrade: "websocket",
		Connection: "Upgrade",
		"Sec-WebSocket-Accept": ACCEPT,
		"Sec-WebSocket-Protocol": "ocpp1.6",
		...changes,
	};
	const lines = Object.entries(headers).flatMap(([name, value]) =>
		value === undefined ? [] : [`${name}: ${value}`],
	);
	return [status, ...lines, "\r\n"].join("\r\n");
}

function read(text: string): UpgradeReply {
	const reply = new UpgradeReply(ACCEPT);
	reply.push(Buffer.from(text));
	return reply;
}

test("the accept value is that of RFC 6455 section 1.3", () => {
	expect(acceptFor("dGhlIHNhbXBsZSBub25jZQ==", digests.sha1)).toBe(ACCEPT);
});

test("R-CON-02 the request asks for ocpp1.6, R-CON-10 and for no extension", () => {
	const request = upgradeRequest(parseWebSocketUrl("ws://host:81/ocpp/CP001"), "KEY");
	expect(request).toBe(
		"GET /ocpp/CP001 HTTP/1.1\r\nHost: host:81\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: KEY\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n",
	);
});

test.each([
	["ws://host/", "host"],
	["ws://host:80/", "host"],
	["ws://host:443/", "host:443"],
	["wss://host:443/", "host"],
	["wss://host:80/", "host:80"],
	["ws://[::1]:8180/", "[::1]:8180"],
])("the Host header for %s is %s", (url, host) => {
	expect(upgradeRequest(parseWebSocketUrl(url), "KEY")).toContain(`\r\nHost: ${host}\r\n`);
});

test("R-SEC-03 the request carries the authorization", () => {
	const request = upgradeRequest(parseWebSocketUrl("ws://host/"), "KEY", "Basic QQ==");
	expect(request).toContain("\r\nAuthorization: Basic QQ==\r\n");
});

test("a good answer is taken wherever it is cut, and what follows is left", () => {
	const bytes = Buffer.from(`${answer()}\x81\x02hi`, "latin1");
	for (let cut = 0; cut <= bytes.length; cut++) {
		const reply = new UpgradeReply(ACCEPT);
		const first = reply.push(bytes.subarray(0, cut));
		const second = reply.push(bytes.subarray(cut));
		expect(reply.complete).toBe(true);
		expect(reply.refusal).toBeUndefined();
		expect(first + second).toBe(bytes.length - 4);
	}
});

test("header names and the two tokens are taken in any case, lines also with LF alone", () => {
	const text = answer({ Connection: "keep-alive, UPGRADE", Upgrade: "WebSocket", Date: "now", "X-電": "充" });
	expect(read(text.replace("Upgrade:", "UPGRADE:").replaceAll("\r\n", "\n"))).toMatchObject({
		complete: true,
		refusal: undefined,
	});
});

test.each([
	["HTTP/1.1 401 Unauthorized\r\n", 401, "Unauthorized"],
	["HTTP/1.1 404 Not Found\r\n", 404, "Not Found"],
	["HTTP/1.0 503\r\n", 503, ""],
	["HTTP/1.1 302 Found\r\n", 302, "Found"],
	["HTTP/1.1 200 OK\r\n", 200, "OK"],
	["SSH-2.0-OpenSSH_9.2\r\n", 0, "the answer is not HTTP"],
	["\r\n", 0, "the answer is not HTTP"],
	["HTTP/2 101 x\r\n", 0, "the answer is not HTTP"],
])("R-CON-03 the status line %j refuses", (line, status, refusal) => {
	expect(read(line)).toMatchObject({ complete: true, status, refusal });
});

describe("an answer that is no WebSocket for OCPP 1.6 is refused", () => {
	test.each([
		["R-CON-02 no subprotocol", { "Sec-WebSocket-Protocol": undefined }, /subprotocol ocpp1.6/],
		["R-CON-02 another subprotocol", { "Sec-WebSocket-Protocol": "ocpp2.0.1" }, /subprotocol ocpp1.6/],
		[
			"R-CON-02 several subprotocols",
			{ "Sec-WebSocket-Protocol": "ocpp1.6, ocpp1.5" },
			/subprotocol ocpp1.6/,
		],
		["no Upgrade", { Upgrade: undefined }, /upgrade/],
		["another Upgrade", { Upgrade: "h2c" }, /upgrade/],
		["no Connection", { Connection: "close" }, /Connection/],
		["no accept value", { "Sec-WebSocket-Accept": undefined }, /Accept/],
		["a wrong accept value", { "Sec-WebSocket-Accept": ACCEPT.toLowerCase() }, /Accept/],
		["R-CON-10 an extension", { "Sec-WebSocket-Extensions": "permessage-deflate" }, /extension/],
	])("%s", (_, changes, refusal) => {
		expect(read(answer(changes))).toMatchObject({
			complete: true,
			status: 101,
			refusal: expect.stringMatching(refusal),
		});
	});

	test("a subprotocol given twice", () => {
		const text = answer().replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
		expect(read(text).refusal).toMatch(/subprotocol/);
	});
});

test("a head of 8192 bytes is read, a longer one refused, with or without line ends", () => {
	const fill = (length: number) => answer({ "X-Fill": "x".repeat(length) });
	const room = 8192 - fill(0).length;
	expect(read(fill(room)).refusal).toBeUndefined();
	expect(read(fill(room + 1))).toMatchObject({ complete: true, refusal: expect.stringMatching(/8192/) });
	const reply = new UpgradeReply(ACCEPT);
	for (let count = 0; count < 9 && !reply.complete; count++) reply.push(new Uint8Array(1000).fill(65));
	expect(reply).toMatchObject({ complete: true, status: 0, refusal: expect.stringMatching(/8192/) });
});
