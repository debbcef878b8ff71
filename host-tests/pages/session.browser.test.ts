import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { FIRST_ACCOUNT } from "../../csms/start";
import { PASSWORD, shareCsms } from "../csms/running-csms";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { EACH_SECOND, shareSimulator } from "./simulator";

/** A session from end to end in a browser: the CSMS, the simulated charge point with its firmware, both pages. */

const csms = shareCsms();
const browser = shareBrowser();
const simulator = shareSimulator(csms, { set: EACH_SECOND });
let operator: Page;
let panel: Page;

async function openPages(): Promise<void> {
	operator = await browser.open(`${csms.url}/operator`);
	await operator.getByLabel("Account").fill(FIRST_ACCOUNT);
	await operator.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await operator.getByRole("button", { name: "Sign in" }).click();
	await operator.getByRole("article", { name: "CP001" }).getByText("Connected", { exact: true }).waitFor();
	panel = await browser.open(simulator.panel);
	await panel.getByText("Accepted by the CSMS").waitFor();
}

const tile = () => operator.getByRole("region", { name: "CP001 Connector 1" });
const connector = () => panel.getByRole("region", { name: "Connector 1" });
/** The lock's motor takes its time after a session. */
const unlocked = () => connector().getByText("locked", { exact: true }).waitFor({ state: "detached" });
const present = async (idTag: string) => {
	await connector().getByRole("combobox", { name: "Card" }).fill(idTag);
	await connector().getByRole("button", { name: "Present" }).click();
};

describe("a session in the browser", () => {
	test("registering, accepting, plugging in, charging, stopping by the id, and the record of it", async () => {
		await openPages();
		const driver = await browser.open(csms.url, { width: PHONE });
		await driver.getByRole("textbox", { name: "Name" }).fill("Lin Mei-ling");
		await driver.getByRole("textbox", { name: "E-mail address" }).fill("mei@example.com");
		await driver.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await driver.getByLabel(/I agree/).check();
		await driver.getByRole("button", { name: "Register" }).click();
		const idTag = await driver.getByTestId("idTag").textContent();

		await present(idTag!);
		await operator.getByRole("link", { name: "Authorizations" }).click();
		await operator
			.getByRole("row", { name: new RegExp(idTag!) })
			.getByText("Nobody has registered")
			.waitFor();

		await operator.getByRole("link", { name: /Registrations/ }).click();
		await operator.getByRole("button", { name: "Accept Lin Mei-ling" }).click();
		await operator.getByRole("dialog").getByRole("button", { name: "Accept", exact: true }).click();
		await driver.getByText("Accepted: you may charge").waitFor();

		await operator.getByRole("link", { name: "Overview" }).click();
		await connector().getByRole("button", { name: "Plug in" }).click();
		await tile().getByText("Preparing").waitFor();
		await present(idTag!);
		await tile().getByText("Charging", { exact: true }).waitFor();
		await connector().getByRole("img", { name: "LED Charging: on" }).waitFor();
		await connector().getByText("closed", { exact: true }).waitFor();
		await tile()
			.getByText(/^2[012]\.\d\d kW$/)
			.waitFor();
		await tile().getByText(`${idTag} · Lin Mei-ling`).waitFor();
		await expect
			.poll(async () => (await tile().getByText(/kWh/).textContent())?.replace(/^0\.0+/, ""), {
				timeout: 8000,
			})
			.toMatch(/^[1-9]/);

		await present(idTag!);
		await tile().getByText("Finishing").waitFor();
		await unlocked();
		await connector().getByRole("button", { name: "Unplug" }).click();
		await tile().getByText("Available").waitFor();
		await operator.getByRole("link", { name: "Transactions" }).click();
		const row = operator.getByRole("row", { name: new RegExp(idTag!) });
		await row.getByText("Stopped at the charge point").waitFor();
		await row.getByText(/0\.0\d\d kWh/).waitFor();
	});

	test("the operator starts and stops remotely; unplugging ends a session too", async () => {
		await csms.rest("POST", "/id-tags", { idTag: "FLEET-7", user: "Fleet" });
		await openPages();
		await connector().getByRole("button", { name: "Plug in" }).click();
		await tile().getByText("Preparing").waitFor();
		await tile().getByRole("button", { name: "Start charging" }).click();
		await operator.getByRole("dialog").getByRole("combobox", { name: "Id" }).fill("FLEET-7");
		await operator.getByRole("dialog").getByRole("button", { name: "Send" }).click();
		await operator.getByText("Answer: Accepted").waitFor();
		await operator.keyboard.press("Escape");
		await tile().getByText("Charging", { exact: true }).waitFor();

		await tile().getByRole("button", { name: "Stop charging" }).click();
		await operator.getByRole("dialog").getByRole("button", { name: "Send" }).click();
		await operator.getByText("Answer: Accepted").waitFor();
		await operator.keyboard.press("Escape");
		await tile().getByText("Finishing").waitFor();
		await unlocked();
		await connector().getByRole("button", { name: "Unplug" }).click();
		await tile().getByText("Available").waitFor();

		await connector().getByRole("button", { name: "Plug in" }).click();
		await present("FLEET-7");
		await tile().getByText("Charging", { exact: true }).waitFor();
		await connector().getByRole("switch", { name: "Plugged into the vehicle" }).click({ force: true });
		await operator.getByRole("link", { name: "Transactions" }).click();
		await operator.getByText("Vehicle unplugged").waitFor();
		await operator.getByText("Stopped remotely").waitFor();
		await connector().getByRole("button", { name: "Present" }).waitFor();
		await connector()
			.getByRole("switch", { name: "Cable in the socket", checked: true })
			.click({ force: true });
		await connector().getByText("Available").waitFor();
	});

	test("a fault and a power cut are seen at both ends", async () => {
		await openPages();
		await connector().getByRole("combobox", { name: "Hardware fault" }).click();
		await panel.getByRole("option", { name: "GroundFailure" }).click();
		await connector().getByRole("button", { name: "Raise" }).click();
		await tile().getByText("Earth fault").waitFor();
		await connector().getByRole("img", { name: "LED Fault: on" }).waitFor();
		await connector().getByRole("button", { name: "Clear GroundFailure" }).click();
		await tile().getByText("Available").waitFor();

		await panel.getByRole("switch", { name: "Power" }).click({ force: true });
		await operator.getByRole("article", { name: "CP001" }).getByText("Not connected").waitFor();
		await panel.getByRole("switch", { name: "Power", checked: false }).click({ force: true });
		await operator.getByRole("article", { name: "CP001" }).getByText("Connected", { exact: true }).waitFor();
	});
});

