import { expect, test, vi } from "vitest";
import { ENGINE } from "./driver";
import { charge, csms, driver, setStage, start } from "./stage";

/** The set-up page of the running firmware, on Node.js, on XS and on the emulated ESP32. */

vi.setConfig({ testTimeout: 30_000 });
setStage();

const KEY = "00112233445566778899aabbccddeeff";

const FORM = {
	...{ ssid: "Garage", password: "wifi secret", id: "CP 77", language: "zh-TW" },
	key: KEY.toUpperCase(),
};

/** Opens the page as the panel's link does. */
async function openSetup(): Promise<string> {
	const answer = await fetch(`${driver.panel}/setup`, { redirect: "manual" });
	expect(answer.status).toBe(302);
	return answer.headers.get("location")!;
}

async function save(url: string, changes: Record<string, string> = {}): Promise<string> {
	const body = new URLSearchParams({ ...FORM, csms: csms.url, ...changes });
	const answer = await fetch(url, { method: "POST", body, headers: { "accept-language": "en" } });
	expect(answer.status).toBe(200);
	return answer.text();
}

test("what the page saves holds after the restart, and after a power cut of everything", async () => {
	await start();
	const url = await openSetup();
	expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
	const html = await (await fetch(url, { headers: { "accept-language": "zh-TW" } })).text();
	expect(html).toContain("設定充電樁");
	expect(html).toContain(`value="${csms.url}"`);
	// The emulated ESP32 has no radio to find networks with.
	expect(html).toContain(ENGINE === "esp32" ? "<datalist id=networks></datalist>" : '<option value="車庫">');
	const { lines } = (await driver.state()).display;
	expect(lines[0]).toBe("Set-up");
	expect(lines[3]).toBe(new URL(url).host);

	expect(await save(url, { csms: "http://nowhere" })).toContain("begins with ws:// or wss://");
	expect(await save(url)).toContain("Saved");
	const state = await driver.until(
		(_, { identity, registration }) => identity === "CP 77" && registration === "Accepted",
	);
	expect(state.display.lines).not.toContain("Set-up");
	// A connection of the emulated ESP32 that fails at first is tried again with the same key.
	const passwords = ENGINE === "esp32" ? [...new Set(csms.passwords)] : csms.passwords;
	expect(passwords).toEqual([undefined, Buffer.from(KEY, "hex").toString()]);
	await expect(fetch(url)).rejects.toThrow();

	await driver.kill();
	await start("--id", "CP001");
	expect((await driver.state()).identity).toBe("CP 77");
	expect(driver.log.join("\n")).not.toMatch(/wifi secret|001122/i);
});

test("a key of the set-up counts before one that the CSMS has set, none leaves that one", async () => {
	await start("--set", "SecurityProfile=1", "--set", `AuthorizationKey=${"ab".repeat(16)}`);
	await csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: "cd".repeat(16) });
	await driver.until(() => csms.passwords.length === 2);
	await save(await openSetup(), { key: "", id: "CP 76" });
	await driver.until((_, { identity }) => identity === "CP 76");
	await driver.until((_, { registration }) => registration === "Accepted");
	await save(await openSetup());
	await driver.until((_, { identity }) => identity === "CP 77");
	await driver.until((_, { registration }) => registration === "Accepted");
	const bytes = ["ab".repeat(16), "cd".repeat(16), "cd".repeat(16), KEY].map((key) =>
		Buffer.from(key, "hex"),
	);
	expect(csms.passwords).toEqual(bytes.map(String));
});

test("the restart waits for who charges", async () => {
	await start();
	const url = await openSetup();
	await charge();
	await save(url);
	await new Promise((resolve) => setTimeout(resolve, 2500));
	const [connector] = (await driver.state()).connectors;
	expect([connector.status, connector.contactor]).toEqual(["Charging", true]);
	await driver.input("idTag", "ALICE");
	await driver.until((_, { identity, registration }) => identity === "CP 77" && registration === "Accepted");
	expect(csms.all("StopTransaction").map(({ reason = "Local" }) => reason)).toEqual(["Local"]);
});

test("without power there is no page", async () => {
	await start();
	await driver.power(false);
	const answer = await fetch(`${driver.panel}/setup`, { redirect: "manual" });
	expect(answer.status).toBe(409);
});
