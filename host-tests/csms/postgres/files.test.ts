import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { boot } from "../charge-point-peer";
import { databaseOf } from "../databases";
import { ask, exchange, readStored, sendImage } from "../files";
import { runCsms, temporaryFolder } from "../running-csms";

test("an image that one process took is fetched from another, and a file that comes to one is read from another", async () => {
	const database = await databaseOf(temporaryFolder());
	const [one, other] = [await runCsms({ database }), await runCsms({ database })];
	const image = randomBytes(600_000);
	const { body } = await sendImage(other, { name: "Release", version: "2" }, image);
	const peer = await boot(one.ocpp, "P1");
	const path = "/charge-points/P1";
	const elsewhere = (location: string) => `${other.url}${new URL(location).pathname}`;
	const update = await ask(one, peer, `${path}/firmware-updates`, { firmwareId: body.id });
	const got = await exchange("GET", elsewhere(update.payload.location));
	expect(got.bytes.equals(image)).toBe(true);
	const served = async () => (await one.rest("GET", `${path}/firmware-updates`)).body[0].bytesServed;
	await expect.poll(served).toBe(600_000);
	const upload = await ask(one, peer, `${path}/uploads`, { kind: "Diagnostics" }, { fileName: "a" });
	expect((await exchange("PUT", `${elsewhere(upload.payload.location)}a`, "report")).status).toBe(201);
	const stored = await readStored(`${one.url}/api/v1${path}/uploads/${upload.answer.body.id}/file`);
	expect(String(stored.bytes)).toBe("report");
});
