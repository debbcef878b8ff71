import { beforeAll, expect, test } from "vitest";
import { boot } from "../csms/charge-point-peer";
import { shareCsms } from "../csms/running-csms";
import { expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { shareOperator } from "./operator";

const csms = shareCsms({ statisticsAge: 0 });
const { open } = shareOperator(csms, shareBrowser());

/** Charges so many Wh in half an hour that ended a minute ago. */
async function charge(identity: string, energyWh: number): Promise<void> {
	const peer = await boot(csms.ocpp, identity);
	const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
	const start = { connectorId: 1, idTag: "CARD", meterStart: 0, timestamp: at(31) };
	await peer.call("StatusNotification", { connectorId: 1, status: "Available", errorCode: "NoError" });
	const [, , { transactionId }] = await peer.call("StartTransaction", start);
	await peer.call("StopTransaction", { transactionId, meterStop: energyWh, timestamp: at(1) });
}

beforeAll(async () => {
	await csms.rest("POST", "/id-tags", { idTag: "CARD" });
	await csms.rest("POST", "/tariffs", { validFrom: "2020-01-01T00:00:00Z", pricePerKwh: "10" });
});

test("statistics add up a period, by charge point, down to the sessions behind a figure", {
	timeout: 60_000,
}, async () => {
	await charge("STAT-1", 5000);
	await charge("STAT-2", 7500);
	const page = await open("/operator/statistics?by=charge-point");
	await page.getByRole("button", { name: "Energy 12.50 kWh" }).waitFor();
	await page.getByRole("button", { name: "Cost NT$125" }).waitFor();
	const groups = page.getByRole("table", { name: "Figures by charge point" });
	await groups.getByRole("row", { name: "Show STAT-2 alone 7.500 kWh" }).waitFor();
	await expectAccessible(page);

	await page.getByRole("button", { name: "Show STAT-1 alone" }).click();
	await page.getByText("Only STAT-1").waitFor();
	await page.getByRole("button", { name: "Energy 5.000 kWh" }).waitFor();
	await page
		.getByRole("table", { name: "Figures over time" })
		.getByRole("link", { name: "1" })
		.first()
		.click();
	await page.getByRole("heading", { level: 1, name: "Sessions of" }).waitFor();
	const sessions = page.getByRole("table", { name: "Transactions" });
	expect(await sessions.getByRole("row").count()).toBe(2);
	await sessions.getByRole("row", { name: "5.000 kWh NT$50" }).waitFor();
	await expectAccessible(page);
});

test("on a phone, in Chinese and in the dark the figures fit, and the table waits to be asked for", async () => {
	const page = await open("/operator/statistics", { width: PHONE, locale: "zh-TW", colorScheme: "dark" });
	await page.getByRole("heading", { level: 1, name: "統計" }).waitFor();
	await page.getByRole("button", { name: "電量 12.50 kWh" }).waitFor();
	expect(await page.getByRole("table").count()).toBe(0);
	await page.getByRole("button", { name: "以表格顯示相同數據" }).click();
	await page.getByRole("table", { name: "各時段數據" }).waitFor();
	await expectNoSidewaysScrolling(page);
	await expectAccessible(page);
});

test("an administrator enters a tariff with other prices at some times, and removes it before it begins", async () => {
	const page = await open("/operator/tariffs");
	await page.getByText("In force now").waitFor();
	await page.getByRole("button", { name: "Enter a new tariff" }).click();
	const form = page.getByRole("dialog");
	await form.getByLabel("Per kWh").fill("eight");
	await form.getByRole("button", { name: "Save" }).click();
	await form.getByText("A number of at most 6 decimals").waitFor();
	await form.getByLabel("Per kWh").fill("8.5");
	await form.getByRole("button", { name: "Other prices at some times" }).click();
	await form.getByRole("group", { name: "Times 1" }).getByLabel("Per kWh").fill("11");
	await expectAccessible(page);
	await form.getByRole("button", { name: "Save" }).click();
	await form.waitFor({ state: "detached" });
	await page.getByText("Mon–Fri 16:00–22:00").waitFor();
	const { body } = await csms.rest("GET", "/tariffs");
	expect(body[0]).toMatchObject({
		pricePerKwh: "8.5",
		windows: [{ pricePerKwh: "11", weekdays: [1, 2, 3, 4, 5] }],
	});
	await expectAccessible(page);

	const validFrom = new Date(Date.now() + 24 * 3600_000).toISOString();
	await csms.rest("POST", "/tariffs", { validFrom, pricePerKwh: "9" });
	await page.reload();
	await page.getByText("Begins later").waitFor();
	await page.getByRole("button", { name: "Remove this tariff" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await page.getByText("Begins later").waitFor({ state: "detached" });
});

test("an administrator chooses the site's time zone", async () => {
	const page = await open("/operator/settings");
	const zone = page.getByRole("combobox", { name: "Time zone" });
	await zone.fill("Asia/Taipei");
	await page.getByRole("option", { name: "Asia/Taipei" }).click();
	await page.getByRole("region", { name: "Site" }).getByRole("button", { name: "Save" }).click();
	await expect.poll(async () => (await csms.rest("GET", "/settings")).body.timeZone).toBe("Asia/Taipei");
	await expectAccessible(page);
});
