import { describe, expect, test } from "vitest";
import { boot } from "../csms/charge-point-peer";
import { shareCsms } from "../csms/running-csms";
import { DESKTOP, expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "./browser";
import { startTransaction, tellStatus } from "./charging";
import { fill } from "./form-fields";
import { shareOperator } from "./operator";
import { serve } from "./serve";

const csms = shareCsms({ messageTimeout: 2 });
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);

describe("commands", () => {
	test("what is wrong stands at the field, and nothing is sent", async () => {
		const peer = await boot(csms.ocpp, "WRONG-1");
		const asked = serve(peer, {});
		const page = await open("/operator/charge-points/WRONG-1/commands");
		await page.getByText("SendLocalList", { exact: true }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Add" }).click();
		await fill(dialog, "Version", "0");
		await dialog.getByRole("button", { name: "Send" }).click();
		await dialog.getByText("At least 1").waitFor();
		await dialog.getByText("This is needed").waitFor();
		expect(asked).toEqual([]);
	});

	test("one command goes to several charge points; each answer is told, and the history repeats it", async () => {
		const first = await boot(csms.ocpp, "MANY-1");
		const second = await boot(csms.ocpp, "MANY-2");
		const asked = serve(first, { ClearCache: { status: "Rejected" } });
		serve(second, {});
		const page = await open("/operator/charge-points/MANY-1/commands");
		await page.getByText("ClearCache", { exact: true }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("combobox", { name: "Also to other charge points" }).click();
		await page.getByRole("option", { name: "MANY-2" }).click();
		await page.keyboard.press("Escape");
		await dialog.getByRole("button", { name: "Send" }).click();
		await dialog.getByText("no longer recognizes ids").waitFor();
		await dialog.getByRole("button", { name: "Yes, send" }).click();
		await dialog.getByRole("group", { name: "MANY-1" }).getByText("Answer: Rejected").waitFor();
		await dialog
			.getByRole("group", { name: "MANY-1" })
			.getByText("AuthorizationCacheEnabled is not true")
			.waitFor();
		await dialog.getByRole("group", { name: "MANY-2" }).getByText("Answer: Accepted").waitFor();
		await dialog.getByRole("button", { name: "Close" }).click();
		const row = page
			.getByRole("table", { name: "Commands that were given" })
			.getByRole("row", { name: /ClearCache/ });
		await row.getByRole("button", { name: "Rejected" }).click();
		await page.getByRole("dialog").getByText("the charge point has no cache").waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
		await row.getByRole("button", { name: "Repeat: Clear the authorization cache" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Yes, send" }).click();
		await expect.poll(() => asked.length).toBe(2);
	});
});

describe("the configuration", () => {
	test("is read, filtered and changed with checks; what the answer means is told", async () => {
		const peer = await boot(csms.ocpp, "CONF-1");
		const values: Record<string, string> = { HeartbeatInterval: "300", LightIntensity: "50", Vendor: "x" };
		const asked = serve(peer, {
			GetConfiguration: () => ({
				configurationKey: [
					{ key: "NumberOfConnectors", readonly: true, value: "1" },
					...Object.entries(values).map(([key, value]) => ({ key, readonly: false, value })),
				],
			}),
			ChangeConfiguration: ({ key, value }) => {
				if (key === "Vendor") return { status: "RebootRequired" };
				values[String(key)] = String(value);
				return { status: "Accepted" };
			},
		});
		const page = await open("/operator/charge-points/CONF-1/configuration");
		await page.getByRole("button", { name: "Read now" }).click();
		const heartbeat = page.getByRole("group", { name: "HeartbeatInterval" });
		await heartbeat.getByText("300 s").waitFor();
		await heartbeat.getByText("sign of life").waitFor();
		expect(await page.getByRole("button", { name: "Change NumberOfConnectors" }).count()).toBe(0);
		await heartbeat.getByRole("button", { name: "Change HeartbeatInterval" }).click();
		await heartbeat.getByLabel("New value of HeartbeatInterval").fill("-5");
		await heartbeat.getByRole("button", { name: "Send" }).click();
		await heartbeat.getByText("At least 0").waitFor();
		await heartbeat.getByLabel("New value of HeartbeatInterval").fill("60");
		await heartbeat.getByRole("button", { name: "Send" }).click();
		await heartbeat.getByText("The new value is in force.").waitFor();
		await heartbeat.getByText("60 s").waitFor();

		const vendor = page.getByRole("group", { name: "Vendor" });
		await vendor.getByRole("button", { name: "Change Vendor" }).click();
		await vendor.getByLabel("New value of Vendor").fill("a b");
		await page.keyboard.press("Enter");
		await vendor.getByText("comes into force after a restart").waitFor();
		expect(asked.at(-1)).toEqual(["ChangeConfiguration", { key: "Vendor", value: "a b" }]);

		await page.getByLabel("Filter by name").fill("bright");
		await vendor.waitFor({ state: "detached" });
		await page.getByRole("group", { name: "LightIntensity" }).waitFor();
		await page.getByLabel("Filter by name").fill("");
		await page.getByRole("button", { name: "Change AuthorizationKey" }).click();
		const dialog = page.getByRole("dialog");
		await fill(dialog, "Value", "short");
		await dialog.getByRole("button", { name: "Send" }).click();
		await dialog.getByText("32 to 40 hexadecimal digits").waitFor();
	});

	test("a charge point that does not tell all at once is asked for as many keys as it takes", async () => {
		const peer = await boot(csms.ocpp, "CONF-2");
		const sizes: number[] = [];
		void (async () => {
			for (;;) {
				const [, messageId, , { key }] = await peer.received();
				if (key === undefined)
					peer.send(JSON.stringify([4, messageId, "OccurenceConstraintViolation", "", {}]));
				else {
					sizes.push(key.length);
					const configurationKey = key.includes("LightIntensity")
						? [{ key: "LightIntensity", readonly: false, value: "7" }]
						: [];
					const rest = key.filter((one: string) => one !== "LightIntensity");
					peer.send(JSON.stringify([3, messageId, { configurationKey, unknownKey: rest }]));
				}
			}
		})();
		const page = await open("/operator/charge-points/CONF-2/configuration");
		await page.getByRole("button", { name: "Read now" }).click();
		await page.getByRole("group", { name: "LightIntensity" }).getByText("7 %").waitFor();
		expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
	});
});

describe("the history", () => {
	test("follows live: statuses, connections, starts, security events, vendor data and violations", async () => {
		const identity = "HIST-1";
		const peer = await boot(csms.ocpp, identity);
		const page = await open(`/operator/charge-points/${identity}/history`);
		await page.getByText("No status was told in this period").waitFor();
		await tellStatus(peer, 1, "Faulted", "GroundFailure");
		await page.getByRole("row", { name: /Earth fault.*GroundFailure/ }).waitFor();
		await page
			.getByRole("figure", { name: "Status of the connectors over time" })
			.locator(".recharts-bar-rectangle")
			.first()
			.waitFor();
		const show = async (subject: string) => {
			await page.getByRole("combobox", { name: "Show" }).click();
			await page.getByRole("option", { name: subject }).click();
		};
		await show("Connections");
		await page.getByText("Still open").waitFor();
		await show("Starts");
		await page.getByText("chargePointVendor Vendor").waitFor();
		await show("Security events");
		await page.getByText("No security event was told").waitFor();
		const timestamp = new Date().toISOString();
		await peer.call("SecurityEventNotification", { type: "TamperDetectionActivated", timestamp });
		await page.getByText("The housing was opened").waitFor();
		await page.getByText("Critical", { exact: true }).waitFor();
		await show("Vendor data");
		await page.getByText("No vendor data were exchanged").waitFor();
		await peer.call("DataTransfer", { vendorId: "Acme", data: '{"hello":1}' });
		await page.getByText('"hello": 1').waitFor();
		await show("Violations");
		await peer.call("StatusNotification", { connectorId: 1 });
		await page.getByText("Refused").first().waitFor();
		await show("Connections");
		peer.close(1000, "bye");
		await page.getByText("closed in the normal way (1000)").waitFor();
		await page.getByText("bye").waitFor();
	});
});

describe("the messages", () => {
	test("from before the page was opened are there; action, errors, pause and download", async () => {
		const peer = await boot(csms.ocpp, "MSG-1");
		serve(peer, {});
		await peer.call("Heartbeat", {});
		const page = await open("/operator/charge-points/MSG-1/messages");
		const log = page.getByRole("list", { name: "OCPP messages" });
		await expect.poll(() => log.getByRole("listitem").count()).toBe(4);
		await log.getByText("BootNotification").first().waitFor();
		await tellStatus(peer, 1, "Preparing");
		await expect.poll(() => log.getByRole("listitem").count()).toBe(6);
		await log
			.getByText(/\d ms · /)
			.first()
			.waitFor();

		await page.getByRole("button", { name: "Pause" }).click();
		await peer.call("Heartbeat", {});
		await page.getByRole("button", { name: "Go on (2 new messages)" }).click();
		await expect.poll(() => log.getByRole("listitem").count()).toBe(8);
		await page.getByRole("combobox", { name: "OCPP action" }).click();
		await page.getByRole("option", { name: "Heartbeat" }).click();
		await expect.poll(() => log.getByRole("listitem").count()).toBe(4);

		await page.getByRole("button", { name: "Download these messages" }).click();
		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("menuitem", { name: "JSON Lines" }).click(),
		]);
		expect(download.suggestedFilename()).toBe("MSG-1-messages.jsonl");
		const stream = await download.createReadStream();
		let text = "";
		for await (const chunk of stream) text += chunk;
		const lines = text.trimEnd().split("\n");
		expect(lines.map((line) => JSON.parse(line).action)).toEqual(Array(4).fill("Heartbeat"));
	});
});

describe("somebody who may only look", () => {
	test("sees the commands and the configuration, and changes nothing", async () => {
		const peer = await boot(csms.ocpp, "LOOK-1");
		serve(peer, {
			GetConfiguration: { configurationKey: [{ key: "LightIntensity", readonly: false, value: "5" }] },
		});
		await csms.rest("POST", "/charge-points/LOOK-1/commands/GetConfiguration", {});
		const password = "only looks at things";
		await csms.rest("POST", "/accounts", { account: "looker", password, role: "read-only" });
		const page = await browser.open(`${csms.url}/operator`);
		await page.getByLabel("Account").fill("looker");
		await page.getByRole("textbox", { name: "Password" }).fill(password);
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByRole("navigation").waitFor();
		await page.goto(`${csms.url}/operator/charge-points/LOOK-1/configuration`);
		await page.getByRole("group", { name: "LightIntensity" }).waitFor();
		expect(await page.getByRole("button", { name: /^Change |^Read now/ }).count()).toBe(0);
		await page.goto(`${csms.url}/operator/charge-points/LOOK-1/commands`);
		await page.getByRole("table", { name: "Commands that were given" }).getByText("Answered").waitFor();
		expect(await page.getByText("RemoteStartTransaction").count()).toBe(0);
		expect(await page.getByRole("button", { name: /^Repeat/ }).count()).toBe(0);
		await page.goto(`${csms.url}/operator/charge-points/LOOK-1`);
		await page.getByRole("heading", { level: 1 }).waitFor();
		expect(await page.getByRole("button", { name: "Restart" }).count()).toBe(0);
	});
});

describe.each([
	["en-US", "light", DESKTOP],
	["zh-TW", "dark", PHONE],
] as const)("everybody can read the charge point's page (%s, %s, %i px)", (locale, colorScheme, width) => {
	test("with all its parts", async () => {
		const identity = `READ-${width}`;
		const peer = await boot(csms.ocpp, identity);
		serve(peer, {
			GetConfiguration: {
				configurationKey: [
					{ key: "MeterValuesSampledData", readonly: false, value: "Energy.Active.Import.Register,Voltage" },
					{ key: "A".repeat(50), readonly: false, value: "b".repeat(500) },
				],
			},
		});
		await csms.rest("POST", "/id-tags", { idTag: "READER" });
		await tellStatus(peer, 1, "Faulted", "GroundFailure");
		await startTransaction(peer, "READER");
		await peer.call("StatusNotification", { connectorId: 1 });
		await peer.call("DataTransfer", { vendorId: "Acme", data: "x".repeat(300) });
		await csms.rest("POST", `/charge-points/${identity}/commands/GetConfiguration`, {});
		const subjects = ["status", "connections", "boots", "security", "data", "violations"];
		const paths = [
			"",
			"/commands",
			"/configuration",
			...subjects.map((of) => `/history?of=${of}`),
			"/messages",
		];
		const page = await open(`/operator/charge-points/${identity}`, { locale, colorScheme, width });
		for (const path of paths) {
			await page.goto(`${csms.url}/operator/charge-points/${identity}${path}`);
			await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
			await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
			await expectAccessible(page);
			await expectNoSidewaysScrolling(page);
		}
		await page.goto(`${csms.url}/operator/charge-points/${identity}/commands`);
		for (const action of ["SetChargingProfile", "GetLog", "SendLocalList"]) {
			await page.getByText(action, { exact: true }).first().click();
			await page.getByRole("dialog").locator("button[type=submit]").click();
			await expectAccessible(page);
			await expectNoSidewaysScrolling(page);
			await page.keyboard.press("Escape");
			await page.getByRole("dialog").waitFor({ state: "detached" });
		}
	}, 120_000);
});

test("a removal that fails is told in a notice, which is closed by its button", async () => {
	await csms.rest("PUT", "/charge-points/KEPT-1", {});
	const page = await open("/operator/charge-points/KEPT-1");
	await page.route("**/api/v1/charge-points/KEPT-1", (route) =>
		route.request().method() === "DELETE"
			? route.fulfill({ status: 500, json: { error: "The disk is full." } })
			: route.continue(),
	);
	await page.getByRole("button", { name: "Remove", exact: true }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
	const notice = page.getByRole("alert").filter({ hasText: "The disk is full." });
	await notice.getByRole("button", { name: "Close", exact: true }).click();
	await notice.waitFor({ state: "detached" });
});
