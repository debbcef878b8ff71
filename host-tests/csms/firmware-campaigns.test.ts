import { describe, expect, test } from "vitest";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { sendImage } from "./files";
import { readEvents, runCsms, shareCsms, temporaryFolder } from "./running-csms";

const csms = shareCsms();
const IMAGE = Buffer.alloc(50_000, 7);

async function newImage(on = csms): Promise<number> {
	return (await sendImage(on, { name: "Release", version: "2.0" }, IMAGE)).body.id;
}

/** Answers the next CALL; tells its action and payload. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
async function answer(peer: Peer, response: object = {}): Promise<{ action: string; payload: any }> {
	const [, messageId, action, payload] = await peer.received();
	peer.send(JSON.stringify([3, messageId, response]));
	return { action, payload };
}

const status = (peer: Peer, value: string) => peer.call("FirmwareStatusNotification", { status: value });
const read = async (id: number, on = csms) => (await on.rest("GET", `/firmware-campaigns/${id}`)).body;
const member = async (id: number, identity: string, on = csms) =>
	(await read(id, on)).chargePoints.find((one: { identity: string }) => one.identity === identity);

/** Closes the connection, of which the charge point knows first. */
async function leave(peer: Peer, identity: string, on = csms): Promise<void> {
	peer.close();
	await expect
		.poll(async () => (await on.rest("GET", `/charge-points/${identity}`)).body.connected)
		.toBe(false);
}