describe.each([
	["en-US", "light", DESKTOP],
	["en-US", "dark", PHONE],
	["zh-TW", "light", PHONE],
	["zh-TW", "dark", DESKTOP],
] as const)("everybody can read the operator's pages (%s, %s, %i px)", (locale, colorScheme, width) => {
	test("with records of all kinds", async () => {
		for (const status of ["Pending", "Accepted"]) {
			const { body } = await csms.rest("POST", "/registrations", {
				name: `${status} ${locale} ${width}`,
				email: "reader@example.com",
			});
			if (status === "Accepted") await csms.rest("POST", `/registrations/${body.id}/accept`);
		}
		await csms.rest("POST", "/id-tags", {
			idTag: "EXPIRED",
			expiryDate: "2020-01-01T00:00:00Z",
			blocked: true,
		});
		if (!operator || operator.isClosed()) await openPages();
		const cookies = await operator.context().cookies();
		const page = await browser.open(`${csms.url}/operator`, { locale, colorScheme, width, cookies });
		const { body: users } = await csms.rest("GET", "/users");
		const { body: transactions } = await csms.rest("GET", "/transactions");
		const paths = [
			"",
			"/charge-points/CP001",
			"/charge-points/CP001/files",
			"/charge-points/CP001/messages",
			"/registrations",
			"/id-tags",
			"/id-tags?add=NEW",
			"/transactions",
			`/transactions/${transactions[0].transactionId}`,
			"/transactions/odd-stops",
			"/authorizations",
			"/statistics",
			"/reports",
			"/diagnoses",
			"/alarms",
			"/tariffs",
			"/charging-profiles",
			"/reservations",
			"/local-lists",
			"/firmware",
			"/logs",
			"/certificates",
			"/users",
			`/users/${users[0].userId}`,
			"/accounts",
			"/audit",
			"/tokens",
			"/system",
			"/account",
			"/settings",
		];
		for (const path of paths) {
			await page.goto(`${csms.url}/operator${path}`);
			await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
			await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
			await expectAccessible(page);
			await expectNoSidewaysScrolling(page);
		}
	}, 120_000);
});
