import type { Cookie, Page } from "playwright-core";
import { afterEach, describe, expect, test } from "vitest";
import { FIRST_ACCOUNT } from "../../csms/start";
import { boot, type Peer } from "../csms/charge-point-peer";
import { PASSWORD, runCsms, shareCsms, temporaryFolder } from "../csms/running-csms";
import { type Reader, shareBrowser } from "./browser";

const csms = shareCsms({ messageTimeout: 1 });
const browser = shareBrowser();

/** The session of an operator who has signed in at the shared CSMS. */
let session: Cookie[] = [];

/** Signs in as an operator does. */
async function signIn(url: string): Promise<Page> {
	const page = await browser.open(`${url}/operator`);
	await page.getByLabel("Account").fill(FIRST_ACCOUNT);
	await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("navigation").waitFor();
	return page;
}

/** Opens one of the operator's pages. */
async function open(path = "/operator", reader: Reader = {}): Promise<Page> {
	if (session.length === 0) session = await (await signIn(csms.url)).context().cookies();
	const page = await browser.open(csms.url + path, { ...reader, cookies: session });
	await page.getByRole("navigation").waitFor({ state: "attached" });
	return page;
}

async function addId(idTag: string, more: object = {}): Promise<void> {
	await csms.rest("POST", "/id-tags", { idTag, ...more });
}

function status(peer: Peer, connectorId: number, value: string, errorCode = "NoError"): Promise<unknown> {
	return peer.call("StatusNotification", { connectorId, status: value, errorCode });
}

async function startTransaction(peer: Peer, idTag: string, connectorId = 1): Promise<number> {
	const timestamp = new Date().toISOString();
	const [, , payload] = await peer.call("StartTransaction", {
		connectorId,
		idTag,
		meterStart: 1000,
		timestamp,
	});
	return payload.transactionId;
}

function meterValues(
	peer: Peer,
	transactionId: number,
	wh: number,
	w: number,
	at = Date.now(),
): Promise<unknown> {
	const sampledValue = [
		{ value: String(wh), measurand: "Energy.Active.Import.Register", unit: "Wh" },
		{ value: String(w), measurand: "Power.Active.Import", unit: "W" },
		{ value: "16.0", measurand: "Current.Import", phase: "L1", unit: "A" },
	];
	const meterValue = [{ timestamp: new Date(at).toISOString(), sampledValue }];
	return peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
}

/** Reads the next CALL at the charge point and answers it. */
async function answerNext(peer: Peer, answer: (messageId: string) => unknown[]): Promise<[string, unknown]> {
	const [, messageId, action, payload] = await peer.received();
	peer.send(JSON.stringify(answer(messageId)));
	return [action, payload];
}

const result = (payload: object) => (messageId: string) => [3, messageId, payload];

describe("signing in", () => {
	test("a wrong password is told; the right one leads on to the page that was asked for", async () => {
		const page = await browser.open(`${csms.url}/operator/settings`);
		await page.getByLabel("Account").fill(FIRST_ACCOUNT);
		await page.getByRole("textbox", { name: "Password" }).fill("wrong");
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByText("Account or password is wrong").waitFor();
		await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
	});

	test("who has signed out sees nothing more", async () => {
		const page = await signIn(csms.url);
		await page.getByRole("button", { name: "Sign out" }).click();
		await page.getByRole("heading", { name: "Operators: sign in" }).waitFor();
		await page.goto(`${csms.url}/operator/transactions`);
		await page.getByRole("heading", { name: "Operators: sign in" }).waitFor();
	});
});