describe("a firmware campaign", () => {
	test("asks so many charge points at once, and the next one when one is through", async () => {
		const names = ["C1", "C2", "C3"];
		const peers = new Map<string, Peer>();
		for (const name of names) {
			const peer = await connect(csms.ocpp, name);
			await peer.call("BootNotification", { ...BOOT, firmwareVersion: "1.0" });
			peers.set(name, peer);
		}
		const firmwareId = await newImage();
		const events = await readEvents(csms.url, { path: "/events?names=firmware-campaign" });
		await events.opened;
		const wish = { firmwareId, identities: names, atOnce: 2, retries: 1, retryInterval: 5 };
		const { status: code, body } = await csms.rest("POST", "/firmware-campaigns", wish);
		expect(code).toBe(201);
		expect(body).toMatchObject({
			firmware: { id: firmwareId, name: "Release", version: "2.0", size: IMAGE.length },
			...{ signed: false, atOnce: 2, retries: 1, retryInterval: 5, account: "api-token" },
			...{ state: "Running", stoppedAt: null, retrieveDate: null, installDate: null },
			counts: { Waiting: 3, UnderWay: 0, Succeeded: 0, Failed: 0 },
		});
		expect((await events.next("firmware-campaign")).counts.Waiting).toBe(3);
		for (const name of ["C1", "C2"]) {
			const { action, payload } = await answer(peers.get(name)!);
			expect(action).toBe("UpdateFirmware");
			expect(payload).toMatchObject({ retries: 1, retryInterval: 5 });
		}
		await expect.poll(async () => (await read(body.id)).counts).toMatchObject({ Waiting: 1, UnderWay: 2 });
		await status(peers.get("C1")!, "Downloading");
		expect(await member(body.id, "C1")).toMatchObject({
			state: "UnderWay",
			update: { campaignId: body.id, state: "Running", firmwareVersionBefore: "1.0" },
		});
		await status(peers.get("C1")!, "Installed");
		await answer(peers.get("C3")!);
		await status(peers.get("C2")!, "InstallationFailed");
		await status(peers.get("C3")!, "Installed");
		await expect
			.poll(async () => (await read(body.id)).counts)
			.toEqual({ Waiting: 0, UnderWay: 0, Succeeded: 2, Failed: 1 });
		const done = await read(body.id);
		expect(done.state).toBe("Done");
		const [listed] = (await csms.rest("GET", "/firmware-campaigns?limit=1")).body;
		const { chargePoints: _, ...summary } = done;
		expect(listed).toEqual(summary);

		const retried = await csms.rest("POST", `/firmware-campaigns/${body.id}/retry`);
		expect(retried.body).toMatchObject({ state: "Running", counts: { Waiting: 1, Succeeded: 2, Failed: 0 } });
		await answer(peers.get("C2")!);
		await status(peers.get("C2")!, "Installed");
		await expect.poll(async () => (await read(body.id)).state).toBe("Done");
		const nothing = await csms.rest("POST", `/firmware-campaigns/${body.id}/retry`);
		expect(nothing.status).toBe(409);
	});

	test("waits for a charge point that is away, and can be stopped and resumed", async () => {
		await csms.rest("PUT", "/charge-points/AWAY", {});
		const away = await boot(csms.ocpp, "AWAY");
		await leave(away, "AWAY", csms);
		const wish = { firmwareId: await newImage(), identities: ["AWAY"] };
		const { body } = await csms.rest("POST", "/firmware-campaigns", wish);
		const stopped = await csms.rest("POST", `/firmware-campaigns/${body.id}/stop`);
		expect(stopped.body).toMatchObject({ state: "Stopped", stoppedAt: expect.any(String) });
		const again = await csms.rest("POST", `/firmware-campaigns/${body.id}/stop`);
		expect(again.body.stoppedAt).toBe(stopped.body.stoppedAt);
		const back = await boot(csms.ocpp, "AWAY");
		const quiet = new Promise((resolve) => setTimeout(resolve, 1500, "nothing"));
		const next = back.received();
		expect(await Promise.race([next, quiet])).toBe("nothing");
		const resumed = await csms.rest("POST", `/firmware-campaigns/${body.id}/resume`);
		expect(resumed.body).toMatchObject({ state: "Running", stoppedAt: null });
		const [, messageId, action] = await next;
		expect(action).toBe("UpdateFirmware");
		back.send(JSON.stringify([4, messageId, "NotSupported", "no firmware", {}]));
		await expect
			.poll(() => member(body.id, "AWAY"))
			.toMatchObject({
				state: "Failed",
				update: { state: "Refused", answer: "NotSupported: no firmware" },
			});
	});

	test("gives up a charge point of another make, and says why", async () => {
		await boot(csms.ocpp, "OTHER-MAKE");
		const fields = { name: "Release", version: "2.0", chargePointVendor: "Somebody" };
		const { body: image } = await sendImage(csms, fields, IMAGE);
		const wish = { firmwareId: image.id, identities: ["OTHER-MAKE"] };
		const { body } = await csms.rest("POST", "/firmware-campaigns", wish);
		await expect
			.poll(() => member(body.id, "OTHER-MAKE"))
			.toMatchObject({
				state: "Failed",
				problem: "The firmware Release is for Somebody, and OTHER-MAKE is of Vendor.",
				update: null,
			});
		await expect.poll(async () => (await read(body.id)).state).toBe("Done");
	});

	test("goes on after a restart", async () => {
		const data = temporaryFolder();
		const first = await runCsms({ data });
		const firmwareId = await newImage(first);
		for (const name of ["R1", "R2"]) {
			const peer = await boot(first.ocpp, name);
			await leave(peer, name, first);
		}
		const wish = { firmwareId, identities: ["R1", "R2"], atOnce: 1 };
		const { body } = await first.rest("POST", "/firmware-campaigns", wish);
		await first.stop();
		const second = await runCsms({ data });
		expect((await read(body.id, second)).counts).toMatchObject({ Waiting: 2 });
		const again = await boot(second.ocpp, "R2");
		expect((await answer(again)).action).toBe("UpdateFirmware");
		await expect.poll(() => member(body.id, "R2", second)).toMatchObject({ state: "UnderWay" });
		await second.stop();
		const third = await runCsms({ data });
		expect(await member(body.id, "R2", third)).toMatchObject({ state: "UnderWay" });
		expect(await member(body.id, "R1", third)).toMatchObject({ state: "Waiting", update: null });
	});

	test("refuses what cannot be", async () => {
		const firmwareId = await newImage();
		const post = (body: object) => csms.rest("POST", "/firmware-campaigns", body);
		expect((await post({ firmwareId: 9999, identities: ["C1"] })).status).toBe(404);
		expect((await post({ firmwareId, identities: ["NOBODY"] })).body.error).toBe(
			'There is no charge point "NOBODY".',
		);
		expect((await post({ firmwareId, identities: [] })).status).toBe(400);
		expect((await post({ firmwareId, identities: ["C1"], signed: true })).status).toBe(422);
		const installDate = "2030-01-01T00:00:00Z";
		expect((await post({ firmwareId, identities: ["C1"], installDate })).status).toBe(422);
		expect((await csms.rest("GET", "/firmware-campaigns/9999")).status).toBe(404);
		expect((await csms.rest("POST", "/firmware-campaigns/9999/stop")).status).toBe(404);
		expect((await csms.rest("POST", "/firmware-campaigns/9999/retry")).status).toBe(404);
	});
});
