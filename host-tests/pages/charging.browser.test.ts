import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { boot } from "../csms/charge-point-peer";
import { sendImage } from "../csms/files";
import { shareCsms } from "../csms/running-csms";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { shareOperator } from "./operator";
import { EACH_SECOND, shareSimulator } from "./simulator";

/** Profiles, reservations, lists, firmware and certificates on the pages, with a simulated charge point. */

// Ways through many pages, each of which axe looks at.
vi.setConfig({ testTimeout: 120_000 });

const csms = shareCsms();
const { open } = shareOperator(csms, shareBrowser());
const simulator = shareSimulator(csms, { id: "SIM", set: EACH_SECOND });

beforeAll(async () => {
	await csms.rest("POST", "/id-tags", { idTag: "GUEST", user: "A guest" });
});

// biome-ignore lint/suspicious/noExplicitAny: what the control API tells
const state = async (): Promise<any> => (await fetch(`${simulator.panel}/api/state`)).json();
const connector = async () => (await state()).connectors[0];
async function input(name: string, value: unknown): Promise<void> {
	const body = JSON.stringify({ connector: 1, input: name, value });
	const headers = { "content-type": "application/json" };
	await fetch(`${simulator.panel}/api/inputs`, { method: "POST", headers, body });
}
const choose = async (page: Page, field: string, option: string) => {
	await page.getByRole("combobox", { name: field }).click();
	await page.getByRole("option", { name: option }).click();
};
/** A day of the month beside the one that a field holds. */
const chooseDay = async (page: Page, field: string, month: "Month before" | "Month after") => {
	await page.getByRole("button", { name: field }).click();
	await page.getByRole("button", { name: month }).click();
	await page.locator("table button:not([data-outside])").nth(14).click();
	await page.getByRole("button", { name: "Take this time" }).click();
};
const dialog = (page: Page) => page.getByRole("dialog");

