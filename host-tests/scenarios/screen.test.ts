import { describe, expect, test } from "vitest";
import { ENGINE, PATIENCE } from "./driver";
import { csms, driver, setStage } from "./stage";

setStage();

/** Waits until the OLED says these words. */
async function reads(words: string, seconds?: number): Promise<void> {
	await driver.until((_, { display }) => display.lines.includes(words), seconds);
}

describe(`the screen on ${ENGINE}`, { timeout: 60_000 * PATIENCE }, () => {
	test("R-CFG-05 R-CFG-10 speaks what --set says, then what the CSMS says, also after a power cut", async () => {
		await driver.start(csms.url, "--set", "DisplayLanguage=zh-TW");
		await reads("可使用");
		expect(await csms.call("ChangeConfiguration", { key: "DisplayLanguage", value: "fr" })).toEqual({
			status: "Rejected",
		});
		expect(await csms.call("ChangeConfiguration", { key: "DisplayLanguage", value: "en" })).toEqual({
			status: "Accepted",
		});
		await reads("Available");
		await driver.power(false);
		await driver.power(true);
		await reads("Available", 15);
	});

	test("says until when a connector is held, and for which card, without telling its id", async () => {
		await driver.start(csms.url, "--set", "DisplayLanguage=en");
		await driver.until((_, state) => state.registration === "Accepted");
		const expiryDate = new Date(Date.now() + 600_000).toISOString();
		const idTag = "04A2B9C1D25E80";
		await csms.call("ReserveNow", { connectorId: 1, reservationId: 1, idTag, expiryDate });
		const { display } = await driver.until((_, state) => state.display.lines.includes("Reserved"));
		expect(display.lines.at(-1)).toMatch(/^For \.\.5E80 until \d\d:\d\d$/);
	});

	test("that is pulled out is dark, and nothing else changes", async () => {
		await driver.start(csms.url, "--set", "DisplayLanguage=en");
		await driver.until((_, state) => state.registration === "Accepted");
		await driver.input("oled", false, 0);
		await driver.until((_, { display }) => display.lines.length === 0);
		await driver.input("plug", true);
		await driver.input("idTag", "ALICE");
		const { connectors, display } = await driver.until(({ status }) => status === "Charging");
		expect([connectors[0].status, display.lines]).toEqual(["Charging", []]);
		await driver.input("oled", true, 0);
		await reads("Charging", 15);
	});
});
