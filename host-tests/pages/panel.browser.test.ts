import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestSimulator, type TestSimulator } from "../simulator/harness";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";

/** The simulator with a scripted firmware: what reaches it is in the log, an id is a command to it. */
let simulator: TestSimulator;
const browser = shareBrowser();

beforeAll(async () => {
	simulator = await startTestSimulator({ id: "CP042", connectors: 2 });
});
afterAll(() => simulator.close());
afterEach(async () => {
	await simulator.post("/api/power", { on: true });
	await simulator.command("out 112 0");
	await simulator.command("out 111 0");
});

/** A switch of Mantine hides its input; a click goes to it all the same. */
const flip = (page: Page, name: string) => page.getByRole("switch", { name }).first().click({ force: true });

const connector = (page: Page, id: number) => page.getByRole("region", { name: `Connector ${id}` });

/** The brightness of one pixel of the OLED. */
const pixel = (page: Page, x: number, y: number) =>
	page.evaluate(`document.querySelector("wokwi-ssd1306").imageData.data[(${y} * 128 + ${x}) * 4]`);

describe("what the hardware shows", () => {
	test("the display, the LEDs and the state follow without reloading", async () => {
		const page = await browser.open(simulator.panel);
		await page.getByRole("heading", { level: 2, name: "CP042" }).waitFor();
		expect(await page.title()).toContain("CP042");
		await page.getByText("Not connected").waitFor();
		const setup = page.getByRole("link", { name: "Set-up page" });
		expect(await setup.getAttribute("href")).toBe("/setup");

		await simulator.command("display");
		await page.getByRole("img", { name: "Display: hello" }).waitFor();
		// The scripted picture has its first row of eight pixels in each byte's high bit.
		await expect.poll(() => pixel(page, 0, 0)).toBe(255);
		expect(await pixel(page, 1, 0)).toBe(0);
		expect(await pixel(page, 0, 1)).toBe(0);

		await simulator.command("out 122 1");
		await connector(page, 1).getByRole("img", { name: "LED Charging: on" }).waitFor();
		await connector(page, 2).getByRole("img", { name: "LED Charging: off" }).waitFor();

		await simulator.command("state");
		await page.getByText("Connected", { exact: true }).waitFor();
		await page.getByText("Accepted by the CSMS").waitFor();
		await connector(page, 1).getByText("Charging", { exact: true }).first().waitFor();
		await connector(page, 1).getByText("CARD", { exact: true }).waitFor();
		await expect
			.poll(() => page.getByRole("region", { name: "Front of the charge point" }).textContent())
			.toMatch(/Messages waiting3/);
	});

	test.each([PHONE, 800, DESKTOP])("each fault has room for its whole name at %i px", async (width) => {
		const page = await browser.open(simulator.panel, { width });
		const choices = page.getByRole("combobox", { name: "Hardware fault" });
		await choices.nth(2).waitFor();
		for (const choice of await choices.all()) {
			await choice.click();
			await page.getByRole("option", { name: "EVCommunicationError" }).click();
			const overhang = ({ scrollWidth, clientWidth }: { scrollWidth: number; clientWidth: number }) =>
				scrollWidth - clientWidth;
			expect(await choice.evaluate(overhang)).toBeLessThanOrEqual(0);
		}
	});

	test("frames come with their action and what is no JSON stands out; the log has its tab", async () => {
		const page = await browser.open(simulator.panel);
		await page.getByText("No messages yet").waitFor();
		await simulator.command("frame");
		await simulator.command("garbage");
		const list = page.getByRole("list", { name: "OCPP messages" });
		await list.getByRole("button", { name: /Charge point → CSMS.*Call.*Heartbeat/ }).click();
		await list.getByText("Message id 1").waitFor();
		await list.getByRole("button", { name: /CSMS → charge point.*Invalid.*no json/ }).waitFor();

		await page.getByRole("combobox", { name: "Which messages to show" }).click();
		await page.getByRole("option", { name: "Errors only" }).click();
		await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
		await page.getByRole("combobox", { name: "Which messages to show" }).click();
		await page.getByRole("option", { name: "All messages" }).click();

		await page.getByRole("button", { name: "Pause" }).click();
		await simulator.command("frame");
		await page.getByRole("button", { name: "Go on (1 new message)" }).click();
		await expect.poll(() => list.getByRole("listitem").count()).toBe(3);
		await page.getByRole("button", { name: "Clear the list" }).click();
		await page.getByText("No messages yet").waitFor();

		await page.getByRole("tab", { name: "Log" }).click();
		await page
			.getByText(/got \{"idTag":\{"connector":0,"idTag":"frame"\}\}/)
			.first()
			.waitFor();
	});
});

