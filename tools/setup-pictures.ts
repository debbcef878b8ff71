import { join } from "node:path";
import type { Browser } from "playwright-core";
import { SetupServer } from "../modules/setup/setup-server";
import { nodeListen } from "../simulator/node/listener";
import { processTimers } from "../simulator/node/timers";

/** The languages of the page, with what stands between the name of a picture and its ending. */
const LOCALES = [
	["en-GB", ""],
	["zh-TW", ".zh-TW"],
] as const;

/** Takes the pictures of the set-up page of a new board, as a phone shows it. */
export async function takeSetupPictures(browser: Browser, folder: string): Promise<void> {
	const server = new SetupServer({
		...{ timers: processTimers, listen: nodeListen, port: 0, host: "127.0.0.1" },
		settings: { ssid: "", password: "", csms: "", id: "", key: "", language: "en" },
		networks: [],
		save: () => undefined,
	});
	// A listener of Node.js knows its port only then.
	await new Promise((resolve) => setImmediate(resolve));
	try {
		for (const [locale, suffix] of LOCALES) {
			const context = await browser.newContext({
				...{ locale, colorScheme: "light", viewport: { width: 390, height: 760 } },
			});
			const page = await context.newPage();
			await page.goto(server.url);
			await page.locator("[name=ssid]").fill("Garage");
			await page.locator("[name=password]").fill("0123456789");
			await page.locator("[name=csms]").fill("wss://csms.example.com/ocpp");
			await page.locator("[name=id]").fill("CP001");
			await page.locator("[name=language]").selectOption(locale === "zh-TW" ? locale : "en");
			await page.screenshot({ path: join(folder, `setup${suffix}.png`), fullPage: true });
			console.log(`docs/setup${suffix}.png`);
			await context.close();
		}
	} finally {
		server.close();
	}
}
