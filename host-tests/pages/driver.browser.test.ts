import { describe, expect, test } from "vitest";
import { PASSWORD, shareCsms } from "../csms/running-csms";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";

const csms = shareCsms();
const browser = shareBrowser();

/** Answers the registration with that name as an operator would. */
async function answerRegistration(name: string, answer: "accept" | "reject"): Promise<void> {
	const { body } = await csms.rest("GET", "/registrations?status=Pending");
	const { id } = body.find((registration: { name: string }) => registration.name === name);
	await csms.rest("POST", `/registrations/${id}/${answer}`);
}

describe("registering", () => {
	test.each([
		["en-US", "Waiting for acceptance", "Accepted: you may charge"],
		["zh-TW", "等待核准", "已核准，可以充電"],
	])(
		"a driver on a phone in %s registers and sees the acceptance without reloading",
		async (locale, waits, may) => {
			const page = await browser.open(csms.url, { locale, width: PHONE });
			const name = `Driver ${locale}`;
			const idTag = `CARD-${locale}`;
			await page.locator("input[autocomplete=name]").fill(name);
			await page.locator("input[type=email]").fill(`${locale}@example.com`);
			await page.locator("input[maxlength='20']").fill(` ${idTag} `);
			await page.locator("input[autocomplete=new-password]").fill(PASSWORD);
			await page.locator("input[type=checkbox]").check();
			await page.locator("button[type=submit]").click();
			await page.getByText(waits).waitFor();
			expect(await page.getByTestId("idTag").textContent()).toBe(idTag);
			await expectNoSidewaysScrolling(page);
			const { body: registrations } = await csms.rest("GET", "/registrations");
			expect(registrations).toContainEqual(expect.objectContaining({ name, consentAt: expect.any(String) }));

			await answerRegistration(name, "accept");
			await page.getByText(may).waitFor();
			expect((await csms.rest("GET", `/id-tags/${idTag}`)).body).toMatchObject({ idTag, user: name });
		},
	);

	test("without a card an id is given out; a rejection is told", async () => {
		const page = await browser.open(csms.url);
		await page.getByRole("textbox", { name: "Name" }).fill("No Card");
		await page.getByRole("textbox", { name: "E-mail address" }).fill("no@card.example");
		await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await page.getByLabel(/I agree/).check();
		await page.getByRole("button", { name: "Register" }).click();
		await page.getByText("Waiting for acceptance").waitFor();
		expect(await page.getByTestId("idTag").textContent()).toMatch(/^[0-9A-Z]{8,20}$/i);
		await answerRegistration("No Card", "reject");
		await page.getByText("An operator did not accept your registration").waitFor();
	});

	test("what is wrong is said at its field, in the language of the page", async () => {
		const page = await browser.open(csms.url);
		await page.getByRole("textbox", { name: "E-mail address" }).fill("nobody@nowhere");
		await page.getByRole("textbox", { name: "Number on your card" }).fill("卡片");
		await page.getByRole("button", { name: "Register" }).click();
		await page.getByText("Without your consent").waitFor();
		const errorOf = async (name: RegExp) => {
			const ids = await page.getByRole("textbox", { name }).getAttribute("aria-describedby");
			const texts = (ids ?? "")
				.split(" ")
				.filter(Boolean)
				.map((id) => page.locator(`[id="${id}"]`).textContent());
			return (await Promise.all(texts)).join(" ");
		};
		expect(await errorOf(/^Name/)).toContain("Enter your name");
		expect(await errorOf(/^E-mail/)).toContain("not an e-mail address");
		expect(await errorOf(/^Number on/)).toContain("At most 20 letters");
		expect(await page.evaluate("document.activeElement.autocomplete")).toBe("name");
		await expectAccessible(page);

		await page.getByRole("button", { name: /Language/ }).click();
		await page.getByRole("menuitemradio", { name: "繁體中文" }).click();
		await page.getByText("請輸入姓名").waitFor();
		expect((await csms.rest("GET", "/registrations")).body).not.toContainEqual(
			expect.objectContaining({ email: "nobody@nowhere" }),
		);
	});

	test("an id that somebody has is told at its field", async () => {
		await csms.rest("POST", "/id-tags", { idTag: "TAKEN" });
		const page = await browser.open(csms.url);
		await page.getByRole("textbox", { name: "Name" }).fill("Second");
		await page.getByRole("textbox", { name: "E-mail address" }).fill("second@example.com");
		await page.getByRole("textbox", { name: "Number on your card" }).fill("taken");
		await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await page.getByLabel(/I agree/).check();
		await page.getByRole("button", { name: "Register" }).click();
		await page.getByText("This number is already taken").waitFor();
	});

	test("the keyboard is enough", async () => {
		const page = await browser.open(csms.url);
		await page.getByRole("textbox", { name: "Name" }).focus();
		await page.keyboard.type("Keyboard");
		await page.keyboard.press("Tab");
		await page.keyboard.type("key@board.example");
		await page.keyboard.press("Tab");
		await page.keyboard.press("Tab");
		await page.keyboard.type(PASSWORD);
		await page.keyboard.press("Tab");
		await page.keyboard.press("Space");
		await page.keyboard.press("Enter");
		await page.getByText("Waiting for acceptance").waitFor();
	});

	test("the registration is found again from the start page; an unknown one is told", async () => {
		const page = await browser.open(csms.url);
		await page.getByRole("textbox", { name: "Name" }).fill("Returning");
		await page.getByRole("textbox", { name: "E-mail address" }).fill("again@example.com");
		await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await page.getByLabel(/I agree/).check();
		await page.getByRole("button", { name: "Register" }).click();
		const idTag = await page.getByTestId("idTag").textContent();
		await page.goto(`${csms.url}/my`);
		await page.getByText("Your registration waits").waitFor();
		expect(await page.getByText(idTag!).count()).toBe(1);
		await page.context().clearCookies();
		await page.goto(csms.url);
		await page.getByRole("link", { name: "See the state of your registration" }).click();
		expect(await page.getByTestId("idTag").textContent()).toBe(idTag);
		await page.goto(`${csms.url}/registrations/nonsense`);
		await page.getByText("There is no such registration").waitFor();
	});
});

