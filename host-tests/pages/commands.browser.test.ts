import type { Page } from "playwright-core";
import { afterEach, describe, expect, test } from "vitest";
import { boot, type Peer } from "../csms/charge-point-peer";
import { shareCsms } from "../csms/running-csms";
import { shareBrowser } from "./browser";
import { startTransaction, tellStatus } from "./charging";
import { shareOperator } from "./operator";

const csms = shareCsms({ messageTimeout: 1 });
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);

/** Reads the next CALL at the charge point and answers it. */
async function answerNext(peer: Peer, answer: (messageId: string) => unknown[]): Promise<[string, unknown]> {
	const [, messageId, action, payload] = await peer.received();
	peer.send(JSON.stringify(answer(messageId)));
	return [action, payload];
}

const result = (payload: object) => (messageId: string) => [3, messageId, payload];

describe("commands", () => {
	let peer: Peer;
	let page: Page;

	async function openForm(identity: string, command: string): Promise<void> {
		peer = await boot(csms.ocpp, identity);
		await tellStatus(peer, 0, "Available");
		await tellStatus(peer, 1, "Available");
		await tellStatus(peer, 2, "Available");
		page = await open(`/operator/charge-points/${identity}`);
		const group = page.getByRole("group", { name: "Commands" });
		await group.getByRole("button", { name: command }).click();
	}
	const send = () => page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
	const confirm = () => page.getByRole("dialog").getByRole("button", { name: "Yes, send" }).click();
	const choose = async (field: string, option: string) => {
		await page.getByRole("dialog").getByRole("combobox", { name: field }).click();
		await page.getByRole("option", { name: option }).click();
	};
	const answered = (text: string) => page.getByRole("alert").getByText(text).waitFor();

	afterEach(() => peer.terminate());

	test("remote start with a known id and a connector; a refusal says what it can mean", async () => {
		await csms.rest("POST", "/id-tags", { idTag: "KNOWN", user: "Somebody" });
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
		await csms.rest("POST", "/id-tags", { idTag: "STOPPED" });
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
		await confirm();
		expect(await answerNext(peer, result({ status: "Accepted" }))).toEqual(["Reset", { type }]);
		await answered("The charge point restarts");
	});

	test("availability of the whole charge point, after the session", async () => {
		await openForm("CMD-5", "Change availability");
		await choose("Connector", "The whole charge point");
		await page.getByRole("radio", { name: "Out of service" }).check();
		await send();
		await confirm();
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
		await page.getByText("Not connected", { exact: true }).first().waitFor();
		await send();
		await answered("The command was not sent");
	});
});

describe("one charge point's messages", () => {
	test("frames come live, answers carry their action, and a filter chooses", async () => {
		const peer = await boot(csms.ocpp, "FRAMES-1");
		const page = await open("/operator/charge-points/FRAMES-1/messages");
		await page.getByText("BootNotification").first().waitFor();
		await page.getByRole("button", { name: "Clear the list" }).click();
		await page.getByText("No messages yet").waitFor();
		await peer.call("Heartbeat", {});
		await tellStatus(peer, 1, "Preparing");
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
