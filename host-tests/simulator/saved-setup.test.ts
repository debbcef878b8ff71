import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BootOptions } from "../../simulator/protocol";
import { SavedSetup, withSetup } from "../../simulator/saved-setup";
import { startTestSimulator, temporaryFolder, until } from "./harness";

const SETUP = {
	...{ ssid: "Garage", password: "wifi-secret", csms: "wss://csms.example/ocpp", id: "CP 7" },
	...({ key: "00112233445566778899aabbccddeeff", language: "zh-TW" } as const),
};
const BOOT = {
	...{ csms: "ws://a/", identity: "CP001", language: "en" },
	settings: { HeartbeatInterval: "60", SecurityProfile: "0" },
} as unknown as BootOptions;

describe("what the set-up page has saved", () => {
	test("is its owner's file, and found again", () => {
		const folder = temporaryFolder();
		expect(new SavedSetup(folder).settings).toBeUndefined();
		new SavedSetup(folder).save(SETUP);
		expect(new SavedSetup(folder).settings).toEqual(SETUP);
		expect(statSync(join(folder, "setup.json")).mode & 0o777).toBe(0o600);
		expect(existsSync(join(folder, "setup.json.new"))).toBe(false);
	});

	test("that cannot be read is told in a sentence", () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, "setup.json"), "{");
		expect(() => new SavedSetup(folder)).toThrow(/setup\.json cannot be read .*; remove it\.$/);
		expect(() => new SavedSetup(join(folder, "none")).save(SETUP)).toThrow(/cannot be written/);
	});

	test("goes before the command line, key and profile with it", () => {
		expect(withSetup(BOOT, undefined)).toBe(BOOT);
		expect(withSetup(BOOT, SETUP)).toEqual({
			...{ setup: SETUP, csms: SETUP.csms, identity: "CP 7", language: "zh-TW" },
			settings: { HeartbeatInterval: "60", SecurityProfile: "2", AuthorizationKey: SETUP.key },
		});
		expect(withSetup(BOOT, { ...SETUP, id: "", csms: "ws://b/" })).toMatchObject({
			identity: "CP001",
			settings: { SecurityProfile: "1" },
		});
		expect(withSetup(BOOT, { ...SETUP, key: "" }).settings).toEqual(BOOT.settings);
	});
});

describe("the simulator's way to the set-up page", () => {
	test("asks the firmware, stores what it says, and boots it with that, its key as a new one once", async () => {
		const data = temporaryFolder();
		const simulator = await startTestSimulator({ data, id: "CP001" });
		const open = () => fetch(`${simulator.panel}/setup`, { redirect: "manual" });
		const [one, other] = [open(), open()];
		await simulator.logged('got {"setup":"open"}');
		await simulator.command("setup");
		for (const answer of await Promise.all([one, other])) {
			expect([answer.status, answer.headers.get("location")]).toEqual([302, "http://127.0.0.1:1234"]);
		}
		await simulator.command("settings CP7");
		await until(() => existsSync(join(data, "setup.json")), "the file");
		expect(JSON.parse(readFileSync(join(data, "setup.json"), "utf8"))).toMatchObject({
			ssid: "Garage",
			id: "CP7",
		});
		expect((await simulator.state()).identity).toBe("CP001");
		const boots = () =>
			simulator.log
				.filter((line) => line.startsWith("boot "))
				.map((line) => JSON.parse(line.slice(line.indexOf("{"))) as BootOptions);
		await simulator.command("exit 64");
		await until(() => boots().length === 2, "the restart");
		await simulator.command("exit 64");
		await until(() => boots().length === 3, "another restart");
		expect(boots().map(({ identity, newKey }) => [identity, newKey])).toEqual([
			["CP001", false],
			["CP7", true],
			["CP7", false],
		]);
		expect((await simulator.state()).identity).toBe("CP7");
		await simulator.close();
	});

	test("firmware that does not answer or loses its power has no page", async () => {
		const simulator = await startTestSimulator();
		const open = () => fetch(`${simulator.panel}/setup`, { redirect: "manual" });
		const silent = open();
		await simulator.logged('got {"setup":"open"}');
		await simulator.post("/api/power", { on: false });
		expect((await silent).status).toBe(409);
		const refused = await open();
		expect([refused.status, await refused.json()]).toEqual([
			409,
			{ error: "The firmware does not run or does not answer, and the set-up page is its own." },
		]);
		await simulator.close();
	});
});