describe("language and colours", () => {
	test.each([
		["de-DE", "en", "Register to charge"],
		["zh-TW", "zh-TW", "註冊充電"],
	])("a browser in %s gets %s", async (locale, language, title) => {
		const page = await browser.open(csms.url, { locale });
		await page.getByRole("heading", { level: 1, name: title }).waitFor();
		expect(await page.locator("html").getAttribute("lang")).toBe(language);
		expect(await page.title()).toContain(title);
	});

	test("a choice of language and colours lasts", async () => {
		const page = await browser.open(csms.url, { colorScheme: "light" });
		const scheme = () => page.locator("html").getAttribute("data-mantine-color-scheme");
		await expect.poll(scheme).toBe("light");
		await page.getByRole("button", { name: "Dark colours" }).click();
		await page.getByRole("button", { name: /Language/ }).click();
		await page.getByRole("menuitemradio", { name: "繁體中文" }).click();
		await page.reload();
		await page.getByRole("heading", { level: 1, name: "註冊充電" }).waitFor();
		await expect.poll(scheme).toBe("dark");
	});
});

describe.each([
	["en-US", "light", DESKTOP],
	["zh-TW", "dark", PHONE],
] as const)("everybody can read the pages (%s, %s, %i px)", (locale, colorScheme, width) => {
	test.each(["/", "/sign-in", "/forgotten-password", "/new-password/no-such-link", "/no-such-page"])(
		"%s",
		async (path) => {
			const page = await browser.open(csms.url + path, { locale, colorScheme, width });
			await page.getByRole("heading", { level: 1 }).waitFor();
			await expectAccessible(page);
			await expectNoSidewaysScrolling(page);
		},
	);

	test.each(["accept", "reject", null] as const)("a registration (%s)", async (answer) => {
		const name = `Reader ${locale} ${answer}`;
		const { body } = await csms.rest("POST", "/registrations", { name, email: "reader@example.com" });
		if (answer) await answerRegistration(name, answer);
		const page = await browser.open(`${csms.url}/registrations/${body.statusKey}`, {
			locale,
			colorScheme,
			width,
		});
		await page.getByTestId("idTag").waitFor();
		await expectAccessible(page);
		await expectNoSidewaysScrolling(page);
	});
});

test("whoever is registered already is led to the sign-in, and from there to the own pages", async () => {
	const form = { name: "Ed", email: "ed@example.com", password: PASSWORD };
	await csms.rest("POST", "/registrations", form, {});
	const page = await browser.open(csms.url, { width: PHONE });
	await page.getByRole("textbox", { name: "Name" }).fill("Ed");
	await page.getByRole("textbox", { name: "E-mail address" }).fill("ed@example.com");
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByLabel(/I agree/).check();
	await page.getByRole("button", { name: "Register" }).click();
	await page.getByRole("link", { name: "Sign in with it" }).click();
	expect(await page.getByLabel("E-mail address or account").inputValue()).toBe("ed@example.com");
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByText("Your registration waits").waitFor();
	await page.goto(csms.url);
	await page.waitForURL("**/my");
});

test("a driver who opens the operator's pages is told whose they are, and signs out", async () => {
	const form = { name: "Edna", email: "edna@example.com", password: PASSWORD };
	await csms.rest("POST", "/registrations", form, {});
	const page = await browser.open(`${csms.url}/sign-in`);
	await page.getByLabel("E-mail address or account").fill("edna@example.com");
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.waitForURL("**/my");
	await page.goto(`${csms.url}/operator`);
	await page.getByRole("heading", { name: "This is a driver's account" }).waitFor();
	await page.getByText("Signed in as edna@example.com (driver)").waitFor();
	await expectAccessible(page);
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("who registered without a password makes an account on the page of the registration", async () => {
	const { body } = await csms.rest("POST", "/registrations", { name: "Una", email: "una@example.com" }, {});
	const page = await browser.open(`${csms.url}/registrations/${body.statusKey}`);
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByRole("button", { name: "Make an account" }).click();
	await page.getByText("Your registration waits").waitFor();
});
