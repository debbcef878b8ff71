import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { newAccount, signIn } from "../csms/accounts-of-tests";
import { boot } from "../csms/charge-point-peer";
import { PASSWORD, shareCsms } from "../csms/running-csms";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { startTransaction, tellMeterValues, tellStatus } from "./charging";
import { EACH_SECOND, shareSimulator } from "./simulator";

/** A driver's whole way in a browser, with a simulated charge point and its firmware. */

const csms = shareCsms();
const browser = shareBrowser();
const simulator = shareSimulator(csms, { set: EACH_SECOND });

beforeAll(async () => {
	await vi.waitFor(
		async () => expect((await csms.rest("GET", "/charge-points/CP001")).body.connected).toBe(true),
		{ timeout: 10_000 },
	);
	await csms.rest("PUT", "/charge-points/CP001", { name: "Bay 12" });
	await csms.rest("POST", "/charge-points/CP001/commands/GetConfiguration", {});
});

/** Does something at the charge point. */
async function at(input: string, value: unknown): Promise<void> {
	const response = await fetch(`${simulator.panel}/api/inputs`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ connector: 1, input, value }),
	});
	if (response.status !== 204) throw new Error(`${input}: ${response.status} ${await response.text()}`);
}

async function chargePoint(): Promise<{
	display: { lines: string[] };
	connectors: { locked: boolean; status: string }[];
}> {
	return (await fetch(`${simulator.panel}/api/state`)).json();
}

/** What the pages say in each language. */
const WORDS = {
	"en-US": {
		language: "en",
		waiting: "Waiting for acceptance",
		accepted: "Accepted: you may charge",
		toOwn: "To my charging",
		start: "Start at Bay 12, connector 1",
		startNow: "Start now",
		plugIn: "Plug in now",
		seconds: /You have \d+ s/,
		running: "Charging now",
		stop: "Stop charging",
		stopNow: "Stop now",
		ended: "Charging has ended",
		toRecord: "To the record",
		energy: "Energy",
		receipt: "Receipt (PDF)",
		remote: "Stopped remotely",
		records: "Records",
		cards: "Cards",
		lost: "Lost? Block it",
		block: "Block this card",
		blocked: "Blocked",
		account: "Account",
		signOut: "Sign out",
		signIn: "Sign in",
		noCard: "None of your cards may charge",
	},
	"zh-TW": {
		language: "zh-TW",
		waiting: "等待核准",
		accepted: "已核准，可以充電",
		toOwn: "前往我的充電",
		start: "在 Bay 12，充電槍 1 開始充電",
		startNow: "立即開始",
		plugIn: "請立即插上充電槍",
		seconds: /請在 \d+ 秒內/,
		running: "充電中",
		stop: "停止充電",
		stopNow: "立即停止",
		ended: "充電已結束",
		toRecord: "查看紀錄",
		energy: "電量",
		receipt: "收據（PDF）",
		remote: "遠端停止",
		records: "紀錄",
		cards: "卡片",
		lost: "遺失了？停用卡片",
		block: "停用這張卡片",
		blocked: "已停用",
		account: "帳號",
		signOut: "登出",
		signIn: "登入",
		noCard: "您沒有可以充電的卡片",
	},
} as const;

/** Wh that a text says, such as "0.012 kWh". */
const wattHours = (text: string | null) => Math.round(Number.parseFloat(text ?? "") * 1000);

/** The number below that name. */
const number = (page: Page, name: string) =>
	page
		.locator("dl > div", { has: page.locator(`dt:text-is("${name}")`) })
		.locator("dd")
		.first();

async function expectGood(page: Page): Promise<void> {
	await expectAccessible(page);
	await expectNoSidewaysScrolling(page);
	// A key in place of a text.
	expect(await page.locator("body").innerText()).not.toMatch(/\b(own[A-Z]\w*|signIn|problem|page)\.\w/);
}