test("R-SC-05 a profile that is made and given on the pages limits the charge, and the curve says so", async () => {
	await expect.poll(async () => (await state()).registration).toBe("Accepted");
	await input("plug", true);
	await input("idTag", "GUEST");
	await expect.poll(async () => (await connector()).offeredA, { timeout: 8000 }).toBe(32);

	const page = await open("/operator/charging-profiles");
	await page.getByText("No charging profile is kept yet").waitFor();
	await page.getByRole("link", { name: "New charging profile" }).click();
	await page.getByRole("textbox", { name: "Description" }).fill("Eight amperes");
	await page.getByRole("img", { name: "Preview" }).waitFor();
	await page.getByLabel("Limit of period 1").fill("8.25");
	await page.getByLabel("Limit of period 1").fill("");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("This is needed").waitFor();
	await page.getByText("The curve appears when the form has no mistake.").waitFor();
	await page.getByLabel("Limit of period 1").fill("8");
	await page.getByRole("img", { name: "Preview" }).waitFor();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("heading", { level: 1, name: "1 · Eight amperes" }).waitFor();

	await page.goto(`${csms.url}/operator/charge-points/SIM/charging`);
	await page.getByText("Connector 1: no profile sets a limit now").waitFor();
	await page.getByRole("button", { name: "Give a charging profile" }).click();
	await choose(page, "Profile", "1 · Eight amperes");
	await dialog(page).getByRole("combobox", { name: "Where" }).click();
	await page.getByRole("option", { name: "Connector 1" }).click();
	await dialog(page).getByRole("button", { name: "Give" }).click();
	await page.getByText("SIM has the profile and obeys it from now on.").waitFor();
	await page.keyboard.press("Escape");
	await expect.poll(async () => (await connector()).offeredA).toBe(8);
	await page.getByText("Connector 1: at most 8.0 A a phase now (5.52 kW)").waitFor();
	await page.getByText("Set by “1 · Eight amperes” (Default for every session, level 0).").waitFor();
	await page.locator(".recharts-line-curve").first().waitFor({ state: "attached" });
	await page.locator(".recharts-area-curve").first().waitFor({ state: "attached" });

	await page.getByRole("button", { name: "Ask the charge point" }).click();
	await page.getByText(/The dashed line is the charge point's own answer/).waitFor();
	await expect.poll(() => page.locator(".recharts-line-curve").count()).toBe(2);
	await expectAccessible(page);

	await page.getByRole("button", { name: "Clear profile 1" }).click();
	await dialog(page).getByRole("button", { name: "Clear" }).click();
	await page.getByText("Connector 1: no profile sets a limit now").waitFor();
	await expect.poll(async () => (await connector()).offeredA).toBe(32);
	await page
		.getByRole("table", { name: "Refused, replaced and cleared" })
		.getByText(/^Cleared · /)
		.waitFor();
	await input("idTag", "GUEST");
	await expect.poll(async () => (await connector()).locked, { timeout: 8000 }).toBe(false);
	await input("plug", false);
});

test("R-RSV-01 a reservation that is made on its page shows on the tile, and is cancelled", async () => {
	await expect.poll(async () => (await connector()).status).toBe("Available");
	const page = await open("/operator/reservations");
	await page.getByText("No connector is reserved now").waitFor();
	await page.getByRole("button", { name: "Reserve a connector" }).click();
	await choose(page, "Charge point", "SIM");
	await choose(page, "Connector", "Connector 1 · Available");
	await dialog(page).getByRole("button", { name: "Reserve a connector" }).click();
	await dialog(page).getByText("This is needed").waitFor();
	await dialog(page).getByRole("combobox", { name: "Id" }).fill("GUEST");
	await chooseDay(page, "Until", "Month before");
	await dialog(page).getByRole("button", { name: "Reserve a connector" }).click();
	await dialog(page).getByText("This is over: choose a later time").waitFor();
	await chooseDay(page, "Until", "Month after");
	await chooseDay(page, "Until", "Month after");
	await dialog(page).getByRole("button", { name: "Reserve a connector" }).click();
	await page.getByText("SIM holds the connector for GUEST.").waitFor();
	await page.keyboard.press("Escape");
	const row = page.getByRole("row", { name: /GUEST/ });
	await row.getByText("Reserved", { exact: true }).waitFor();
	await expectAccessible(page);

	const overview = await open("/operator/charge-points/SIM");
	await overview.getByText("Reserved").first().waitFor();
	await row.getByRole("button", { name: /Cancel reservation/ }).click();
	await dialog(page).getByRole("button", { name: "Cancel reservation", exact: true }).click();
	await page.getByText("No connector is reserved now").waitFor();
	await page.getByText("All", { exact: true }).click();
	await row.getByText("Cancelled", { exact: true }).waitFor();
	await expect.poll(async () => (await connector()).status).toBe("Available");
});

test("a local list is made to follow, and what is in it is seen", async () => {
	const page = await open("/operator/charge-points/SIM/local-list");
	await page.getByText("Does not follow").waitFor();
	await page.getByRole("switch", { name: "Follow the registered ids" }).click({ force: true });
	await page.getByText("In step", { exact: true }).waitFor();
	await page.getByRole("table", { name: "Ids in the charge point" }).getByText("A guest").waitFor();
	await csms.rest("POST", "/id-tags", { idTag: "NEWCOMER", user: "Somebody new" });
	await page.getByText("Somebody new").waitFor();
	await page.getByRole("button", { name: "Send all of it" }).click();
	await page.getByText(/The charge point has the list, version \d+\./).waitFor();
	await page.goto(`${csms.url}/operator/local-lists`);
	await page.getByRole("row", { name: /SIM/ }).getByText("In step").waitFor();
});

test("an image is uploaded and brought to the charge points, and each step is seen", async () => {
	const peer = await boot(csms.ocpp, "PEER");
	const page = await open("/operator/firmware");
	await page.getByText("No image was uploaded yet").waitFor();
	await page.getByRole("button", { name: "Upload an image" }).click();
	const file = { name: "image.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(500_000, 1) };
	await page.locator('input[type="file"]').setInputFiles(file);
	await page.getByRole("textbox", { name: "Name" }).fill("Spring");
	await page.getByRole("textbox", { name: "Version" }).fill("2.0");
	await dialog(page).getByRole("button", { name: "Upload an image" }).click();
	await page.getByRole("table", { name: "Images" }).getByText("Spring 2.0").waitFor();

	await page.getByRole("button", { name: "Start a campaign" }).first().click();
	await page.getByRole("checkbox", { name: "SIM" }).check();
	await page.getByRole("checkbox", { name: "PEER" }).check();
	await page.getByRole("button", { name: "Update 2 charge points" }).click();
	await page.getByRole("heading", { level: 1, name: "Campaign: Spring 2.0" }).waitFor();
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([3, messageId, {}]));
	const sim = page.getByRole("row", { name: /SIM/ });
	await sim.getByText("updated", { exact: true }).waitFor({ timeout: 40_000 });
	await sim.getByText("500.0 kB of 500.0 kB").waitFor();
	await sim.getByText(/0\.1\.0 → [0-9a-f]{8}/).waitFor();
	const other = page.getByRole("row", { name: /PEER/ });
	await peer.call("FirmwareStatusNotification", { status: "DownloadFailed" });
	await other.getByText("Could not fetch the image").waitFor();
	await page.getByText("1 updated · 1 failed").waitFor();
	await expectAccessible(page);
	await page.getByRole("button", { name: "Try again: PEER" }).click();
	await other.getByText("under way", { exact: true }).waitFor();
	await page.reload();
	await other.getByText("under way", { exact: true }).waitFor();
	await page.goto(`${csms.url}/operator/firmware`);
	await page.getByRole("table", { name: "Campaigns" }).getByText("1 updated · 1 under way").waitFor();
});

test("diagnostics are asked for, and come", async () => {
	await expect.poll(async () => (await state()).connected, { timeout: 15_000 }).toBe(true);
	const page = await open("/operator/logs");
	await page.getByRole("button", { name: "Ask for diagnostics or a log" }).click();
	await page.getByRole("checkbox", { name: "SIM" }).check();
	await page.getByRole("radio", { name: "Security log" }).check();
	await dialog(page).getByRole("button", { name: "Ask for diagnostics or a log" }).click();
	await page.getByText("1 charge point was asked").waitFor();
	await page.keyboard.press("Escape");
	const download = page.waitForEvent("download");
	await page
		.getByRole("row", { name: /SIM/ })
		.getByRole("link", { name: /security/ })
		.click();
	expect((await download).suggestedFilename()).toMatch(/^SIM-security/);
});

test("a root is installed, and seen among those of the charge point", async () => {
	const page = await open("/operator/charge-points/SIM/certificates");
	await page.getByText("The charge point has no certificate yet").waitFor();
	await page.getByRole("button", { name: "Install a root" }).click();
	await dialog(page).getByRole("button", { name: "Take our ECDSA root" }).click();
	await dialog(page).getByRole("button", { name: "Install a root" }).click();
	await page.getByText("The charge point trusts this root from now on.").waitFor();
	await page.keyboard.press("Escape");
	await page
		.getByRole("table", { name: "Roots in the charge point" })
		.getByText(/Root of the charge points ECDSA/)
		.waitFor();
});

test("the limit of a period can be read and typed on a phone; the start is told by the site's clocks, too", async () => {
	await csms.rest("PATCH", "/settings", { timeZone: "Pacific/Kiritimati" });
	const page = await open("/operator/charging-profiles/new", { width: PHONE });
	const limit = page.getByLabel("Limit of period 1");
	await limit.waitFor();
	expect((await limit.boundingBox())?.width).toBeGreaterThan(90);
	await page.getByText(/^At the site \(Pacific\/Kiritimati\) that is \w/).waitFor();
});

describe.each([
	["en-US", "light", DESKTOP],
	["en-US", "dark", PHONE],
	["zh-TW", "light", PHONE],
	["zh-TW", "dark", DESKTOP],
] as const)("everybody can read the pages (%s, %s, %i px)", (locale, colorScheme, width) => {
	test("of charging, files and certificates", async () => {
		if (width === DESKTOP && locale === "en-US") await sendImage(csms, { name: "Other", version: "3" }, "x");
		const page = await open("/operator", { locale, colorScheme, width });
		const paths = [
			...["/charging-profiles", "/charging-profiles/new", "/charging-profiles/1", "/reservations"],
			...["/local-lists", "/firmware", "/firmware/campaigns/1", "/logs", "/certificates"],
			...["charging", "reservations", "local-list", "files", "certificates"].map(
				(tab) => `/charge-points/SIM/${tab}`,
			),
		];
		for (const path of paths) {
			await page.goto(`${csms.url}/operator${path}`);
			await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
			await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
			await expectAccessible(page);
			await expectNoSidewaysScrolling(page);
		}
	});
});
