import { beforeEach, describe, expect, test, vi } from "vitest";
import { readSettings, saveSetup, settleSetup } from "../../device/settings";
import { preferences } from "./fake-preferences";

const build = vi.hoisted(() => ({
	config: {} as Record<string, unknown>,
}));

vi.mock("mc/config", () => ({ default: build.config }));
vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));

const SAVED = {
	...{ ssid: "Garage", password: "wifi secret", csms: "wss://saved.example/ocpp", id: "CP 7" },
	...({ key: "00112233445566778899aabbccddeeff", language: "zh-TW" } as const),
};

let logged: string[];
const read = () => readSettings((text) => logged.push(text));

beforeEach(() => {
	for (const key of Object.keys(build.config)) delete build.config[key];
	preferences.reset();
	logged = [];
});

describe("the settings of a board", () => {
	test("without any it is not set up, and has a time server all the same", () => {
		build.config.version = "0.1.0";
		expect(read()).toEqual({
			setup: { ssid: "", password: "", csms: "", id: "", key: "", language: "en" },
			...{ newKey: false, cards: ["CARD001"], utcOffset: 0, sntp: "pool.ntp.org", version: "0.1.0" },
		});
		expect(logged).toEqual([]);
	});

	test("are those of the build, as long as the set-up page has saved none", () => {
		const told = {
			ssid: "lab",
			password: "12345678",
			csms: "ws://lab:8180/ocpp",
			id: "CP1",
			language: "zh-TW",
		};
		Object.assign(build.config, { ...told, card: "ALICE", utcOffset: "480", sntp: "ntp.lab" });
		expect(read()).toMatchObject({
			setup: { ...told, key: "" },
			...{ cards: ["ALICE"], utcOffset: 480, sntp: "ntp.lab" },
		});
		saveSetup(SAVED, false);
		expect(read()).toMatchObject({ setup: SAVED, newKey: false });
		saveSetup(SAVED, true);
		expect(read()).toMatchObject({ setup: SAVED, cards: ["ALICE"], newKey: true });
		settleSetup(() => {});
		expect(read()).toMatchObject({ setup: SAVED, newKey: false });
	});

	test("of the build that make no sense are told and left out", () => {
		Object.assign(build.config, { csms: "http://x", language: "de", utcOffset: "east" });
		expect(read()).toMatchObject({ setup: { csms: "", language: "en" }, utcOffset: 0 });
		expect(logged).toHaveLength(2);
	});

	test("have the cards of the card button separated by commas, and one in any case", () => {
		const cards = (card: string) => {
			build.config.card = card;
			return read().cards;
		};
		expect(cards("")).toEqual(["CARD001"]);
		expect(cards("ALICE")).toEqual(["ALICE"]);
		expect(cards("ALICE, BOB,,04A2B9C1D25E80 ")).toEqual(["ALICE", "BOB", "04A2B9C1D25E80"]);
	});

	test("leave out a card that OCPP has no room for", () => {
		const long = "A".repeat(21);
		build.config.card = `${"A".repeat(20)},${long}`;
		expect(read().cards).toEqual(["A".repeat(20)]);
		expect(logged).toEqual([`card=${long} is left out: an id has 20 characters at most.`]);
		build.config.card = long;
		expect(read().cards).toEqual(["CARD001"]);
	});

	test("that were saved and cannot be read give way to the build", () => {
		build.config.ssid = "lab";
		preferences.values.set("setup saved", "{");
		expect(read().setup.ssid).toBe("lab");
		expect(logged).toEqual([
			"What the set-up page has saved cannot be read: the settings of the build count.",
		]);
	});

	test("start also with a flash that takes nothing, and the new key counts again", () => {
		saveSetup(SAVED, true);
		preferences.steps = 0;
		settleSetup((text) => logged.push(text));
		expect(logged).toHaveLength(1);
		expect(read().newKey).toBe(true);
	});

	test("have a new key also when the power fails while they are stored", () => {
		preferences.values.set("setup new key", "yes");
		expect(read().newKey).toBe(true);
	});
});
