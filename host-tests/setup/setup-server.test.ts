import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { languageOf, readForm, wrongFields } from "../../modules/setup/form";
import { FRESH, KNOWN, startSetup } from "./setup-page";

const GOOD = {
	...{ ssid: "Garage", password: "wifi secret", csms: "ws://192.168.1.10:8180/ocpp" },
	...{ id: "CP 7", key: "00112233445566778899AABBCCDDEEFF", language: "zh-TW" },
};

/** The texts of the fields that the page marks. */
const marked = (html: string) =>
	[...html.matchAll(/name=(\w+)[^>]* aria-invalid=true/g)].map(([, name]) => name);

/** One request as it is, with any Host. */
function ask(url: string, method: string, path: string, headers: Record<string, string>, body = "") {
	return new Promise<{ status: number; location: string | undefined }>((resolve, reject) => {
		const { hostname, port } = new URL(url);
		request({ hostname, port, method, path, headers }, (response) => {
			response.resume();
			resolve({ status: response.statusCode ?? 0, location: response.headers.location });
		})
			.on("error", reject)
			.end(body);
	});
}

describe("the set-up page", () => {
	test("speaks the browser's language", async () => {
		const { url } = await startSetup();
		const titleIn = async (languages: string) => {
			const html = await (await fetch(url, { headers: { "accept-language": languages } })).text();
			return /<html lang=([\w-]+)>.*<h1>(.*)<\/h1>/s.exec(html)?.slice(1);
		};
		expect(await titleIn("zh-TW,zh;q=0.9,en;q=0.8")).toEqual(["zh-TW", "設定充電樁"]);
		expect(await titleIn("fr-FR, en-GB;q=0.7")).toEqual(["en", "Set up the charge point"]);
		expect(languageOf("de")).toBe("en");
		expect(languageOf("")).toBe("en");
		expect(languageOf("en-US,zh;q=0.5")).toBe("en");
		expect(languageOf("ja, ZH-hk")).toBe("zh-TW");
	});

	test("shows what is known but no secrets, and the networks with their names escaped", async () => {
		const { url } = await startSetup({ settings: KNOWN });
		const html = await (await fetch(url)).text();
		expect(html).toContain('value="CP001"');
		expect(html).toContain('value="wss://csms.example.com/ocpp"');
		expect(html).toContain("<option value=zh-TW selected>");
		expect(html).toContain('<option value="Wi-Fi &amp; &lt;Guests>">');
		expect(html).not.toContain(KNOWN.password);
		expect(html).not.toContain(KNOWN.key);
		expect(html.match(/what was stored or typed before is kept/g)).toHaveLength(2);
		expect(html).not.toMatch(/https?:\/\/|<script|<img|<link/);
	});

	test("saves what fits, once, as the settings are kept", async () => {
		const { post, saved } = await startSetup();
		const answer = await post(GOOD, { "accept-language": "zh-TW" });
		expect(answer.status).toBe(200);
		expect(await answer.text()).toContain("已儲存");
		expect(saved).toEqual([{ ...GOOD, key: GOOD.key.toLowerCase() }]);
	});

	test("secrets left empty stay, the password with its network alone", async () => {
		const { post, saved, newKeys } = await startSetup({ settings: KNOWN });
		await post({ ...GOOD, password: "", key: "" });
		await post({ ...GOOD, ssid: "Café 🚗", password: "", key: "" });
		expect(saved.map(({ ssid, password, key }) => [ssid, password, key])).toEqual([
			["Garage", KNOWN.password, KNOWN.key],
			["Café 🚗", "", KNOWN.key],
		]);
		expect(newKeys).toEqual([false, false]);
	});

	test("what was saved is what the next visit begins with", async () => {
		const { url, post, saved, newKeys } = await startSetup();
		await post(GOOD);
		expect(await (await fetch(url)).text()).toContain('value="CP 7"');
		await post({ ...GOOD, id: "CP 8", password: "", key: "" });
		expect(saved[1]).toEqual({ ...saved[0], id: "CP 8" });
		expect(newKeys).toEqual([true, false]);
	});

	test("each wrong field has its sentence beside it, what was typed stays, and nothing is saved", async () => {
		const { post, saved } = await startSetup();
		const typed = { ssid: "", password: "short", csms: "http://x", id: 'a:"<b>', key: "12", language: "de" };
		const html = await (await post(typed)).text();
		expect(marked(html)).toEqual(["ssid", "password", "csms", "id", "key", "language"]);
		expect(html).toContain("<small class=e id=csms-n>Type an address that begins with ws:// or wss://");
		expect(html).toContain('value="a:&quot;&lt;b>"');
		expect(html).not.toContain("short");
		expect(html).toContain("<p role=alert>Nothing is saved yet.");
		expect(saved).toEqual([]);
	});

	test("secrets that fit need not be typed again when something else was wrong", async () => {
		const { post, saved } = await startSetup();
		const html = await (await post({ ...GOOD, ssid: "", csms: "x" })).text();
		expect(marked(html)).toEqual(["ssid", "csms"]);
		expect(html.match(/what was stored or typed before is kept/g)).toHaveLength(2);
		await post({ ...GOOD, password: "", key: "", csms: "x" });
		await post({ ...GOOD, password: "", key: "" });
		expect(saved).toEqual([{ ...GOOD, key: GOOD.key.toLowerCase() }]);
	});

	test("a wrong secret replaces no good one, and another network takes no password over", async () => {
		const { post, saved } = await startSetup({ settings: KNOWN });
		await post({ ...GOOD, password: "short", key: "12" });
		await post({ ...GOOD, password: "", key: "" });
		await post({ ...GOOD, ssid: "Office", password: "", csms: "x" });
		await post({ ...GOOD, ssid: "Office", password: "", key: "" });
		expect(saved.map(({ ssid, password, key }) => [ssid, password, key])).toEqual([
			["Garage", KNOWN.password, KNOWN.key],
			["Office", "", GOOD.key.toLowerCase()],
		]);
	});

	test.each([
		["ssid", "x".repeat(32), "x".repeat(33)],
		["ssid", "網".repeat(10), "網".repeat(11)],
		["ssid", "a b", "a\tb"],
		["password", "", "1234567"],
		["password", " 8 chars", "12345678é"],
		["password", "p".repeat(63), "p".repeat(64)],
		["password", "aF".repeat(32), "g".repeat(64)],
		["csms", "wss://a.example:443/ocpp", "wss://user@a.example/ocpp"],
		["csms", "ws://[::1]/", "ws://a b/"],
		["csms", `ws://a/${"x".repeat(248)}`, `ws://a/${"x".repeat(249)}`],
		["id", "", "a\u0001"],
		["id", "樁".repeat(48), "x".repeat(49)],
		["key", "0".repeat(32), "0".repeat(31)],
		["key", "f".repeat(40), "f".repeat(42)],
		["key", "", "z".repeat(32)],
		["language", "en", ""],
	])("%s: %j is taken, %j is not", (field, good, bad) => {
		expect(wrongFields({ ...GOOD, [field]: good })).toEqual([]);
		expect(wrongFields({ ...GOOD, [field]: bad })).toEqual([field]);
	});

	test("reads a form as browsers send it, and nothing else", () => {
		expect(readForm("ssid=a+b%26c&password=%20x+&csms= y &toString=1&id=%zz&&key")).toEqual({
			...{ ssid: "a b&c", password: " x ", csms: "y", id: "", key: "", language: "" },
		});
	});

	test("a phone that looks for the Internet is sent to the page", async () => {
		const { url } = await startSetup();
		const probe = await ask(url, "GET", "/generate_204", { host: "connectivitycheck.gstatic.com" });
		expect(probe).toEqual({ status: 302, location: `${url}/` });
	});

	test("another host or origin may not post; other paths, methods and types are refused", async () => {
		const { url, saved } = await startSetup();
		const type = { "content-type": "application/x-www-form-urlencoded" };
		const { host } = new URL(url);
		const body = String(new URLSearchParams(GOOD));
		const status = async (method: string, path: string, headers: Record<string, string>) =>
			(await ask(url, method, path, headers, body)).status;
		expect(await status("POST", "/", { ...type, host: "evil.example" })).toBe(403);
		expect(await status("POST", "/", { ...type, host, origin: "http://evil.example" })).toBe(403);
		expect(await status("POST", "/", { ...type, host, origin: "null" })).toBe(403);
		expect(await status("POST", "/", { host, "content-type": "text/plain" })).toBe(415);
		expect(await status("POST", "/other", { ...type, host })).toBe(405);
		expect(await status("PUT", "/", { ...type, host })).toBe(405);
		expect((await ask(url, "GET", "/favicon.ico", { host })).status).toBe(404);
		expect(saved).toEqual([]);
		expect(await status("POST", "/", { ...type, host, origin: url })).toBe(200);
		expect(saved).toHaveLength(1);
	});

	test("says when it could not store, and every use is told", async () => {
		let uses = 0;
		const { url, post } = await startSetup({
			save() {
				throw new Error("nvs set fail");
			},
			onUse: () => uses++,
		});
		await fetch(url);
		const answer = await post({ ...FRESH, ...GOOD });
		expect(answer.status).toBe(500);
		const html = await answer.text();
		expect(html).toContain("could not be stored");
		expect(html).not.toContain("nvs");
		expect(uses).toBe(2);
	});
});
