import { readFileSync } from "node:fs";
import type { Download, Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { daysOf, todayIn } from "../../csms/pages/operator/reports/periods";
import { newAccount } from "../csms/accounts-of-tests";
import { boot } from "../csms/charge-point-peer";
import { readCsv, readPdf } from "../csms/report-files";
import { PASSWORD, shareCsms } from "../csms/running-csms";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { shareOperator } from "./operator";

// A thread that makes PDFs takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const csms = shareCsms();
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);
/** Noon of the first day of last month. */
let start: number;

beforeAll(async () => {
	await csms.rest("PATCH", "/settings", { timeZone: "Asia/Taipei", cpoName: "喆能充電" });
	const { from } = daysOf("lastMonth", todayIn("Asia/Taipei"));
	start = Date.parse(`${from}T12:00:00+08:00`);
});

async function charge(): Promise<void> {
	await csms.rest("POST", "/id-tags", { idTag: "REP-1", user: "王小明" });
	const peer = await boot(csms.ocpp, "REP");
	const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
	const begin = { connectorId: 1, idTag: "REP-1", meterStart: 0, timestamp: at(0) };
	const [, , { transactionId }] = await peer.call("StartTransaction", begin);
	await peer.call("StopTransaction", { transactionId, meterStop: 7250, timestamp: at(60) });
}

async function downloaded(
	page: Page,
	press: () => Promise<void>,
): Promise<{ file: Download; bytes: Buffer }> {
	const coming = page.waitForEvent("download", { timeout: 60_000 });
	await press();
	const file = await coming;
	return { file, bytes: readFileSync(await file.path()) };
}

describe("downloading", () => {
	test("last month's sessions as CSV and as PDF in Chinese", async () => {
		await charge();
		const page = await open("/operator/reports");
		await page.getByText("CSV", { exact: true }).click();
		const press = () => page.getByRole("button", { name: "Download" }).click();
		const csv = await downloaded(page, press);
		const { from, to } = daysOf("lastMonth", todayIn("Asia/Taipei"));
		expect(csv.file.suggestedFilename()).toBe(`transactions-${from}-${to}.csv`);
		const [, row, sum] = readCsv(csv.bytes);
		expect(row[4]).toBe("王小明");
		expect([sum[0], sum[11]]).toEqual(["Total", "7.250"]);

		await page.getByText("PDF", { exact: true }).click();
		await page.getByRole("combobox", { name: "Language" }).click();
		await page.getByRole("option", { name: "繁體中文" }).click();
		const pdf = await downloaded(page, press);
		expect((await readPdf(pdf.bytes))[0]).toContain("充電紀錄");
	});

	test("a period that ends before it begins is said beside the field", async () => {
		const page = await open("/operator/reports");
		await page.getByLabel("Last day").fill("2020-01-01");
		await page.keyboard.press("Tab");
		await page.getByRole("button", { name: "Download" }).click();
		await page.getByText("The last day is before the first").waitFor();
	});
});

describe("schedules", () => {
	test("entering, trying at once, the file, pausing, changing and deleting", async () => {
		const page = await open("/operator/reports");
		await page.getByText("No report is scheduled").waitFor();
		await page.getByRole("button", { name: "Schedule a report" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("At", { exact: true }).fill("05:30");
		await dialog.getByText("CSV", { exact: true }).click();
		await dialog.getByRole("combobox", { name: "Sent to" }).fill("boss@example.com");
		await page.keyboard.press("Enter");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
		const row = page.getByRole("table", { name: "Scheduled reports" }).getByRole("row").nth(1);
		await row.getByText("On the 1st at 05:30, about the month before").waitFor();
		await row.getByText("boss@example.com").waitFor();

		await row.getByRole("button", { name: "Make Sessions now" }).click();
		const made = page.getByRole("table", { name: "Made by schedule" }).getByRole("row").nth(1);
		await made.getByText("It was not sent: no mail server is set up.").waitFor({ timeout: 30_000 });
		const { file } = await downloaded(page, () => made.getByRole("link", { name: /CSV/ }).click());
		expect(file.suggestedFilename()).toMatch(/^transactions-.*\.csv$/);

		await row.getByRole("switch").click({ force: true });
		await row.getByText("Paused").waitFor();
		await row.getByRole("button", { name: "Change Sessions" }).click();
		await dialog.getByRole("combobox", { name: "How often" }).click();
		await page.getByRole("option", { name: "Daily" }).click();
		await dialog.getByRole("button", { name: "Save" }).click();
		await row.getByText("Every day at 05:30, about the day before").waitFor();
		await row.getByRole("button", { name: "Delete Sessions" }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await page.getByText("No report is scheduled").waitFor();
	});

	test("whoever may only read downloads, and is told why nothing can be scheduled", async () => {
		const { account } = await newAccount(csms, "read-only", "reader");
		const page = await browser.open(`${csms.url}/operator/reports`);
		await page.getByLabel("Account").fill(account);
		await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await page.keyboard.press("Enter");
		await page.getByRole("button", { name: "Download" }).waitFor();
		expect(await page.getByRole("button", { name: "Schedule a report" }).count()).toBe(0);
		await page
			.getByRole("region", { name: "Scheduled reports" })
			.getByText(/operator/i)
			.waitFor();
	});
});

test.each([
	["en-US", "light", PHONE],
	["zh-TW", "dark", PHONE],
	["zh-TW", "light", DESKTOP],
	["en-US", "dark", DESKTOP],
] as const)("the page can be read by everybody (%s, %s, %i px)", async (locale, colorScheme, width) => {
	const { body } = await csms.rest("POST", "/report-schedules", {
		kind: "billing",
		format: "xlsx",
		language: "zh-TW",
		rhythm: "weekly",
		time: "06:00",
		recipients: ["boss@example.com"],
	});
	await csms.rest("POST", `/report-schedules/${body.id}/runs`);
	const page = await open("/operator/reports", { locale, colorScheme, width });
	await page.getByRole("table").nth(1).waitFor();
	await expectNoSidewaysScrolling(page);
	await expectAccessible(page);
	if (process.env.PICTURES) {
		await page.screenshot({
			path: `${process.env.PICTURES}/${locale}-${colorScheme}-${width}.png`,
			fullPage: true,
		});
	}
	await page.getByRole("button", { name: /Schedule a report|新增定期報表/ }).click();
	await page
		.getByRole("dialog")
		.getByRole("button", { name: /Save|儲存/ })
		.waitFor();
	await expectAccessible(page);
	if (process.env.PICTURES) {
		await page.screenshot({ path: `${process.env.PICTURES}/${locale}-${colorScheme}-${width}-form.png` });
	}
});
