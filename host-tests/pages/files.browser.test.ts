import { expect, test } from "vitest";
import { boot } from "../csms/charge-point-peer";
import { ask, exchange, sendImage } from "../csms/files";
import { shareCsms } from "../csms/running-csms";
import { shareBrowser } from "./browser";
import { shareOperator } from "./operator";

const csms = shareCsms();
const { open } = shareOperator(csms, shareBrowser());

test("a charge point's page follows an update and offers the file of an upload", async () => {
	const peer = await boot(csms.ocpp, "FILES-1");
	const { body } = await sendImage(csms, { name: "Spring", version: "2.0" }, Buffer.alloc(400_000));
	const path = "/charge-points/FILES-1";
	const page = await open(`/operator${path}/files`);
	const name = "Firmware updates, diagnostics and logs";
	await page.getByRole("heading", { level: 1, name: "FILES-1" }).waitFor();
	expect(await page.getByRole("table", { name }).count()).toBe(0);

	const { payload } = await ask(csms, peer, `${path}/firmware-updates`, { firmwareId: body.id });
	const update = page.getByRole("row", { name: "Firmware Spring 2.0" });
	await update.getByText("Accepted").waitFor();
	await peer.call("FirmwareStatusNotification", { status: "Downloading" });
	await update.getByText("Under way").waitFor();
	await exchange("GET", payload.location, undefined, { range: "bytes=0-99999" });
	await update.getByText("100,000 of 400,000 bytes").waitFor();
	await peer.call("FirmwareStatusNotification", { status: "DownloadFailed" });
	await update.getByText("Failed", { exact: true }).waitFor();

	const upload = await ask(csms, peer, `${path}/uploads`, { kind: "Diagnostics" }, { fileName: "a.log" });
	await exchange("PUT", `${upload.payload.location}a.log`, "the report");
	const download = page.waitForEvent("download");
	await page.getByRole("row", { name: "Diagnostics" }).getByRole("link", { name: "a.log" }).click();
	const stream = await (await download).createReadStream();
	expect(String(Buffer.concat(await stream.toArray()))).toBe("the report");
});
