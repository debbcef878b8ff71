import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { boot } from "../csms/charge-point-peer";
import { shareCsms } from "../csms/running-csms";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { shareOperator } from "./operator";
import { shareSimulator } from "./simulator";

/** From a red tile to the cause, with a simulated charge point that has a fault. */

const csms = shareCsms({ diagnosis: { delay: 50 } });
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);
const simulator = shareSimulator(csms);

async function openPanel(): Promise<Page> {
	const panel = await browser.open(simulator.panel);
	await panel.getByText("Accepted by the CSMS").waitFor();
	return panel;
}

const connector = (panel: Page) => panel.getByRole("region", { name: "Connector 1" });

test("an operator comes from the red tile to the cause and its evidence, and sees it end", async () => {
	const page = await open();
	const panel = await openPanel();
	const tile = page.getByRole("article", { name: "CP001" });
	await tile.getByText("Connected", { exact: true }).waitFor();

	await connector(panel).getByRole("combobox", { name: "Hardware fault" }).click();
	await panel.getByRole("option", { name: "GroundFailure" }).click();
	await connector(panel).getByRole("button", { name: "Raise" }).click();
	await tile.getByRole("link", { name: "Health: Fault; to the diagnosis" }).click();
	await page.getByRole("heading", { level: 1, name: "CP001" }).waitFor();
	const card = page.getByRole("article", { name: /Ground fault/ });
	await card.getByText("What to do").waitFor();
	await card.getByRole("link", { name: "Cause and evidence" }).click();

	await page.getByRole("heading", { level: 1, name: /Ground fault/ }).waitFor();
	for (const heading of ["What was seen", "Likely cause", "What to do", "Evidence"]) {
		await page.getByRole("heading", { level: 2, name: heading }).waitFor();
	}
	const evidence = page.getByRole("table", { name: "Evidence" });
	await evidence.getByText("Error code GroundFailure: Earth fault").waitFor();
	await page.getByRole("button", { name: "I take care of it" }).click();
	await page.getByText(/^admin takes care of it since/).waitFor();
	await expectAccessible(page);

	await connector(panel).getByRole("button", { name: "Clear GroundFailure" }).click();
	await page.getByText("Over since").waitFor({ timeout: 8000 });
	await page.getByRole("link", { name: "CP001" }).first().click();
	await page.getByRole("link", { name: "Health: No problems; to the diagnosis" }).waitFor();
});

test("the fleet's page shows the worst first and keeps its choice in the address", async () => {
	const peer = await boot(csms.ocpp, "CP002");
	const fault = { connectorId: 1, status: "Faulted", timestamp: new Date().toISOString() };
	await peer.call("StatusNotification", { ...fault, errorCode: "HighTemperature" });
	const warned = await boot(csms.ocpp, "CP003");
	await warned.call("StatusNotification", {
		connectorId: 1,
		status: "Available",
		errorCode: "WeakSignal",
		timestamp: new Date().toISOString(),
	});
	const page = await open("/operator/diagnoses");
	await page.getByRole("article", { name: "Too hot" }).waitFor();
	await page.getByRole("article", { name: /Weak/ }).waitFor();
	expect(await page.getByRole("article").allInnerTexts()).toEqual([
		expect.stringContaining("Too hot"),
		expect.stringContaining("Weak"),
	]);
	await page.getByRole("combobox", { name: "Charge point" }).click();
	await page.getByRole("option", { name: "CP003" }).click();
	await page.getByRole("article", { name: "Too hot" }).waitFor({ state: "detached" });
	expect(page.url()).toContain("identity=CP003");
	await page.reload();
	await page.getByRole("article", { name: /Weak/ }).waitFor();
	expect(await page.getByRole("article").count()).toBe(1);

	// Live, without reload.
	await warned.call("StatusNotification", {
		connectorId: 1,
		status: "Available",
		errorCode: "NoError",
		timestamp: new Date().toISOString(),
	});
	await page.getByText(/Nothing fits this choice|Nothing is wrong/).waitFor();
	await page.getByText("Over", { exact: true }).click();
	await page.getByRole("row", { name: /Weak/ }).waitFor();
});

test.each(["/diagnoses", "/diagnoses?over=1", "/diagnoses/ID", "/charge-points/CP002/diagnosis"])(
	"the page %s is accessible in both languages, on a phone and by night",
	async (path) => {
		const { body } = await csms.rest("GET", "/diagnoses");
		for (const reader of [
			{ width: PHONE, locale: "zh-TW", colorScheme: "dark" as const },
			{ width: DESKTOP, locale: "en-US" },
		]) {
			const page = await open(`/operator${path.replace("ID", body[0].id)}`, reader);
			await page.getByRole("heading", { level: 1 }).waitFor();
			await page.getByRole("main").getByRole("link").first().waitFor();
			await expectNoSidewaysScrolling(page);
			await expectAccessible(page);
			expect(await page.getByRole("main").innerText()).not.toMatch(/\{\{|diagnosis\.|evidence\./);
			await page.context().close();
		}
	},
);

test("a number that no diagnosis has is no page", async () => {
	const page = await open("/operator/diagnoses/999999");
	await page.getByText("There is no such page").waitFor();
});
