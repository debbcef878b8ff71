import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { startCsms } from "../csms/start";
import { LivingSite } from "./demo/alive";
import { Chance } from "./demo/chance";
import { makeDrivers } from "./demo/drivers";
import { DRIVERS, demoCsms, fill } from "./demo/fill";
import { ACCOUNTS, SEED } from "./demo/half-year";

/** What is taken of the demo: the name of the picture, the page, and for operators the height of the window. */
const OPERATOR = [
	["overview", "/operator", 1060],
	["statistics", "/operator/statistics", 940],
] as const;
const DRIVER = [
	["charging", "/my"],
	["records", "/my/records"],
] as const;

/** Pictures that no page in Chinese shows. */
const ENGLISH_ALONE: readonly string[] = ["statistics", "records"];

/** Who charges in the pictures: at which connector, by which of the drivers, and how many amperes a phase. */
const VISITS = [
	["SITE-A1", 1, 0, 16],
	["SITE-A4", 2, 1, 10],
	["SITE-B1", 1, 2, 13],
	["SITE-B4", 1, 3, 16],
	["SITE-C1", 1, 4, 32],
] as const;
/** Milliseconds that they charge until the pictures. */
const CHARGING = 150_000;
/** Milliseconds for what a page begins to ask for, and again for what it draws of the answers. */
const DRAWING = 2000;
/** What stands where something is still to come. */
const WAITING = ".mantine-Loader-root, .mantine-Skeleton-root";

/** Takes the pictures of the pages that need records, from half a year of the demo, in each language. */
export async function takeDemoPictures(browser: Browser, docs: string, fonts: string): Promise<void> {
	const folder = join(mkdtempSync(join(tmpdir(), "xs-evse-demo-")), "demo");
	try {
		await fill(folder);
		await pictureDemo(browser, folder, docs, fonts);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function pictureDemo(browser: Browser, folder: string, docs: string, fonts: string): Promise<void> {
	const drivers = makeDrivers(DRIVERS, new Chance(SEED));
	const csms = await startCsms(demoCsms(folder, 0));
	const site = await LivingSite.start(csms.ocpp, folder, () => {});
	try {
		for (const [identity, connector, driver, demandA] of VISITS)
			await site.plugIn(identity, connector, drivers[driver].idTag, demandA);
		await new Promise((resolve) => setTimeout(resolve, CHARGING));
		for (const [locale, suffix] of [
			["en-GB", ""],
			["zh-TW", ".zh-TW"],
		] as const) {
			// The pages allow no styles but their own.
			const look = { locale, colorScheme: "light", bypassCSP: true } as const;
			const desktop = await browser.newContext({ ...look, viewport: { width: 1200, height: 800 } });
			const phone = await browser.newContext({
				...{ ...look, viewport: { width: 390, height: 700 }, deviceScaleFactor: 2 },
			});
			await signIn(desktop, csms.url, ACCOUNTS.administrator);
			await signIn(phone, csms.url, { account: drivers[0].email, password: ACCOUNTS.driverPassword });
			const worst = await worstDiagnosis(desktop, csms.url);
			const wanted = ([name]: readonly [string, ...unknown[]]) =>
				suffix === "" || !ENGLISH_ALONE.includes(name);
			for (const [name, path, height] of [...OPERATOR, ["diagnosis", worst, 800] as const].filter(wanted)) {
				const page = await desktop.newPage();
				await page.setViewportSize({ width: 1200, height });
				await take(page, csms.url + path, join(docs, `${name}${suffix}.png`), fonts);
			}
			for (const [name, path] of DRIVER.filter(wanted))
				await take(await phone.newPage(), csms.url + path, join(docs, `${name}${suffix}.png`), fonts);
			await desktop.close();
			await phone.close();
		}
	} finally {
		await site.close();
		await csms.stop();
	}
}

/** Where the fault that has lasted longest has its page. */
async function worstDiagnosis(context: BrowserContext, url: string): Promise<string> {
	const answer = await context.request.get(`${url}/api/v1/diagnoses?open=true&limit=1000`);
	const open = (await answer.json()) as { id: number; severity: string; since: string }[];
	const [worst] = open
		.filter(({ severity }) => severity === "fault")
		.sort((a, b) => a.since.localeCompare(b.since));
	return `/operator/diagnoses/${worst.id}`;
}

async function signIn(context: BrowserContext, url: string, data: object): Promise<void> {
	const answer = await context.request.post(`${url}/api/v1/session`, { data, headers: { origin: url } });
	if (!answer.ok()) throw new Error(`Nobody is let in for the pictures: ${await answer.text()}`);
}

async function take(page: Page, url: string, path: string, fonts: string): Promise<void> {
	await page.goto(url);
	await page.addStyleTag({ content: fonts });
	await page.waitForTimeout(DRAWING);
	await page.waitForFunction((waiting) => !document.querySelector(waiting), WAITING, { timeout: 60_000 });
	await page.waitForTimeout(DRAWING);
	await page.screenshot({ path, animations: "disabled" });
	console.log(path);
}
