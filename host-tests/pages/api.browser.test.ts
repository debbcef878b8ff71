import { expect, test } from "vitest";
import { shareCsms, TOKEN } from "../csms/running-csms";
import { expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";

const csms = shareCsms();
const browser = shareBrowser();

test("a call can be tried on the page of the API with a token, under the strict content policy", async () => {
	const page = await browser.open(`${csms.url}/api`);
	await page.getByRole("heading", { level: 1, name: /CSMS/ }).waitFor();
	await page.getByRole("button", { name: "Authorize", exact: true }).click();
	await page.getByLabel("auth-bearer-value").fill(TOKEN);
	await page.getByRole("button", { name: "Apply credentials" }).first().click();
	await page.getByRole("button", { name: "Close", exact: true }).first().click();

	await page.getByRole("heading", { name: /^id-tags/ }).click();
	await page.getByRole("button", { name: "POST /api/v1/id-tags Add" }).click();
	await page.getByRole("button", { name: "Try it out" }).click();
	await page.locator("textarea.body-param__text").fill('{ "idTag": "TRIED" }');
	await page.getByRole("button", { name: "Execute" }).click();
	await page.locator(".live-responses-table .response", { hasText: "201" }).waitFor();
	expect((await csms.rest("GET", "/id-tags/TRIED")).body.idTag).toBe("TRIED");
});

test("the page of the API fits a phone", async () => {
	const page = await browser.open(`${csms.url}/api`, { width: PHONE });
	await page.getByRole("heading", { name: /^id-tags/ }).waitFor();
	await expectNoSidewaysScrolling(page);
});
