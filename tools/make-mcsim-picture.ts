import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PNG } from "pngjs";
import { startCsms } from "../csms/start";
import { CONTROLS, McsimWindow, WINDOW, whatWindowLacks } from "./mcsim-window";
import { ROOT } from "./moddable";

/** `npx tsx tools/make-mcsim-picture.ts`: takes docs/mcsim.png, the window of `npm run sim` while it charges. */

/** Seconds of charging until the picture. */
const CHARGING = 20;

async function take(): Promise<void> {
	const data = mkdtempSync(join(tmpdir(), "xs-evse-mcsim-picture-"));
	const csms = await startCsms({
		...{ host: "127.0.0.1", port: 0, data: join(data, "csms"), apiToken: "token" },
		...{ acceptUnknown: true, acceptRegistrations: true },
	});
	await fetch(`${csms.url}/api/v1/id-tags`, {
		method: "POST",
		headers: { authorization: "Bearer token", "content-type": "application/json" },
		body: JSON.stringify({ idTag: "04A2B9C1D25E80" }),
	});
	const window = await McsimWindow.open(["--csms", csms.ocpp, "--data", join(data, "CP001")]);
	try {
		await window.click(CONTROLS.cable);
		await window.click(CONTROLS.vehicle);
		await window.click(CONTROLS.present);
		await window.until(/-> .*"Charging"/);
		await sleep(CHARGING * 1000);
		const screen = await window.picture();
		const { x, y, width, height } = WINDOW;
		const picture = new PNG({ width, height });
		PNG.bitblt(screen, picture, x, y, width, height, 0, 0);
		writeFileSync(join(ROOT, "docs/mcsim.png"), PNG.sync.write(picture, { colorType: 2 }));
		console.log("docs/mcsim.png");
	} finally {
		await window.close();
		await csms.stop();
		rmSync(data, { recursive: true, force: true });
	}
}

const lacking = whatWindowLacks();
if (lacking === undefined) await take();
else {
	console.error(`The picture of the window cannot be taken: ${lacking}.`);
	process.exitCode = 1;
}