describe("what a person does", () => {
	test("cards, cable, vehicle, demand, faults and buttons reach the charge point", async () => {
		const page = await browser.open(simulator.panel);
		const from = simulator.log.length;
		const second = connector(page, 2);
		await second.getByRole("button", { name: "Present" }).click();
		await second.getByText("Type the id on the card").waitFor();
		await second.getByRole("combobox", { name: "Card" }).fill("A1B2");
		await second.getByRole("button", { name: "Present" }).click();
		await simulator.logged('got {"idTag":{"connector":2,"idTag":"A1B2"}}', from);

		await second.getByRole("button", { name: "Plug in" }).click();
		await expect
			.poll(async () => (await simulator.state()).connectors[1])
			.toMatchObject({ cable: true, ev: true });
		await second
			.getByRole("switch", { name: "Plugged into the vehicle", checked: true })
			.click({ force: true });
		await expect.poll(async () => (await simulator.state()).connectors[1].ev).toBe(false);
		await second.getByRole("switch", { name: "Vehicle asks for energy" }).click({ force: true });
		await expect.poll(async () => (await simulator.state()).connectors[1].evReady).toBe(false);
		await second.getByRole("switch", { name: "Cable in the socket" }).click({ force: true });
		await expect.poll(async () => (await simulator.state()).connectors[1].cable).toBe(false);

		const fault = '"fault":{"connector":2,"errorCode":"GroundFailure","active":';
		await second.getByRole("combobox", { name: "Hardware fault" }).click();
		await page.getByRole("option", { name: "GroundFailure" }).click();
		await second.getByText("the residual current device has tripped").waitFor();
		await second.getByRole("button", { name: "Raise" }).click();
		await simulator.logged(`${fault}true}`, from);
		await second.getByRole("button", { name: "Clear GroundFailure" }).click();
		await simulator.logged(`${fault}false}`, from);

		await page.getByRole("button", { name: "Emergency stop" }).click();
		await page.getByText("Emergency stop is pressed").waitFor();
		await simulator.logged('got {"digital":{"pin":1,"level":1}}', from);
		await page.reload();
		await page.getByRole("button", { name: "Release" }).click();
		await simulator.logged('got {"digital":{"pin":1,"level":0}}', from);
		await page.getByRole("button", { name: "Open housing" }).click();
		await simulator.logged('got {"digital":{"pin":2,"level":1}}', from);

		// The cards that were presented are offered again.
		await connector(page, 1).getByRole("combobox", { name: "Card" }).click();
		await page.getByRole("option", { name: "A1B2" }).waitFor();
	});

	test("the vehicle's demand is set with the keyboard", async () => {
		const page = await browser.open(simulator.panel);
		await simulator.input(1, "plug", true);
		await simulator.command("out 112 1");
		await simulator.command("offer 1 32");
		await expect.poll(async () => (await simulator.state()).connectors[0].drawnA).toBe(32);
		await connector(page, 1).getByRole("slider").focus();
		for (let amperes = 32; amperes > 29; amperes--) await page.keyboard.press("ArrowLeft");
		await connector(page, 1).getByText("Vehicle would draw 29 A per phase").waitFor();
		await expect.poll(async () => (await simulator.state()).connectors[0].drawnA).toBe(29);
		await page.keyboard.press("End");
		await expect.poll(async () => (await simulator.state()).connectors[0].drawnA).toBe(32);
		await simulator.input(1, "plug", false);
	});

	test("a locked cable stays where it is, and the page says so", async () => {
		const page = await browser.open(simulator.panel);
		await simulator.input(1, "plug", true);
		await simulator.command("out 111 1");
		await connector(page, 1).getByText("locked", { exact: true }).waitFor();
		await connector(page, 1).getByRole("button", { name: "Unplug" }).click();
		await page.getByText("That cannot be done now").waitFor();
		await page.getByText("The cable is locked to connector 1.").waitFor();
		expect((await simulator.state()).connectors[0]).toMatchObject({ cable: true, ev: true });
	});

	test("without power ids are refused, and cables can be moved", async () => {
		const page = await browser.open(simulator.panel);
		await flip(page, "Power");
		await page.getByRole("switch", { name: "Power", checked: false }).waitFor();
		await connector(page, 2).getByRole("combobox", { name: "Card" }).fill("A1");
		await page.keyboard.press("Enter");
		await page.getByText("The charge point is off or still starting").waitFor();
		await connector(page, 2).getByRole("button", { name: "Plug in" }).click();
		await connector(page, 2).getByRole("switch", { name: "Cable in the socket", checked: true }).waitFor();
		await flip(page, "Power");
		await page.getByRole("switch", { name: "Power", checked: true }).waitFor();
		await flip(page, "Network");
		await expect.poll(async () => (await simulator.state()).network).toBe(false);
		await page.getByRole("switch", { name: "Network", checked: false }).click({ force: true });
		await expect.poll(async () => (await simulator.state()).network).toBe(true);
	});

	test("the simulator goes away, and the page says that it is no longer current", async () => {
		const other = await startTestSimulator();
		const page = await browser.open(other.panel);
		await page.getByRole("heading", { level: 2, name: other.identity }).waitFor();
		await other.close();
		await page.getByText("The simulator does not answer").waitFor();
		const again = await startTestSimulator({ panel: Number(new URL(other.panel).port) });
		await page.getByText("The simulator does not answer").waitFor({ state: "detached", timeout: 15_000 });
		await again.close();
	});
});

describe.each([
	["en-US", "light", DESKTOP],
	["en-US", "dark", DESKTOP],
	["zh-TW", "light", PHONE],
	["zh-TW", "dark", PHONE],
] as const)("everybody can read the panel (%s, %s, %i px)", (locale, colorScheme, width) => {
	test("with a fault, frames and a refusal", async () => {
		await simulator.input(1, "fault", { errorCode: "GroundFailure", active: true });
		const page = await browser.open(simulator.panel, { locale, colorScheme, width });
		await page.getByRole("heading", { level: 2, name: "CP042" }).waitFor();
		for (const command of ["frame", "garbage", "state", "display"]) await simulator.command(command);
		await expect.poll(() => page.getByRole("listitem").count()).toBe(2);
		await page.getByRole("listitem").first().getByRole("button").click();
		await expectAccessible(page);
		await expectNoSidewaysScrolling(page);
	});
});
