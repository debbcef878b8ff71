import type { Cookie, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { ChargePoint } from "../../csms/api/schemas/charge-points";
import { startSimulator } from "../../simulator/simulator";
import { boot } from "../csms/charge-point-peer";
import { PASSWORD, runCsms, shareCsms } from "../csms/running-csms";
import { temporaryFolder } from "../simulator/harness";
import { expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { startTransaction, tellMeterValues, tellStatus } from "./charging";
import { shareOperator } from "./operator";
import { newChargePoint, newConnector } from "./samples";

/** A site's day: who may what, what is entered, and what a large site asks of the pages. */

const csms = shareCsms({ acceptUnknown: false });
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);

/** The session of a new account of that role. */
async function signInAs(role: "operator" | "read-only"): Promise<Cookie[]> {
	await csms.rest("POST", "/accounts", { account: role, role, password: PASSWORD });
	const page = await browser.open(`${csms.url}/operator`);
	await page.getByLabel("Account").fill(role);
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("navigation").waitFor();
	return page.context().cookies();
}

async function addChargePoint(identity: string, more: object = {}): Promise<void> {
	await csms.rest("PUT", `/charge-points/${identity}`, more);
}

describe("who may what", () => {
	test("read-only staff sees the records and no button that changes something", async () => {
		await addChargePoint("ROLE-1", { name: "Role gate" });
		await csms.rest("POST", "/id-tags", { idTag: "ROLE", user: "Somebody" });
		await csms.rest("POST", "/registrations", { name: "Waits", email: "waits@example.com" }, {});
		const peer = await boot(csms.ocpp, "ROLE-1");
		await tellStatus(peer, 1, "Charging");
		const transactionId = await startTransaction(peer, "ROLE");
		const cookies = await signInAs("read-only");
		const page = await browser.open(`${csms.url}/operator`, { cookies });
		const tile = page.getByRole("article", { name: "ROLE-1" });
		await tile.getByText("ROLE · Somebody").waitFor();
		expect(await page.getByRole("main").getByRole("button").count()).toBe(0);
		expect(await page.getByRole("link", { name: "Audit" }).count()).toBe(0);
		for (const [path, seen, button] of [
			["registrations", "waits@example.com", /Accept|Reject/],
			["id-tags", "Somebody", /Add|Change|Delete/],
			["users", "No driver yet", /Enter/],
			[`transactions/${transactionId}`, "Role gate, connector 1", /Stop|End/],
			["charge-points/ROLE-1", "Connected", /^(Change|Remove)$/],
			["settings", "Certificates", /Save/],
		] as const) {
			await page.goto(`${csms.url}/operator/${path}`);
			await page.getByText(seen).first().waitFor();
			expect(await page.getByRole("main").getByRole("button", { name: button }).count(), path).toBe(0);
		}
		await page.goto(`${csms.url}/operator/audit`);
		await page.getByText("changing it needs the role Administrator").waitFor();
		const stop = { transactionId, meterStop: 2000, timestamp: new Date().toISOString() };
		await peer.call("StopTransaction", stop);
	});

	test("operators send commands and enter no charge points", async () => {
		await addChargePoint("ROLE-2");
		const peer = await boot(csms.ocpp, "ROLE-2");
		await tellStatus(peer, 1, "Available");
		const page = await browser.open(`${csms.url}/operator`, { cookies: await signInAs("operator") });
		const tile = page.getByRole("region", { name: "ROLE-2 Connector 1" });
		await tile.getByRole("button", { name: "Start charging" }).waitFor();
		expect(await page.getByRole("button", { name: "Enter a charge point" }).count()).toBe(0);
	});
});

describe("charge points", () => {
	test("one that is refused is entered with a key, and connects with it", async () => {
		const simulate = (key: string) =>
			startSimulator({
				csms: csms.ocpp,
				id: "NEW-1",
				panel: 0,
				headless: true,
				data: temporaryFolder(),
				set: { AuthorizationKey: key, SecurityProfile: "1" },
				log: () => undefined,
			});
		const stranger = await simulate("00112233445566778899aabbccddeeff");
		const page = await open();
		await page.getByRole("button", { name: "Enter NEW-1" }).click({ timeout: 20_000 });
		await stranger.close();
		const dialog = page.getByRole("dialog");
		expect(await dialog.getByLabel("Identity").inputValue()).toBe("NEW-1");
		await dialog.getByLabel("Name").fill("Gate 5");
		await dialog.getByRole("combobox", { name: "Security profile" }).click();
		await page.getByRole("option", { name: "1 · Password, not encrypted" }).click();
		await dialog.getByRole("button", { name: "Enter", exact: true }).click();
		await dialog.getByText("This security profile needs a password").waitFor();
		await dialog.getByRole("button", { name: "Make a password" }).click();
		await expectAccessible(page);
		await dialog.getByRole("button", { name: "Enter", exact: true }).click();
		await dialog.getByText("NEW-1 is entered").waitFor();
		const key = (await dialog.getByLabel("Password (AuthorizationKey)", { exact: true }).textContent())!;
		expect(key).toMatch(/^[0-9a-f]{40}$/);
		const address = `${csms.ocpp}/NEW-1`;
		await dialog.getByText(address, { exact: true }).waitFor();
		await dialog.getByRole("button", { name: "Done" }).click();
		const tile = page.getByRole("article", { name: "NEW-1" });
		await tile.getByText("Has never connected").waitFor();

		const simulator = await simulate(key);
		await tile.getByText("Connected", { exact: true }).waitFor({ timeout: 20_000 });
		await tile.getByRole("link", { name: "Gate 5" }).waitFor();
		await simulator.close();
		await tile.getByText(/^Not heard of for/).waitFor();
		await page.getByText(/unknown charge point tries/).waitFor({ state: "detached" });
	});

	test("one is changed and removed from its page", async () => {
		await addChargePoint("GO-1");
		const page = await open("/operator/charge-points/GO-1");
		await page.getByRole("button", { name: "Change", exact: true }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Location").fill("Jianguo Rd. 1");
		await dialog.getByRole("combobox", { name: "Registration" }).click();
		await page.getByRole("option", { name: "Pending" }).click();
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
		expect((await csms.rest("GET", "/charge-points/GO-1")).body).toMatchObject({
			location: "Jianguo Rd. 1",
			registration: "Pending",
		});
		const other = await open();
		await other.getByRole("article", { name: "GO-1" }).waitFor();
		await page.getByRole("button", { name: "Remove", exact: true }).click();
		await dialog.getByRole("button", { name: "Remove", exact: true }).click();
		await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
		await other.getByRole("article", { name: "GO-1" }).waitFor({ state: "detached" });
		expect((await csms.rest("GET", "/charge-points/GO-1")).status).toBe(404);
	});
});

describe("drivers", () => {
	test("a twin is warned of; an accepted driver gets an account; another page follows", async () => {
		await csms.rest("POST", "/users", { name: "Twin One", email: "twin@example.com" });
		await csms.rest("POST", "/registrations", { name: "Twin Two", email: "twin@example.com" }, {});
		const users = await open("/operator/users");
		await users.getByRole("row", { name: /Twin One/ }).waitFor();
		const page = await open("/operator/registrations");
		const row = page.getByRole("row", { name: /Twin Two/ });
		await row.getByText("There is a driver with this e-mail address already: Twin One").waitFor();
		await row.getByRole("button", { name: "Accept Twin Two" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Accept", exact: true }).click();
		await users.getByRole("link", { name: "Twin Two" }).click();
		await users.getByRole("button", { name: "Give an account" }).click();
		const dialog = users.getByRole("dialog");
		await dialog.getByRole("button", { name: "Set a new password" }).click();
		await dialog.getByRole("button", { name: "Done" }).waitFor();
		const password = (await dialog.getByLabel("New password", { exact: true }).textContent())!;
		const credentials = { account: "twin@example.com", password };
		expect((await csms.rest("POST", "/session", credentials, {})).status).toBe(200);
		await dialog.getByRole("button", { name: "Done" }).click();
		await users.getByText("By e-mail").waitFor();
	});

	test("an unknown id is added for a driver, with group and expiry, and the audit tells who did it", async () => {
		await addChargePoint("ID-1");
		const peer = await boot(csms.ocpp, "ID-1");
		await csms.rest("POST", "/users", { name: "Card Holder", email: "holder@example.com" });
		const page = await open("/operator/id-tags");
		await peer.call("Authorize", { idTag: "FOUND-1" });
		await page.getByText(/^Unknown \(1\)$/).click();
		await page.getByRole("button", { name: "Add FOUND-1" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("combobox", { name: "Driver" }).fill("holder");
		await page.getByRole("option", { name: /Card Holder/ }).click();
		await dialog.getByLabel("Group").fill("FAMILY");
		await dialog.getByLabel("Valid until").fill("2031-05-06");
		await dialog.getByLabel("Valid until").press("Tab");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
		await page.getByText("No unknown id has been presented").waitFor();
		expect((await csms.rest("GET", "/id-tags/FOUND-1")).body).toMatchObject({
			user: "Card Holder",
			parentIdTag: "FAMILY",
			expiryDate: new Date("2031-05-06T23:59").toISOString(),
		});
		const transactionId = await startTransaction(peer, "FOUND-1");
		await page.getByText("Registered", { exact: true }).click();
		const row = page.getByRole("row", { name: /FOUND-1/ });
		await row.getByRole("link", { name: "ID-1 / 1" }).waitFor();
		await page.goto(`${csms.url}/operator/audit`);
		await page
			.getByRole("row", { name: /admin.*Added or done.*id-tags.*FOUND-1.*Done \(201\)/ })
			.first()
			.waitFor();
		const stop = { transactionId, meterStop: 2000, timestamp: new Date().toISOString() };
		await peer.call("StopTransaction", stop);
	});
});

test("a transaction whose stop never came is explained and ended by hand", async () => {
	await csms.rest("POST", "/id-tags", { idTag: "HAND" });
	await addChargePoint("HAND-1");
	const peer = await boot(csms.ocpp, "HAND-1");
	const transactionId = await startTransaction(peer, "HAND");
	await tellMeterValues(peer, transactionId, 1700, 5000);
	await tellStatus(peer, 1, "Available");
	const page = await open(`/operator/transactions/${transactionId}`);
	await page.getByText(/^Open since/).waitFor();
	await page.getByText("The charge point may still send the stop.").waitFor();
	await page.getByRole("button", { name: "End by hand" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("1.700 kWh: 0.700 kWh charged").waitFor();
	await dialog.getByRole("button", { name: "End by hand" }).click();
	await dialog.waitFor({ state: "detached" });
	await page.getByText("Closed by hand").waitFor();
	await page.getByText(/^Open since/).waitFor({ state: "detached" });
});

test("accounts: one is made, may sign in, loses its role and goes", async () => {
	const page = await open("/operator/accounts");
	await page.getByRole("button", { name: "Add an account" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("Account").fill("night-shift");
	await dialog.getByRole("radio", { name: "Operator" }).check();
	await dialog.getByRole("button", { name: "Add an account" }).click();
	await dialog.getByRole("button", { name: "Done" }).waitFor();
	const password = (await dialog.getByLabel("Password", { exact: true }).textContent())!;
	expect((await csms.rest("POST", "/session", { account: "night-shift", password }, {})).body.role).toBe(
		"operator",
	);
	await dialog.getByRole("button", { name: "Done" }).click();
	const row = page.getByRole("row", { name: /night-shift/ });
	await row.getByRole("button", { name: "Change the role of night-shift" }).click();
	await dialog.getByRole("radio", { name: "Read only" }).check();
	await dialog.getByRole("button", { name: "Save" }).click();
	await row.getByText("Read only").waitFor();
	await row.getByRole("button", { name: "Open sessions of night-shift" }).click();
	await dialog.getByRole("button", { name: "End", exact: true }).click();
	await dialog.getByText("Nobody is signed in").waitFor();
	await page.keyboard.press("Escape");
	await row.getByRole("button", { name: "Delete night-shift" }).click();
	await dialog.getByRole("button", { name: "Delete", exact: true }).click();
	await row.waitFor({ state: "detached" });
});

describe("a table", () => {
	test("is sorted by its headings, by the keyboard too, and tells so", async () => {
		const { url, rest } = await runCsms();
		for (const [idTag, user] of [
			["S-10", "B"],
			["S-9", "A"],
			["S-1", null],
		] as const) {
			await rest("POST", "/id-tags", { idTag, user });
		}
		const page = await signedIn(url);
		await page.goto(`${url}/operator/id-tags`);
		const ids = () => page.getByRole("row").locator("td:first-child").allInnerTexts();
		await expect.poll(ids).toEqual(["S-1", "S-10", "S-9"]);
		const heading = page.getByRole("columnheader", { name: "Id", exact: true });
		await heading.getByRole("button").focus();
		await page.keyboard.press("Enter");
		await expect.poll(ids).toEqual(["S-1", "S-9", "S-10"]);
		expect(await heading.getAttribute("aria-sort")).toBe("ascending");
		await page.keyboard.press("Enter");
		await expect.poll(ids).toEqual(["S-10", "S-9", "S-1"]);
		expect(await heading.getAttribute("aria-sort")).toBe("descending");
		// What is empty comes last, in both orders.
		await page.getByRole("columnheader", { name: "Whose" }).getByRole("button").click();
		await expect.poll(ids).toEqual(["S-9", "S-10", "S-1"]);
		await page.getByRole("columnheader", { name: "Whose" }).getByRole("button").click();
		await expect.poll(ids).toEqual(["S-10", "S-9", "S-1"]);
		await page.setViewportSize({ width: PHONE, height: 800 });
		await page.getByLabel("Sort by").selectOption("Id");
		await page.getByRole("button", { name: /^Descending/ }).click();
		await expect.poll(ids).toEqual(["S-1", "S-9", "S-10"]);
	});
});

/** Signs in as the administrator of a CSMS of its own. */
async function signedIn(url: string): Promise<Page> {
	const page = await browser.open(`${url}/operator`);
	await page.getByLabel("Account").fill("admin");
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("navigation").waitFor();
	return page;
}

/** Keeps in `drawn` what is drawn anew: the labels of tiles, the figures, or anything else. */
const WATCH_DRAWING = `
	window.drawn = new Set();
	new MutationObserver((mutations) => {
		for (const { target } of mutations) {
			const element = target instanceof Element ? target : target.parentElement;
			if (element?.closest("[data-elapsed]")) continue;
			drawn.add(element?.closest("article")?.ariaLabel ?? element?.closest("dl")?.tagName ?? "other");
		}
	}).observe(document.querySelector("main"), {
		subtree: true, childList: true, characterData: true, attributes: true,
	});`;

describe("a site of 300 charge points", () => {
	const MANY = 300;

	/** A real charge point among many that are only told of. */
	async function openLargeSite(reader = {}): Promise<Page> {
		const page = await open("/operator/system", reader);
		await page.route("**/api/v1/charge-points", async (route) => {
			const response = await route.fetch();
			const real = ((await response.json()) as ChargePoint[]).filter(({ identity }) => identity === "BIG-1");
			const others = Array.from({ length: MANY - 1 }, (_, index) => {
				const faulted = index === 250;
				const more = faulted ? { errorCode: "GroundFailure" } : {};
				return newChargePoint(`MANY-${index}`, [
					newConnector(1, faulted ? "Faulted" : "Available", more),
					newConnector(2, "Charging"),
				]);
			});
			await route.fulfill({ response, json: [...real, ...others] });
		});
		await page.goto(`${csms.url}/operator`);
		await page.getByRole("article").first().waitFor();
		return page;
	}

	test("is a list with the faults first, found by a search, and small", async () => {
		await addChargePoint("BIG-1");
		const page = await openLargeSite();
		const names = () =>
			page.evaluate("[...document.querySelectorAll('article')].map((one) => one.ariaLabel)") as Promise<
				string[]
			>;
		const shown = await names();
		expect(shown).toHaveLength(MANY);
		expect(shown[0]).toBe("MANY-250");
		await page.getByText("Earth fault").waitFor();
		expect(await page.evaluate("document.querySelectorAll('*').length")).toBeLessThan(MANY * 40);
		await page.getByRole("searchbox").fill("many-29");
		await expect.poll(names).toEqual(["MANY-29", ...Array.from({ length: 9 }, (_, i) => `MANY-29${i}`)]);
		await page.getByRole("searchbox").fill("");
		await page.getByRole("combobox", { name: "Which charge points to show" }).click();
		await page.getByRole("option", { name: "With faults" }).click();
		await expect.poll(names).toEqual(["MANY-250"]);
	});

	test("a meter value draws one tile and the sum anew, and nothing else", async () => {
		await addChargePoint("BIG-1");
		await csms.rest("POST", "/id-tags", { idTag: "BIG" });
		const peer = await boot(csms.ocpp, "BIG-1");
		await tellStatus(peer, 1, "Charging");
		const transactionId = await startTransaction(peer, "BIG");
		const page = await openLargeSite();
		await page.getByText("Tiles", { exact: true }).click();
		// Those that need nobody come last.
		await page.getByRole("searchbox").fill("-1");
		const tile = page.getByRole("article", { name: "BIG-1" });
		await tellMeterValues(peer, transactionId, 1100, 11_000);
		await tile.getByText("11.00 kW").waitFor();
		await expect.poll(() => page.getByRole("article").count()).toBe(60);
		// The figures of the day are asked for at most every five seconds.
		await page.waitForTimeout(5200);
		await page.evaluate(WATCH_DRAWING);
		await tellMeterValues(peer, transactionId, 1200, 12_000);
		await tile.getByText("12.00 kW").waitFor();
		expect(await page.evaluate("[...window.drawn].sort()")).toEqual(["BIG-1", "DL"]);
	});

	test("fits a phone, and everybody can read it", async () => {
		const page = await openLargeSite({ width: PHONE, locale: "zh-TW" });
		await expectNoSidewaysScrolling(page);
		// All of them would only be more of the same.
		await page.getByRole("searchbox").fill("many-25");
		await expect.poll(() => page.getByRole("article").count()).toBe(11);
		await expectAccessible(page);
	});
});

test("the keyboard jumps over the navigation", async () => {
	const page = await open("/operator/settings");
	await page.getByRole("heading", { level: 1 }).waitFor();
	await page.keyboard.press("Tab");
	await expect.poll(() => page.evaluate("document.activeElement?.textContent")).toBe("Skip to the content");
	await page.keyboard.press("Enter");
	expect(await page.evaluate("document.activeElement?.id")).toBe("content");
});