describe.each(["en-US", "zh-TW"] as const)("a driver on a phone in %s", (locale) => {
	const words = WORDS[locale];

	test("registers, charges from the phone, sees the record, and blocks the lost card", {
		timeout: 120_000,
	}, async () => {
		const email = `driver-${locale}@example.com`.toLowerCase();
		const page = await browser.open(csms.url, { locale, width: PHONE });
		await page.locator("input[autocomplete=name]").fill("林美玲");
		await page.locator("input[type=email]").fill(email);
		await page.locator("input[autocomplete=new-password]").fill(PASSWORD);
		await page.locator("input[type=checkbox]").check();
		await page.locator("button[type=submit]").click();
		await page.getByText(words.waiting).waitFor();
		const idTag = (await page.getByTestId("idTag").textContent())!;
		await expectGood(page);

		const [{ id }] = (await csms.rest("GET", "/registrations?status=Pending")).body;
		await csms.rest("POST", `/registrations/${id}/accept`);
		await page.getByText(words.accepted).waitFor();
		await page.getByRole("link", { name: words.toOwn }).click();

		// Signs out, and in again, to the page that was asked for.
		await page.getByRole("link", { name: words.account }).click();
		await page.getByRole("button", { name: words.signOut, exact: true }).last().click();
		await page.waitForURL("**/sign-in");
		await page.goto(`${csms.url}/my/records?month=2026-01`);
		await page.locator("input[autocomplete=username]").fill(email);
		await page.locator("input[autocomplete=current-password]").fill(PASSWORD);
		await page.getByRole("button", { name: words.signIn, exact: true }).click();
		await page.waitForURL("**/my/records?month=2026-01");
		await page.goto(`${csms.url}/my`);

		// Starts, then plugs in.
		await page.getByRole("button", { name: words.start }).click();
		await expectGood(page);
		await page.getByRole("dialog").getByRole("button", { name: words.startNow }).click();
		await page.getByText(words.plugIn).waitFor();
		await page.getByText(words.seconds).waitFor();
		await at("plug", true);
		const running = page.getByRole("region", { name: words.running });
		await running.getByText("Bay 12").waitFor();
		await running.getByText(/^2[0-9]\.\d\d kW$/).waitFor();
		const before = wattHours(await number(page, words.energy).textContent());
		await expect
			.poll(async () => wattHours(await number(page, words.energy).textContent()), { timeout: 8000 })
			.toBeGreaterThan(before);
		await expectGood(page);

		await running.getByRole("button", { name: words.stop }).click();
		await page.getByRole("dialog").getByRole("button", { name: words.stopNow }).click();
		const ended = page.getByRole("region", { name: words.ended });
		await ended.waitFor();
		const energy = await number(page, words.energy).textContent();
		await expectGood(page);
		await expect.poll(async () => (await chargePoint()).connectors[0].locked, { timeout: 8000 }).toBe(false);
		await at("plug", false);

		// The record, its curve, the receipt and the printed page.
		await ended.getByRole("link", { name: words.toRecord }).click();
		await page.getByText(words.remote).waitFor();
		expect(await number(page, words.energy).textContent()).toBe(energy);
		await page.locator("section[aria-labelledby=curve] svg").first().waitFor();
		await expectGood(page);
		const receipt = await page.getByRole("link", { name: words.receipt }).getAttribute("href");
		expect(receipt).toMatch(new RegExp(`/receipt\\?language=${words.language}$`));
		const pdf = await page.request.get(csms.url + receipt);
		expect([pdf.status(), pdf.headers()["content-type"]]).toEqual([200, "application/pdf"]);
		await page.emulateMedia({ media: "print" });
		expect(await page.getByRole("navigation").count()).toBe(0);
		expect(await page.getByRole("link", { name: words.receipt }).count()).toBe(0);
		expect(await page.getByText(words.remote).isVisible()).toBe(true);
		await page.emulateMedia({ media: "screen" });

		// The month.
		await page.getByRole("navigation").getByRole("link", { name: words.records }).click();
		expect(await page.getByTestId("month-total").getByText("kWh").textContent()).toBe(energy);
		expect(await page.getByRole("listitem").count()).toBe(1);
		await expectGood(page);

		// The lost card: nothing starts with it any more, neither here nor at the charge point.
		await page.getByRole("navigation").getByRole("link", { name: words.cards }).click();
		const card = page.getByRole("article", { name: idTag });
		await card.getByRole("button", { name: words.lost }).click();
		await expectGood(page);
		await page.getByRole("dialog").getByRole("button", { name: words.block }).click();
		await card.getByText(words.blocked, { exact: true }).waitFor();
		await expect
			.poll(async () => (await chargePoint()).connectors[0].status, { timeout: 8000 })
			.toBe("Available");
		await at("idTag", idTag);
		await expect
			.poll(async () => (await chargePoint()).display.lines, { timeout: 8000 })
			.toContain("Refused");
		const refused = (await csms.rest("GET", "/authorizations?refused=true&limit=1")).body;
		expect(refused).toMatchObject([{ idTag, status: "Blocked" }]);
		await page.goto(`${csms.url}/my`);
		await page.getByRole("button", { name: words.start }).click();
		await page.getByText(words.noCard).waitFor();
	});
});

