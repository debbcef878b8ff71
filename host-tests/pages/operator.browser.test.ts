import { describe, expect, test } from "vitest";
import { FIRST_ACCOUNT } from "../../csms/start";
import { boot } from "../csms/charge-point-peer";
import { PASSWORD, runCsms, shareCsms, temporaryFolder } from "../csms/running-csms";
import { shareBrowser } from "./browser";
import { startTransaction, tellMeterValues, tellStatus } from "./charging";
import { shareOperator } from "./operator";

const csms = shareCsms();
const browser = shareBrowser();
const { signIn, open } = shareOperator(csms, browser);

async function addId(idTag: string, more: object = {}): Promise<void> {
	await csms.rest("POST", "/id-tags", { idTag, ...more });
}

describe("signing in", () => {
	test("a wrong password is told; the right one leads on to the page that was asked for", async () => {
		const page = await browser.open(`${csms.url}/operator/settings`);
		await page.getByLabel("Account").fill(FIRST_ACCOUNT);
		await page.getByRole("textbox", { name: "Password" }).fill("wrong");
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByText("Account or password is wrong").waitFor();
		await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
	});

	test("who has signed out sees nothing more", async () => {
		const page = await signIn(csms.url);
		await page.getByRole("button", { name: "Sign out" }).click();
		await page.getByRole("heading", { name: "Sign in" }).waitFor();
		await page.goto(`${csms.url}/operator/transactions`);
		await page.getByRole("heading", { name: "Sign in" }).waitFor();
	});
});

