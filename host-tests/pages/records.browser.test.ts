import { expect, test } from "vitest";
import { BOOT, boot } from "../csms/charge-point-peer";
import { shareCsms } from "../csms/running-csms";
import { shareBrowser } from "./browser";
import { startTransaction, tellStatus } from "./charging";
import { shareOperator } from "./operator";

const csms = shareCsms();
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);

test("where a charge point broke the rules is on its page, and nothing where it did not", async () => {
	const [good, bad] = [await boot(csms.ocpp, "GOOD"), await boot(csms.ocpp, "BAD")];
	for (const peer of [good, bad]) await tellStatus(peer, 1, "Available");
	await bad.call("StatusNotification", { connectorId: "1", errorCode: "NoError", status: "Available" });
	await bad.call("Authorize", { idTag: "X", more: 1 });
	await expect
		.poll(async () => (await csms.rest("GET", "/charge-points/BAD/violations")).body.length, {
			timeout: 10_000,
		})
		.toBe(2);
	const page = await open("/operator/charge-points/BAD/history?of=violations");
	const table = page.getByRole("table", { name: "Violations of the protocol" });
	await table.getByText("connectorId must be a whole number").waitFor();
	expect(await table.getByText("Refused").count()).toBe(2);
	const other = await open("/operator/charge-points/GOOD/history?of=violations");
	await other.getByText("The charge point has kept to the rules.").waitFor();
});

test("a transaction left open by a power cut says so instead of running on", async () => {
	const peer = await boot(csms.ocpp, "CUT");
	await startTransaction(peer, "SOMEBODY");
	await peer.call("BootNotification", BOOT);
	const page = await open("/operator/transactions");
	const table = page.getByRole("table", { name: "Transactions" });
	await table.getByText("No stop came; the charge point restarted and does not charge").waitFor();
	expect(await table.getByText("Running", { exact: true }).count()).toBe(0);
});