describe("what charge points answer is told in words", () => {
	test("refused, silent, and stopped elsewhere", async () => {
		const driver = await newAccount(csms, "driver", "words", "WORDS-1");
		const peer = await boot(csms.ocpp, "WORDS");
		const page = await openAs(driver.cookie, "/my", { width: PHONE });
		await tellStatus(peer, 1, "Available");
		const begin = page.getByRole("button", { name: "Start at WORDS, connector 1" });
		await begin.click();
		const start = page.getByRole("dialog").getByRole("button", { name: "Start now" });
		for (const [answer, says] of [
			[(id: string) => [3, id, { status: "Rejected" }], "The charge point refused"],
			[(id: string) => [4, id, "InternalError", "", {}], "The charge point reported an error"],
		] as const) {
			await start.click();
			const [, id] = await peer.received();
			peer.send(JSON.stringify(answer(id)));
			await page.getByText(says).waitFor();
		}
		await expectAccessible(page);
		await start.click();
		const [, id] = await peer.received();
		peer.send(JSON.stringify([3, id, { status: "Accepted" }]));
		await page.getByText("the connector waits about a minute").waitFor();
		const transactionId = await startTransaction(peer, "WORDS-1");
		const running = page.getByRole("region", { name: "Charging now" });
		await running.waitFor();
		await page.getByRole("dialog").waitFor({ state: "detached" });
		await tellMeterValues(peer, transactionId, 2500, 0);
		await running.getByText("1.500 kWh").waitFor();
		await running.getByText("The vehicle takes no power at the moment.").waitFor();

		await running.getByRole("button", { name: "Stop charging" }).click();
		await page.getByRole("button", { name: "Stop now" }).click();
		const [, stopId] = await peer.received();
		peer.send(JSON.stringify([3, stopId, { status: "Rejected" }]));
		await page.getByText("The charge point did not stop").waitFor();
		const timestamp = new Date().toISOString();
		await peer.call("StopTransaction", { transactionId, meterStop: 3000, timestamp, idTag: "WORDS-1" });
		await page.getByRole("region", { name: "Charging has ended" }).getByText("2.000 kWh").waitFor();

		// A connector that is no longer there leaves the list, one that comes back enters it.
		await tellStatus(peer, 1, "Faulted", "OtherError");
		await begin.waitFor({ state: "detached" });
		await tellStatus(peer, 1, "Available");
		await begin.waitFor();
		peer.close();
		await begin.waitFor({ state: "detached" });
	});
});

test("a card that an operator lets charge again is shown without reload", async () => {
	const driver = await newAccount(csms, "driver", "found", "FOUND-1");
	await driver.rest("PATCH", "/me/id-tags/FOUND-1", { blocked: true });
	const page = await openAs(driver.cookie, "/my/cards", { width: PHONE });
	await page.getByText("Blocked", { exact: true }).waitFor();
	await csms.rest("PATCH", "/id-tags/FOUND-1", { blocked: false });
	await page.getByText("May charge", { exact: true }).waitFor();
});

