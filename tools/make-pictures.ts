import "./node-version";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command } from "commander";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { FIRST_ACCOUNT, startCsms } from "../csms/start";
import { texts as csmsEn } from "../csms/texts/en/catalogue";
import { texts as csmsZhTw } from "../csms/texts/zh-TW/catalogue";
import panelEn from "../simulator/panel/texts/en.json" with { type: "json" };
import panelZhTw from "../simulator/panel/texts/zh-TW.json" with { type: "json" };
import { startSimulator } from "../simulator/simulator";
import { buildPages } from "./build-pages";
import { findChromium } from "./chromium";
import { takeDemoPictures } from "./demo-pictures";
import { LIVELY } from "./lively";
import { takeSetupPictures } from "./setup-pictures";

/**
 * `npm run pictures`: takes the pictures of `docs/` from the real pages, in each language: a board's set-up, half a
 * year of the demo, and a driver's session. It lasts about eight minutes; the name of a part takes that alone. The
 * machine needs a font with Chinese. Look at what has changed before committing it.
 */

const PARTS = ["set-up", "demo", "session"] as const;
const [parts] = new Command("npm run pictures")
	.description("Takes the pictures of docs/ in Chromium; eight minutes for all of them.")
	.addArgument(new Argument("[PARTS...]", "which").choices(PARTS).default(PARTS))
	.parse().processedArgs as [readonly (typeof PARTS)[number][]];

const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));

/** Seconds of charging until the panel's picture: the first sample is in the log of messages then. */
const FIRST_SAMPLE = 16;
/** Seconds until the vehicle draws less, and until the chart has its picture. */
const FULL = 70;
const LESS = 60;
/** Amperes per phase by which it draws less. */
const LESS_BY = 16;

/** A browser without a desktop has no system font: one of those that the readers' desktops have. */
const FONTS =
	':root { --mantine-font-family: Roboto, "Noto Sans", "Noto Sans CJK TC", sans-serif !important; ' +
	"--mantine-font-family-headings: var(--mantine-font-family) !important }";

interface Teller {
	locale: string;
	/** Of the environment: what the simulated charge point's screen speaks. */
	language: string;
	/** Between the name of a picture and its ending. */
	suffix: string;
	csms: typeof csmsEn | typeof csmsZhTw;
	panel: typeof panelEn | typeof panelZhTw;
	name: string;
	email: string;
	idTag: string;
}

const TELLERS: readonly Teller[] = [
	{
		...{ locale: "en-GB", language: "en_GB.UTF-8", suffix: "", csms: csmsEn, panel: panelEn },
		...{ name: "Ada Lin", email: "ada@example.com", idTag: "04A2B9C1D25E80" },
	},
	{
		...{ locale: "zh-TW", language: "zh_TW.UTF-8", suffix: ".zh-TW", csms: csmsZhTw, panel: panelZhTw },
		...{ name: "林雅文", email: "yawen@example.com", idTag: "04A2B9C1D25E80" },
	},
];

/** A CSMS and a charge point with nothing in them. */
interface System {
	csms: string;
	panel: string;
	/** Of the operator. */
	password: string;
	stop(): Promise<void>;
}

async function startSystem(language: string): Promise<System> {
	const data = mkdtempSync(join(tmpdir(), "xs-evse-pictures-"));
	const password = randomUUID();
	const csms = await startCsms({
		...{ host: "127.0.0.1", port: 0, data: join(data, "csms"), adminPassword: password },
		...{ acceptUnknown: true, acceptRegistrations: true },
	});
	process.env.LC_ALL = language;
	const simulator = await startSimulator({
		...{ csms: csms.ocpp, panel: 0, data: join(data, "CP001"), set: LIVELY, log: () => {} },
	});
	const stop = async () => {
		await simulator.close();
		await csms.stop();
		rmSync(data, { recursive: true, force: true });
	};
	return { csms: csms.url, panel: simulator.panel, password, stop };
}

async function tell(browser: Browser, teller: Teller, system: System): Promise<void> {
	const { locale, suffix, csms: words, panel: panelWords } = teller;
	// The pages allow no styles but their own.
	const look = { locale, colorScheme: "light", bypassCSP: true } as const;
	const phone = await browser.newContext({
		...{ ...look, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
	});
	const desktop = await browser.newContext({ ...look, viewport: { width: 1200, height: 730 } });

	const driver = await open(phone, system.csms);
	await field(driver, words.registration.name).fill(teller.name);
	await field(driver, words.registration.email).fill(teller.email);
	await field(driver, words.registration.idTag).fill(teller.idTag);
	await driver.locator('input[type="password"]').fill(randomUUID());
	await driver.getByRole("checkbox").check();
	await driver.evaluate("scrollTo(0, 0)");
	await take(driver, `register${suffix}`);
	await button(driver, words.registration.submit).click();
	await driver.locator('[data-status="Accepted"]').waitFor();

	const panel = await open(desktop, system.panel);
	await panel.getByPlaceholder(panelWords.reader.placeholder).fill(teller.idTag);
	await button(panel, panelWords.reader.present).click();
	await button(panel, panelWords.connector.plugIn).click();
	const charging = panelWords.hardware.ledOn.replace("{{name}}", panelWords.led.charging);
	await panel.getByRole("img", { name: charging }).waitFor();
	await panel.waitForTimeout(FIRST_SAMPLE * 1000);
	await take(panel, `panel${suffix}`);

	const operator = await open(desktop, `${system.csms}/operator`);
	await field(operator, words.signIn.account).fill(FIRST_ACCOUNT);
	await operator.locator('input[type="password"]').fill(system.password);
	await button(operator, words.signIn.submit).click();
	await operator.getByRole("link", { name: words.session.transaction.replace("{{id}}", "1") }).click();
	await panel.waitForTimeout((FULL - FIRST_SAMPLE) * 1000);
	for (let step = 0; step < LESS_BY; step++) await panel.getByRole("slider").press("ArrowLeft");
	await panel.waitForTimeout(LESS * 1000);
	await take(operator, `csms${suffix}`);
}

async function open(context: BrowserContext, url: string): Promise<Page> {
	const page = await context.newPage();
	await page.goto(url);
	await page.addStyleTag({ content: FONTS });
	return page;
}

function field(page: Page, name: string): Locator {
	return page.getByRole("textbox", { name, exact: true });
}

function button(page: Page, name: string): Locator {
	return page.getByRole("button", { name, exact: true });
}

async function take(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: join(DOCS, `${name}.png`), animations: "disabled" });
	console.log(`docs/${name}.png`);
}

const executablePath = findChromium();
if (executablePath === undefined) {
	console.error(
		"The pictures need Chromium, and there is none on this machine; install one " +
			"(Debian: apt-get install chromium) or name one in CHROMIUM.",
	);
	process.exitCode = 1;
} else {
	console.log(await buildPages());
	const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
	const systems: System[] = [];
	try {
		if (parts.includes("set-up")) await takeSetupPictures(browser, DOCS);
		if (parts.includes("demo")) await takeDemoPictures(browser, DOCS, FONTS);
		if (parts.includes("session")) {
			// One after the other, for the language is one of this process.
			for (const teller of TELLERS) systems.push(await startSystem(teller.language));
			await Promise.all(TELLERS.map((teller, i) => tell(browser, teller, systems[i])));
		}
	} finally {
		await browser.close();
		for (const { stop } of systems) await stop();
	}
	// After a browser, Node.js 20 may wait for ever for what is left of its handles.
	process.exit();
}
