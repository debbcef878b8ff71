import { expect, test } from "vitest";
import { parseWebSocketUrl } from "../../modules/net/web-socket-address";

test.each([
	["ws://127.0.0.1:8180/ocpp/CP001", { secure: false, host: "127.0.0.1", port: 8180, path: "/ocpp/CP001" }],
	[
		"wss://csms.example.org/ocpp/CP001",
		{ secure: true, host: "csms.example.org", port: 443, path: "/ocpp/CP001" },
	],
	["WSS://csms:9000", { secure: true, host: "csms", port: 9000, path: "/" }],
	["ws://csms", { secure: false, host: "csms", port: 80, path: "/" }],
	["ws://[2001:db8::1]:81/a?b=c", { secure: false, host: "2001:db8::1", port: 81, path: "/a?b=c" }],
	["ws://[::1]", { secure: false, host: "::1", port: 80, path: "/" }],
	["ws://host?token=1", { secure: false, host: "host", port: 80, path: "/?token=1" }],
])("%s is taken apart", (url, address) => {
	expect(parseWebSocketUrl(url)).toEqual(address);
});

test("R-CON-01 a percent-encoded identity stays as it is", () => {
	expect(parseWebSocketUrl("ws://host/ocpp/RDAM%20123").path).toBe("/ocpp/RDAM%20123");
});

test.each([
	["http://host/", /ws:\/\/ or wss:\/\//],
	["host:8180/ocpp", /ws:\/\/ or wss:\/\//],
	["ws://", /no host/],
	["ws:///path", /no host/],
	["ws://user:secret@host/", /user name or a password/],
	["ws://host:0/", /1 to 65535/],
	["ws://host:65536/", /1 to 65535/],
	["ws://host:port/", /no host/],
	["ws://充電.example/", /xn--/],
	["ws://2001:db8::1/", /no host/],
	["ws://host/a b", /percent-encoded/],
	["ws://host/a\r\nX: y", /percent-encoded/],
	["ws://host/電", /percent-encoded/],
	["ws://host/a#b", /percent-encoded/],
])("%s is refused with the reason", (url, reason) => {
	expect(() => parseWebSocketUrl(url)).toThrow(SyntaxError);
	expect(() => parseWebSocketUrl(url)).toThrow(reason);
});

test("a secret in the URL is not repeated in the reason", () => {
	expect(() => parseWebSocketUrl("ws://user:secret@host/")).not.toThrow(/secret/);
});