test("an operator makes a link for a new password on the driver's page", async () => {
	const driver = await newAccount(csms, "driver", "linked", "LINKED-1");
	const { userId } = (await driver.rest("GET", "/me")).body;
	const staff = await newAccount(csms, "operator", "linker");
	const page = await openAs(staff.cookie, `/operator/users/${userId}`, { width: PHONE });
	await page.getByRole("button", { name: "Link for a new password" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("button", { name: "Make a link" }).click();
	await dialog.getByText("It was not sent by mail").waitFor();
	await expectGood(page);
	const link = await dialog.getByText("/new-password/").textContent();
	await page.context().clearCookies();
	await page.goto(link!);
	await page.getByText("For the account linked@example.com").waitFor();
});

describe("the account", () => {
	test("name, e-mail address, language and password are changed; the account is closed", async () => {
		const driver = await newAccount(csms, "driver", "changing", "CHANGING-1");
		const page = await openAs(driver.cookie, "/my/account");
		const save = page.getByRole("button", { name: "Save" });
		await page.getByRole("textbox", { name: "Name" }).fill("Chang Two");
		await page.getByRole("textbox", { name: "E-mail address", exact: true }).fill("moved@example.com");
		await save.click();
		await page.getByText("Enter your password").waitFor();
		await page.getByLabel("Password, to change the e-mail address").fill("wrong password");
		await save.click();
		await page.getByText("The password is wrong").waitFor();
		await page.getByLabel("Password, to change the e-mail address").fill(PASSWORD);
		await save.click();
		await page.getByText("Saved").waitFor();

		await page.getByLabel("Present password").fill(PASSWORD);
		await page.getByLabel("New password").fill("short");
		await page.getByRole("button", { name: "Change the password" }).click();
		await page.getByText("At least 8 characters").last().waitFor();
		await page.getByLabel("New password").fill("another password");
		await page.getByRole("button", { name: "Change the password" }).click();
		await page.getByText("The password is changed").waitFor();
		await signIn(csms, "moved@example.com", "another password");

		await page.getByLabel("Language", { exact: true }).selectOption("繁體中文");
		await page.getByRole("heading", { name: "您的資料" }).waitFor();
		await expect.poll(async () => (await driver.rest("GET", "/me")).body.language).toBe("zh-TW");
		const download = page.waitForEvent("download");
		await page.getByRole("link", { name: "下載我的資料" }).click();
		expect((await download).suggestedFilename()).toMatch(/^charging-data-[\d-]+\.json$/);
		await expectGood(page);

		await page.getByRole("button", { name: "關閉帳號" }).click();
		await page.getByLabel("您的密碼").fill("another password");
		await page.getByRole("button", { name: "關閉我的帳號" }).click();
		await page.getByText("您的帳號已關閉").waitFor();
		await page.getByRole("heading", { name: "註冊充電" }).waitFor();
		expect((await driver.rest("GET", "/me")).status).toBe(401);
	});

	test("a link gives a new password, once", async () => {
		const driver = await newAccount(csms, "driver", "forgetful", "FORGETFUL-1");
		const { userId } = (await driver.rest("GET", "/me")).body;
		const { path } = (await csms.rest("POST", `/users/${userId}/password-link`)).body;
		const page = await browser.open(`${csms.url}/sign-in`, { width: PHONE });
		await page.getByRole("link", { name: "Forgotten your password?" }).click();
		await page.getByText("Ask the operator of the site").waitFor();
		await page.goto(csms.url + path);
		await page.getByText("For the account forgetful@example.com").waitFor();
		await expectGood(page);
		await page.getByRole("textbox", { name: "New password" }).fill("remembered now");
		await page.getByRole("button", { name: "Save and sign in" }).click();
		await page.getByRole("heading", { name: "Charging" }).waitFor();
		await page.goto(csms.url + path);
		await page.getByText("This link does not work any more").waitFor();
	});
});

describe.each([
	["en-US", "dark", PHONE],
	["zh-TW", "light", DESKTOP],
] as const)("everybody can read a driver's pages (%s, %s, %i px)", (locale, colorScheme, width) => {
	test("with cards of all kinds and a session that runs", { timeout: 120_000 }, async () => {
		const name = `reader-${width}`;
		const driver = await newAccount(csms, "driver", name, `READ-${width}`);
		await driver.rest("POST", "/me/id-tags", { label: "Key ring" });
		const { userId } = (await driver.rest("GET", "/me")).body;
		await csms.rest("POST", "/id-tags", {
			idTag: `OLD-${width}`,
			userId,
			expiryDate: "2020-01-01T00:00:00Z",
		});
		await csms.rest("POST", "/id-tags", { idTag: `LOST-${width}`, userId, blocked: true });
		const peer = await boot(csms.ocpp, `READ-${width}`);
		await tellStatus(peer, 1, "Charging");
		await tellStatus(peer, 2, "Available");
		const transactionId = await startTransaction(peer, `READ-${width}`);
		await tellMeterValues(peer, transactionId, 2500, 11_000);
		for (const path of ["", "/cards", "/records", `/records/${transactionId}`, "/account", "/nothing"]) {
			const page = await openAs(driver.cookie, `/my${path}`, { locale, colorScheme, width });
			await page.getByRole("heading", { level: 1 }).waitFor();
			await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
			await expectGood(page);
			await page.context().close();
		}
		peer.close();
	});
});

/** Opens a page with the session of a driver. */
async function openAs(
	cookie: string,
	path: string,
	reader: { width?: number; locale?: string; colorScheme?: "light" | "dark" } = {},
): Promise<Page> {
	const [name, value] = cookie.split("=");
	const { hostname } = new URL(csms.url);
	const cookies = [
		{
			name,
			value,
			domain: hostname,
			path: "/",
			expires: -1,
			httpOnly: true,
			secure: false,
			sameSite: "Strict" as const,
		},
	];
	return browser.open(csms.url + path, { ...reader, cookies });
}