describe("the overview follows without reloading", () => {
	test("a charge point connects, charges, has a fault and goes", async () => {
		await addId("LIVE", { user: "Live Driver" });
		const page = await open();
		const peer = await boot(csms.ocpp, "LIVE-1");
		const tile = page.getByRole("article", { name: "LIVE-1" });
		await tile.getByText("Connected", { exact: true }).waitFor();
		await tile.getByText("Vendor Model").waitFor();

		await status(peer, 1, "Available");
		const connector = tile.getByRole("region", { name: "LIVE-1 Connector 1" });
		await connector.getByText("Available").waitFor();
		const transactionId = await startTransaction(peer, "LIVE");
		await status(peer, 1, "Charging");
		await connector.getByText("Charging", { exact: true }).waitFor();
		await connector.getByText("LIVE · Live Driver").waitFor();
		await meterValues(peer, transactionId, 1250, 11_040);
		await connector.getByText("0.250 kWh").waitFor();
		await connector.getByText("11.04 kW").waitFor();

		const stop = { transactionId, meterStop: 1400, timestamp: new Date().toISOString() };
		await peer.call("StopTransaction", stop);
		await connector.getByRole("button", { name: "Stop charging" }).waitFor({ state: "detached" });
		await status(peer, 1, "Faulted", "GroundFailure");
		await connector.getByText("Earth fault").waitFor();
		expect(await connector.getByRole("button", { name: "Start charging" }).isDisabled()).toBe(true);
		peer.close();
		await tile.getByText("Not connected").waitFor();
	});

	test("a registration is counted in the menu and accepted there", async () => {
		const page = await open();
		const { body } = await csms.rest("POST", "/registrations", { name: "王小明", email: "ming@example.com" });
		await page.getByLabel("1 registration waits").waitFor();
		await page.getByRole("link", { name: /Registrations/ }).click();
		await page
			.getByRole("row", { name: /ming@example.com/ })
			.getByText(body.idTag)
			.waitFor();
		await page.getByRole("button", { name: "Accept 王小明" }).click();
		await page.getByText("No registration here").waitFor();
		await page.getByLabel("1 registration waits").waitFor({ state: "detached" });
		expect((await csms.rest("GET", `/id-tags/${body.idTag}`)).body.user).toBe("王小明");
	});

	test("the CSMS goes away and comes back", async () => {
		const data = temporaryFolder();
		const first = await runCsms({ data });
		const page = await signIn(first.url);
		await first.stop();
		await page.getByText("The system does not answer").first().waitFor();
		const second = await runCsms({ data, port: Number(new URL(first.url).port) });
		await boot(second.ocpp, "AFTER-1");
		await page.getByRole("article", { name: "AFTER-1" }).waitFor({ timeout: 15_000 });
		await page.getByText("The system does not answer").first().waitFor({ state: "detached" });
	});
});

describe("commands", () => {
	let peer: Peer;
	let page: Page;

	async function openForm(identity: string, command: string): Promise<void> {
		peer = await boot(csms.ocpp, identity);
		await status(peer, 0, "Available");
		await status(peer, 1, "Available");
		await status(peer, 2, "Available");
		page = await open(`/operator/charge-points/${identity}`);
		const group = page.getByRole("group", { name: "Commands" });
		await group.getByRole("button", { name: command }).click();
	}
	const send = () => page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
	const choose = async (field: string, option: string) => {
		await page.getByRole("dialog").getByRole("combobox", { name: field }).click();
		await page.getByRole("option", { name: option }).click();
	};
	const answered = (text: string) => page.getByRole("alert").getByText(text).waitFor();

	afterEach(() => peer.terminate());

	test("remote start with a known id and a connector; a refusal says what it can mean", async () => {
		await addId("KNOWN", { user: "Somebody" });
		await openForm("CMD-1", "Start charging");
		await send();
		await page.getByText("This is needed").waitFor();
		await page.getByRole("dialog").getByRole("combobox", { name: "Id" }).fill("KNO");
		await page.getByRole("option", { name: "KNOWN" }).click();
		await choose("Connector", "Connector 2");
		await send();
		expect(await answerNext(peer, result({ status: "Rejected" }))).toEqual([
			"RemoteStartTransaction",
			{ idTag: "KNOWN", connectorId: 2 },
		]);
		await answered("Answer: Rejected");
		await answered("the connector is in use");
	});

	test("remote stop of a running session", async () => {
		await addId("STOPPED");
		await openForm("CMD-2", "Restart");
		await page.keyboard.press("Escape");
		const transactionId = await startTransaction(peer, "STOPPED");
		await page
			.getByRole("region", { name: /Connector 1/ })
			.getByRole("button", { name: "Stop charging" })
			.click();
		await send();
		expect(await answerNext(peer, result({ status: "Accepted" }))).toEqual([
			"RemoteStopTransaction",
			{ transactionId },
		]);
		await answered("The session is being ended.");
	});

	test.each([
		["Soft", "CMD-3"],
		["Hard", "CMD-4"],
	])("reset %s", async (type, identity) => {
		await openForm(identity, "Restart");
		await page.getByRole("radio", { name: type }).check();
		await send();
		expect(await answerNext(peer, result({ status: "Accepted" }))).toEqual(["Reset", { type }]);
		await answered("The charge point restarts");
	});

	test("availability of the whole charge point, after the session", async () => {
		await openForm("CMD-5", "Change availability");
		await choose("Connector", "The whole charge point");
		await page.getByRole("radio", { name: "Out of service" }).check();
		await send();
		expect(await answerNext(peer, result({ status: "Scheduled" }))).toEqual([
			"ChangeAvailability",
			{ connectorId: 0, type: "Inoperative" },
		]);
		await answered("comes into force when it has ended");
	});

	test("unlocking where there is no lock", async () => {
		await openForm("CMD-6", "Unlock connector");
		await choose("Connector", "Connector 1");
		await send();
		expect(await answerNext(peer, result({ status: "NotSupported" }))).toEqual([
			"UnlockConnector",
			{ connectorId: 1 },
		]);
		await answered("has no lock");
	});

	test("a message on demand; a CALLERROR, a time-out and a charge point that is gone are told", async () => {
		await openForm("CMD-7", "Ask for a message");
		await choose("Message", "Meter values");
		await send();
		const error = (messageId: string) => [4, messageId, "NotSupported", "not on this one", {}];
		expect(await answerNext(peer, error)).toEqual(["TriggerMessage", { requestedMessage: "MeterValues" }]);
		await answered("could not process the command: NotSupported");
		await answered("not on this one");

		await send();
		await peer.received();
		await answered("No answer in time");

		peer.terminate();
		await page.getByText("Not connected").waitFor();
		await send();
		await answered("The command was not sent");
	});
});

