import axe from "axe-core";
import { type Browser, type Cookie, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

/** Who looks at a page, and with what. */
export interface Reader {
	/** The browser's language. */
	locale?: string;
	colorScheme?: "light" | "dark";
	/** Width of the window, px. */
	width?: number;
	/** A session that was opened before. */
	cookies?: Cookie[];
}

export const PHONE = 360;
export const DESKTOP = 1200;

/** What a browser says of every call that is no success; the tests look at those themselves. */
const EXPECTED = /^Failed to load resource: /;

/**
 * A Chromium for the tests of one file. After each test: nothing was thrown, nothing was reported on
 * the console, no rule of the content security policy was broken and nothing came from elsewhere.
 */
export function shareBrowser() {
	let browser: Browser;
	const problems: string[] = [];
	beforeAll(async () => {
		browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
	});
	afterAll(() => browser.close());
	afterEach(async () => {
		for (const context of browser.contexts()) await context.close();
		expect(problems.splice(0)).toEqual([]);
	});
	return {
		async open(url: string, reader: Reader = {}): Promise<Page> {
			const { locale = "en-US", colorScheme = "light", width = DESKTOP, cookies = [] } = reader;
			const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 800 } });
			context.setDefaultTimeout(8000);
			await context.addCookies(cookies);
			const page = await context.newPage();
			const { origin } = new URL(url);
			page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.stack}`));
			page.on("console", (message) => {
				const bad = message.type() === "error" || message.type() === "warning";
				if (bad && !EXPECTED.test(message.text())) problems.push(`${page.url()}: ${message.text()}`);
			});
			page.on("request", (request) => {
				const from = request.url();
				if (new URL(from).origin !== origin && !from.startsWith("data:")) problems.push(`asked ${from}`);
			});
			page.on("response", (response) => {
				const { pathname } = new URL(response.url());
				if (response.status() >= 400 && !pathname.startsWith("/api/"))
					problems.push(`${response.status()} ${pathname}`);
			});
			await page.goto(url);
			return page;
		},
	};
}

/** Fails with what axe finds against WCAG 2.2, levels A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
	// A notice that just appears is half transparent.
	await page.waitForTimeout(300);
	await page.evaluate(axe.source);
	const violations = await page.evaluate(
		`axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then(({ violations }) =>
			violations.flatMap(({ id, nodes }) =>
				nodes.map(({ target, failureSummary }) => id + " " + target.join(" ") + ": " + failureSummary)))`,
	);
	expect(violations, page.url()).toEqual([]);
}

/** Fails when a page is wider than the window. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
	const [content, window] = (await page.evaluate(
		"[document.documentElement.scrollWidth, window.innerWidth]",
	)) as number[];
	expect(content, page.url()).toBeLessThanOrEqual(window);
}