describe("the overview follows without reloading", () => {
	test("a charge point connects, charges, has a fault and goes", async () => {
		await addId("LIVE", { user: "Live Driver" });
		const page = await open();
		const peer = await boot(csms.ocpp, "LIVE-1");
		const tile = page.getByRole("article", { name: "LIVE-1" });
		await tile.getByText("Connected", { exact: true }).waitFor();
		await tile.getByText("Vendor Model").waitFor();

		await tellStatus(peer, 1, "Available");
		const connector = tile.getByRole("region", { name: "LIVE-1 Connector 1" });
		await connector.getByText("Available").waitFor();
		const transactionId = await startTransaction(peer, "LIVE");
		await tellStatus(peer, 1, "Charging");
		await connector.getByText("Charging", { exact: true }).waitFor();
		await connector.getByText("LIVE · Live Driver").waitFor();
		await tellMeterValues(peer, transactionId, 1250, 11_040);
		await connector.getByText("0.250 kWh").waitFor();
		await connector.getByText("11.04 kW").waitFor();

		const stop = { transactionId, meterStop: 1400, timestamp: new Date().toISOString() };
		await peer.call("StopTransaction", stop);
		await connector.getByRole("button", { name: "Stop charging" }).waitFor({ state: "detached" });
		await tellStatus(peer, 1, "Faulted", "GroundFailure");
		await connector.getByText("Earth fault").waitFor();
		expect(await connector.getByRole("button", { name: "Start charging" }).isDisabled()).toBe(true);
		peer.close();
		await tile.getByText("Not connected").waitFor();
	});

	test("a registration is counted in the menu and accepted there", async () => {
		const page = await open();
		const { body } = await csms.rest("POST", "/registrations", { name: "王小明", email: "ming@example.com" });
		await page.getByLabel("1 registration waits").waitFor();
		await page.getByRole("link", { name: /Registrations/ }).click();
		await page
			.getByRole("row", { name: /ming@example.com/ })
			.getByText(body.idTag)
			.waitFor();
		await page.getByRole("button", { name: "Accept 王小明" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Accept", exact: true }).click();
		await page.getByText("No registration here").waitFor();
		await page.getByLabel("1 registration waits").waitFor({ state: "detached" });
		expect((await csms.rest("GET", `/id-tags/${body.idTag}`)).body.user).toBe("王小明");
	});

	test("the CSMS goes away and comes back", async () => {
		const data = temporaryFolder();
		const first = await runCsms({ data });
		const page = await signIn(first.url);
		await first.stop();
		await page.getByText("The system does not answer").first().waitFor();
		const second = await runCsms({ data, port: Number(new URL(first.url).port) });
		await boot(second.ocpp, "AFTER-1");
		await page.getByRole("article", { name: "AFTER-1" }).waitFor({ timeout: 15_000 });
		await page.getByText("The system does not answer").first().waitFor({ state: "detached" });
	});
});

describe("ids", () => {
	test("adding, changing, blocking and deleting", async () => {
		const page = await open("/operator/id-tags");
		await page.getByRole("button", { name: "Add an id" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.getByText("not empty").waitFor();
		await dialog.getByLabel("Id", { exact: false }).first().fill("NEW-ID");
		await dialog.getByLabel("Whose").fill("Somebody New");
		await dialog.getByLabel("Group").fill("FLEET");
		await dialog.getByLabel("Valid until").fill("2030-01-31");
		await dialog.getByLabel("Valid until").press("Tab");
		await dialog.getByLabel("Until what time").fill("12:00");
		await dialog.getByLabel("Any number of sessions at once").check();
		await dialog.getByRole("button", { name: "Save" }).click();
		const row = page.getByRole("row", { name: /NEW-ID/ });
		await row.getByText("Jan 31, 2030, 12:00").waitFor();
		const read = async () => (await csms.rest("GET", "/id-tags/NEW-ID")).body;
		expect(await read()).toMatchObject({
			user: "Somebody New",
			parentIdTag: "FLEET",
			expiryDate: new Date("2030-01-31T12:00").toISOString(),
			maxActiveTransactions: null,
			blocked: false,
		});

		await dialog.waitFor({ state: "detached" });
		await row.getByRole("switch", { name: "Block NEW-ID" }).click({ force: true });
		await expect.poll(async () => (await read()).blocked).toBe(true);
		await row.getByRole("button", { name: "Change NEW-ID" }).click();
		await dialog.getByLabel("Whose").fill("");
		await dialog.getByLabel("Any number of sessions at once").uncheck();
		await dialog.getByRole("textbox", { name: "Sessions at once" }).fill("3");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
		expect(await read()).toMatchObject({ user: null, maxActiveTransactions: 3, blocked: true });

		await row.getByRole("button", { name: "Delete NEW-ID" }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await row.waitFor({ state: "detached" });
		expect((await csms.rest("GET", "/id-tags/NEW-ID")).status).toBe(404);
	});

	test("a refused id is seen among the authorizations, and is added from there", async () => {
		const peer = await boot(csms.ocpp, "REFUSE-1");
		const page = await open("/operator/authorizations");
		await peer.call("Authorize", { idTag: "F00DCAFE" });
		const row = page.getByRole("row", { name: /F00DCAFE/ });
		await row.getByText("Nobody has registered this id").waitFor();
		await row.getByRole("link", { name: "Add this id" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByRole("row", { name: /F00DCAFE/ }).waitFor();
		const [, , { idTagInfo }] = await peer.call("Authorize", { idTag: "F00DCAFE" });
		expect(idTagInfo.status).toBe("Accepted");
	});
});

describe("transactions", () => {
	test("the list and one transaction live, from start to stop", async () => {
		await addId("TABLE");
		const peer = await boot(csms.ocpp, "TX-1");
		const page = await open("/operator/transactions");
		const transactionId = await startTransaction(peer, "TABLE");
		const row = page.getByRole("row", { name: /TABLE/ });
		await row.getByText("Running").waitFor();
		await tellMeterValues(peer, transactionId, 1100, 11_000, Date.now() - 60_000);
		await row.getByText("0.100 kWh").waitFor();
		await row.getByRole("link", { name: String(transactionId), exact: true }).click();

		await page.getByRole("heading", { name: `Transaction ${transactionId}` }).waitFor();
		await page.getByText("The chart appears with the second meter value.").waitFor();
		await tellMeterValues(peer, transactionId, 1300, 9_000);
		await page.locator(".recharts-surface path.recharts-area-curve").first().waitFor();
		const table = page.getByRole("table", { name: "Meter values" });
		await table.getByRole("row", { name: /1300/ }).getByText("9000").waitFor();
		expect(await table.getByRole("columnheader").allInnerTexts()).toEqual([
			"Time",
			"Current L1 (A)",
			"Energy register (Wh)",
			"Power (W)",
			"Occasion",
		]);

		const timestamp = new Date().toISOString();
		await peer.call("StopTransaction", {
			transactionId,
			meterStop: 1500,
			timestamp,
			reason: "EVDisconnected",
		});
		await page.getByText("Vehicle unplugged").waitFor();
		await page.getByText("0.500 kWh").waitFor();
		await page.getByRole("button", { name: "Stop charging" }).waitFor({ state: "detached" });
	});

	test("the filters choose, and a running one stands before ended ones", async () => {
		await addId("FIRST", { maxActiveTransactions: null });
		const peer = await boot(csms.ocpp, "TX-2");
		const running = await startTransaction(peer, "FIRST");
		const ended = await startTransaction(peer, "FIRST", 2);
		const timestamp = new Date().toISOString();
		await peer.call("StopTransaction", { transactionId: ended, meterStop: 1000, timestamp });
		const page = await open("/operator/transactions");
		await page.getByRole("textbox", { name: "Id" }).fill("first");
		const numbers = () => page.getByRole("table").getByRole("link", { name: /^\d+$/ }).allInnerTexts();
		await expect.poll(numbers).toEqual([String(running), String(ended)]);
		await page.getByText("Ended", { exact: true }).click();
		await expect.poll(numbers).toEqual([String(ended)]);
		await page.getByLabel("Started from").fill("2100-01-01");
		await page.getByLabel("Started from").press("Tab");
		await page.getByText("No transaction here").waitFor();
	});

	test("a transaction that is not there", async () => {
		const page = await open("/operator/transactions/999999");
		await page.getByRole("heading", { name: "There is no such page" }).waitFor();
	});
});

test("accepting registrations at once is a setting", async () => {
	const page = await open("/operator/settings");
	const setting = page.getByRole("switch", { name: "Accept registrations at once" });
	expect(await setting.isChecked()).toBe(false);
	await setting.click({ force: true });
	await expect.poll(async () => (await csms.rest("GET", "/settings")).body.acceptRegistrations).toBe(true);
	await expect.poll(() => setting.isEnabled()).toBe(true);
	await setting.click({ force: true });
	await expect.poll(async () => (await csms.rest("GET", "/settings")).body.acceptRegistrations).toBe(false);
});