describe("one charge point's messages", () => {
	test("frames come live, answers carry their action, and a filter chooses", async () => {
		const peer = await boot(csms.ocpp, "FRAMES-1");
		const page = await open("/operator/charge-points/FRAMES-1");
		await page.getByText("No messages yet").waitFor();
		await peer.call("Heartbeat", {});
		await status(peer, 1, "Preparing");
		const log = page.getByRole("list", { name: "OCPP messages" });
		await expect.poll(() => log.getByRole("listitem").count()).toBe(4);
		expect(await log.getByText("Heartbeat").count()).toBe(2);
		await log.getByRole("button", { name: /Charge point → CSMS.*StatusNotification/ }).click();
		await log.getByText('"status": "Preparing"').waitFor();
		await page.getByLabel("Filter, for example").fill("preparing");
		await expect.poll(() => log.getByRole("listitem").count()).toBe(1);
		await page.getByRole("button", { name: "Clear the list" }).click();
		await page.getByText("No messages yet").waitFor();
	});
});

describe("ids", () => {
	test("adding, changing, blocking and deleting", async () => {
		const page = await open("/operator/id-tags");
		await page.getByRole("button", { name: "Add an id" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.getByText("not empty").waitFor();
		await dialog.getByLabel("Id", { exact: false }).first().fill("NEW-ID");
		await dialog.getByLabel("Whose").fill("Somebody New");
		await dialog.getByLabel("Group").fill("FLEET");
		await dialog.getByLabel("Valid until").fill("2030-01-31T12:00");
		await dialog.getByLabel("Any number of sessions at once").check();
		await dialog.getByRole("button", { name: "Save" }).click();
		const row = page.getByRole("row", { name: /NEW-ID/ });
		await row.getByText("Jan 31, 2030, 12:00").waitFor();
		const read = async () => (await csms.rest("GET", "/id-tags/NEW-ID")).body;
		expect(await read()).toMatchObject({
			user: "Somebody New",
			parentIdTag: "FLEET",
			expiryDate: new Date("2030-01-31T12:00").toISOString(),
			maxActiveTransactions: null,
			blocked: false,
		});

		await dialog.waitFor({ state: "detached" });
		await row.getByRole("switch", { name: "Block NEW-ID" }).click({ force: true });
		await expect.poll(async () => (await read()).blocked).toBe(true);
		await row.getByRole("button", { name: "Change NEW-ID" }).click();
		await dialog.getByLabel("Whose").fill("");
		await dialog.getByLabel("Any number of sessions at once").uncheck();
		await dialog.getByRole("textbox", { name: "Sessions at once" }).fill("3");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
		expect(await read()).toMatchObject({ user: null, maxActiveTransactions: 3, blocked: true });

		await row.getByRole("button", { name: "Delete NEW-ID" }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await row.waitFor({ state: "detached" });
		expect((await csms.rest("GET", "/id-tags/NEW-ID")).status).toBe(404);
	});

	test("a refused id is seen among the authorizations, and is added from there", async () => {
		const peer = await boot(csms.ocpp, "REFUSE-1");
		const page = await open("/operator/authorizations");
		await peer.call("Authorize", { idTag: "F00DCAFE" });
		const row = page.getByRole("row", { name: /F00DCAFE/ });
		await row.getByText("Nobody has registered this id").waitFor();
		await row.getByRole("link", { name: "Add this id" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByRole("row", { name: /F00DCAFE/ }).waitFor();
		const [, , { idTagInfo }] = await peer.call("Authorize", { idTag: "F00DCAFE" });
		expect(idTagInfo.status).toBe("Accepted");
	});
});

describe("transactions", () => {
	test("the list and one transaction live, from start to stop", async () => {
		await addId("TABLE");
		const peer = await boot(csms.ocpp, "TX-1");
		const page = await open("/operator/transactions");
		const transactionId = await startTransaction(peer, "TABLE");
		const row = page.getByRole("row", { name: /TABLE/ });
		await row.getByText("Running").waitFor();
		await meterValues(peer, transactionId, 1100, 11_000, Date.now() - 60_000);
		await row.getByText("0.100 kWh").waitFor();
		await row.getByRole("link").click();

		await page.getByRole("heading", { name: `Transaction ${transactionId}` }).waitFor();
		await page.getByText("The chart appears with the second meter value.").waitFor();
		await meterValues(peer, transactionId, 1300, 9_000);
		await page.locator(".recharts-surface path.recharts-area-curve").first().waitFor();
		const table = page.getByRole("table", { name: "Meter values" });
		await table.getByRole("row", { name: /1300/ }).getByText("9000").waitFor();
		expect(await table.getByRole("columnheader").allInnerTexts()).toEqual([
			"Time",
			"Current L1 (A)",
			"Energy register (Wh)",
			"Power (W)",
			"Occasion",
		]);

		const timestamp = new Date().toISOString();
		await peer.call("StopTransaction", {
			transactionId,
			meterStop: 1500,
			timestamp,
			reason: "EVDisconnected",
		});
		await page.getByText("Vehicle unplugged").waitFor();
		await page.getByText("0.500 kWh").waitFor();
		await page.getByRole("button", { name: "Stop charging" }).waitFor({ state: "detached" });
	});

	test("the filters choose, and a running one stands before ended ones", async () => {
		await addId("FIRST", { maxActiveTransactions: null });
		const peer = await boot(csms.ocpp, "TX-2");
		const running = await startTransaction(peer, "FIRST");
		const ended = await startTransaction(peer, "FIRST", 2);
		const timestamp = new Date().toISOString();
		await peer.call("StopTransaction", { transactionId: ended, meterStop: 1000, timestamp });
		const page = await open("/operator/transactions");
		await page.getByRole("textbox", { name: "Id" }).fill("first");
		const numbers = () => page.getByRole("table").getByRole("link").allInnerTexts();
		await expect.poll(numbers).toEqual([String(running), String(ended)]);
		await page.getByText("Ended", { exact: true }).click();
		await expect.poll(numbers).toEqual([String(ended)]);
		await page.getByLabel("Started from").fill("2100-01-01");
		await page.getByText("No transaction here").waitFor();
	});

	test("a transaction that is not there", async () => {
		const page = await open("/operator/transactions/999999");
		await page.getByRole("heading", { name: "There is no such page" }).waitFor();
	});
});

test("accepting registrations at once is a setting", async () => {
	const page = await open("/operator/settings");
	const setting = page.getByRole("switch", { name: "Accept registrations at once" });
	expect(await setting.isChecked()).toBe(false);
	await setting.click({ force: true });
	await expect.poll(async () => (await csms.rest("GET", "/settings")).body.acceptRegistrations).toBe(true);
	await expect.poll(() => setting.isEnabled()).toBe(true);
	await setting.click({ force: true });
	await expect.poll(async () => (await csms.rest("GET", "/settings")).body.acceptRegistrations).toBe(false);
});
