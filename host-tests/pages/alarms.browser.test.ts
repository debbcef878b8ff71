import { expect, test } from "vitest";
import { newAccount } from "../csms/accounts-of-tests";
import { boot } from "../csms/charge-point-peer";
import { receiveMail } from "../csms/mail-receiver";
import { PASSWORD, shareCsms } from "../csms/running-csms";
import { receiveCalls } from "../csms/webhook-receiver";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { shareOperator } from "./operator";

const csms = shareCsms({ diagnosis: { delay: 50 }, alarmInterval: 0.2 });
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);

test("an administrator sets up the mail server, adds an alarm, and is told of a fault", async () => {
	const server = await receiveMail();
	const page = await open("/operator/alarms/mail-server");
	await page.getByRole("textbox", { name: "Server" }).fill("localhost");
	await page.getByRole("textbox", { name: "Port" }).fill(String(server.port));
	await page.getByRole("textbox", { name: "User" }).fill("csms");
	await page.getByLabel("Password", { exact: true }).fill("wrong");
	await page.getByRole("textbox", { name: "Sender's e-mail address" }).fill("csms@example.com");
	await page.getByRole("textbox", { name: /Certificate/ }).fill(server.settings.trustedCertificate!);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("textbox", { name: "To", exact: true }).fill("desk@example.com");
	await page.getByRole("button", { name: "Send", exact: true }).click();
	await page.getByText("The server does not take the sign-in").waitFor();
	await page.getByText(/It says: 535/).waitFor();
	expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("");
	await page.getByLabel("Password", { exact: true }).fill(server.settings.password!);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("textbox", { name: "To", exact: true }).fill("desk@example.com");
	await expect
		.poll(async () => {
			await page.getByRole("button", { name: "Send", exact: true }).click();
			await page.waitForTimeout(400);
			return page.getByText("The server has taken the message").count();
		})
		.toBe(1);
	expect(server.received[0].header("Subject")).toBe("Test message of the charging management");

	await page.getByRole("tab", { name: "Alarms" }).click();
	await page.getByRole("button", { name: "Add an alarm" }).click();
	const form = page.getByRole("dialog");
	await form.getByRole("textbox", { name: "Name" }).fill("Duty");
	await form.getByRole("button", { name: "Save" }).click();
	await form.getByText("Enter an e-mail address or choose a webhook").waitFor();
	await form.getByLabel("E-mail addresses").first().fill("duty@example.com");
	await page.keyboard.press("Enter");
	await form.getByRole("textbox", { name: "Wait before telling" }).fill("1");
	await expectAccessible(page);
	await form.getByRole("button", { name: "Save" }).click();
	await page.getByRole("row", { name: "Duty" }).getByText("duty@example.com").waitFor();

	await page.getByRole("tab", { name: "Sent" }).click();
	await page.getByText("Nothing was sent yet").waitFor();
	const peer = await boot(csms.ocpp, "CP001");
	await peer.call("StatusNotification", {
		connectorId: 1,
		status: "Faulted",
		errorCode: "GroundFailure",
		timestamp: new Date().toISOString(),
	});
	const row = page.getByRole("row", { name: /Fault at CP001, connector 1: Ground fault/ });
	await row.getByText("Sent", { exact: true }).waitFor();
	expect(server.received.at(-1)?.to).toEqual(["duty@example.com"]);
	expect(server.received.at(-1)?.part("text/plain")).toContain("Ground fault");

	await page.getByRole("tab", { name: "Alarms" }).click();
	await page.getByRole("button", { name: "Delete Duty" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await page.getByText("No alarm yet").waitFor();
});

test("an administrator adds a webhook, sees its secret once, and tests it", async () => {
	const receiver = await receiveCalls();
	const page = await open("/operator/alarms/webhooks");
	await page.getByRole("button", { name: "Add a webhook" }).click();
	const form = page.getByRole("dialog");
	await form.getByRole("textbox", { name: "Name" }).fill("Desk");
	await form.getByRole("textbox", { name: "Address" }).fill("ftp://example.com");
	await form.getByRole("button", { name: "Save" }).click();
	await form.getByText(/An address begins with/).waitFor();
	await form.getByRole("textbox", { name: "Address" }).fill(receiver.address);
	await form.getByRole("button", { name: "Save" }).click();
	const secret = page.getByRole("dialog", { name: "The secret of Desk" });
	await secret.getByText(/^whsec_/).waitFor();
	await expectAccessible(page);
	await secret.getByRole("button", { name: "Close" }).last().click();
	await page.getByRole("button", { name: "Test Desk" }).click();
	await page.getByText("Desk has taken the call").waitFor();
	receiver.answer = { status: 500 };
	await page.getByRole("button", { name: "Test Desk" }).click();
	await page.getByText("Desk has not taken the call").waitFor();
	await page.getByText("The server wants it later").waitFor();
	expect(await page.getByText(/whsec_/).count()).toBe(0);
});

test("who may only look sees the alarms and what was sent, and can change nothing", async () => {
	await csms.rest("POST", "/alarms", {
		name: "Night",
		severity: "warning",
		language: "en",
		emails: ["night@example.com"],
	});
	await newAccount(csms, "read-only", "looker");
	const page = await browser.open(`${csms.url}/operator/alarms`);
	await page.getByLabel("Account").fill("looker");
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("row", { name: "Night" }).waitFor();
	expect(
		await page
			.getByRole("main")
			.getByRole("button", { name: /Add|Delete|Change|Save/ })
			.count(),
	).toBe(0);
	expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Alarms", "Sent"]);
});

test.each(["", "/sent", "/mail-server", "/webhooks"])(
	"the page /alarms%s is accessible in both languages, on a phone and by night",
	async (path) => {
		for (const reader of [
			{ width: PHONE, locale: "zh-TW", colorScheme: "dark" as const },
			{ width: DESKTOP, locale: "en-US" },
		]) {
			const page = await open(`/operator/alarms${path}`, reader);
			await page.getByRole("tab").first().waitFor();
			await expectNoSidewaysScrolling(page);
			await expectAccessible(page);
			await page.context().close();
		}
	},
);
