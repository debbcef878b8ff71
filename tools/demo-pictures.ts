import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { startCsms } from "../csms/start";
import { Chance } from "./demo/chance";
import { makeDrivers } from "./demo/drivers";
import { DRIVERS, demoCsms, fill } from "./demo/fill";
import { ACCOUNTS, SEED } from "./demo/half-year";

/** What is taken of the demo: the name of the picture, and the page. */
const OPERATOR = [
	["overview", "/operator"],
	["statistics", "/operator/statistics"],
	["diagnosis", "/operator/diagnoses"],
] as const;
const DRIVER = [["my-records", "/my/records"]] as const;

/** Milliseconds for what a page asks for and draws. */
const DRAWING = 4000;

/** Takes the pictures of the pages that need records, from half a year of the demo, in each language. */
export async function takeDemoPictures(browser: Browser, docs: string, fonts: string): Promise<void> {
	const folder = join(mkdtempSync(join(tmpdir(), "xs-evse-demo-")), "demo");
	await fill(folder);
	const csms = await startCsms(demoCsms(folder, 0));
	const [first] = makeDrivers(DRIVERS, new Chance(SEED));
	const driver = { account: first.email, password: ACCOUNTS.driverPassword };
	try {
		for (const [locale, suffix] of [
			["en-GB", ""],
			["zh-TW", ".zh-TW"],
		] as const) {
			const look = { locale, colorScheme: "light" } as const;
			const desktop = await browser.newContext({ ...look, viewport: { width: 1200, height: 800 } });
			const phone = await browser.newContext({
				...{ ...look, viewport: { width: 390, height: 700 }, deviceScaleFactor: 2 },
			});
			await signIn(desktop, csms.url, ACCOUNTS.administrator);
			await signIn(phone, csms.url, driver);
			for (const [name, path] of OPERATOR) {
				await take(await desktop.newPage(), csms.url + path, join(docs, `${name}${suffix}.png`), fonts);
			}
			for (const [name, path] of DRIVER) {
				await take(await phone.newPage(), csms.url + path, join(docs, `${name}${suffix}.png`), fonts);
			}
		}
	} finally {
		await csms.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function signIn(context: BrowserContext, url: string, data: object): Promise<void> {
	const answer = await context.request.post(`${url}/api/v1/session`, { data, headers: { origin: url } });
	if (!answer.ok()) throw new Error(`Nobody is let in for the pictures: ${await answer.text()}`);
}

async function take(page: Page, url: string, path: string, fonts: string): Promise<void> {
	await page.goto(url);
	await page.addStyleTag({ content: fonts });
	await page.waitForTimeout(DRAWING);
	await page.screenshot({ path, animations: "disabled" });
	console.log(path);
}
