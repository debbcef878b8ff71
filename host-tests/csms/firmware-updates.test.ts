import { randomBytes, sign } from "node:crypto";
import { expect, test } from "vitest";
import { Authority } from "../charge-point/certificates";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { ask, exchange, sendImage } from "./files";
import { readEvents, shareCsms } from "./running-csms";

const csms = shareCsms();
const IMAGE = randomBytes(700_000);
const DAY = 86_400_000;

async function newImage(fields: Record<string, string> = {}): Promise<number> {
	const { status, body } = await sendImage(csms, { name: "Release", version: "2.0", ...fields }, IMAGE);
	expect(status).toBe(201);
	return body.id;
}

async function signedImage(): Promise<{ id: number; signature: string; cert: string }> {
	const root = await Authority.root("Root", "P-256", {
		notBefore: Date.now() - DAY,
		notAfter: Date.now() + DAY,
	});
	const { cert, key } = await root.issue("Release", {
		notBefore: Date.now() - DAY,
		notAfter: Date.now() + DAY,
	});
	const signature = sign("sha256", IMAGE, key).toString("base64");
	return { id: await newImage({ signature, signingCertificate: cert }), signature, cert };
}

async function statuses(peer: Peer, ...sent: string[]): Promise<void> {
	for (const status of sent) {
		expect((await peer.call("FirmwareStatusNotification", { status }))[2]).toEqual({});
	}
}

const updates = async (identity: string) =>
	(await csms.rest("GET", `/charge-points/${identity}/firmware-updates`)).body;

test("TC_044_1 an image from the CSMS itself: asked for, fetched, installed, and each step is known", async () => {
	const peer = await connect(csms.ocpp, "F1");
	await peer.call("BootNotification", { ...BOOT, firmwareVersion: "1.0" });
	const firmwareId = await newImage({ chargePointVendor: "Vendor", chargePointModel: "Model" });
	const events = await readEvents(csms.url);
	const wish = { firmwareId, retries: 2, retryInterval: 60, retrieveDate: "2026-01-01T00:00:00Z" };
	const path = "/charge-points/F1/firmware-updates";
	const { action, payload, answer } = await ask(csms, peer, path, wish);
	expect(action).toBe("UpdateFirmware");
	expect(payload).toEqual({
		location: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/files\/[\w-]{43}\/image\.bin$/),
		...{ retries: 2, retryInterval: 60, retrieveDate: "2026-01-01T00:00:00.000Z" },
	});
	expect(payload.location.startsWith(`${csms.url}/`)).toBe(true);
	expect(answer).toMatchObject({
		status: 201,
		body: {
			...{ identity: "F1", state: "Accepted", status: null, statuses: [], bytesServed: 0, signed: false },
			...{ retries: 2, retryInterval: 60, account: "api-token", requestId: null, noNewsSince: null },
			location: `${csms.url}/files/***/image.bin`,
			firmware: { id: firmwareId, name: "Release", version: "2.0", size: IMAGE.length },
			...{ firmwareVersionBefore: "1.0", firmwareVersionAfter: null, answer: null },
		},
	});
	expect((await events.next("firmware-update")).state).toBe("Requested");
	expect((await events.next("firmware-update")).state).toBe("Accepted");

	await statuses(peer, "Downloading");
	const got = await exchange("GET", payload.location);
	expect(got.bytes.equals(IMAGE)).toBe(true);
	await expect.poll(async () => (await updates("F1"))[0].bytesServed).toBe(IMAGE.length);
	await statuses(peer, "Downloaded", "Installing");
	expect((await csms.rest("DELETE", `/firmware/${firmwareId}`)).status).toBe(409);
	const [running] = await updates("F1");
	expect(running).toMatchObject({ state: "Running", status: "Installing", firmwareVersionAfter: null });
	await peer.call("BootNotification", { ...BOOT, firmwareVersion: "2.0" });
	await statuses(peer, "Installed");
	const [done] = await updates("F1");
	expect(done).toMatchObject({ state: "Succeeded", status: "Installed", firmwareVersionAfter: "2.0" });
	expect(done.statuses.map(({ status }: { status: string }) => status)).toEqual([
		...["Downloading", "Downloaded", "Installing", "Installed"],
	]);
	expect((await csms.rest("GET", `${path}/${done.id}`)).body).toEqual(done);
	expect((await csms.rest("GET", "/firmware-updates?identity=F1")).body).toEqual([done]);
	expect((await csms.rest("GET", "/firmware-updates?identity=F1&state=Running")).body).toEqual([]);
	expect((await exchange("GET", payload.location)).status).toBe(404);
	expect((await csms.rest("DELETE", `/firmware/${firmwareId}`)).status).toBe(204);
	expect((await updates("F1"))[0].firmware.name).toBe("Release");
});

test("TC_044_2 TC_044_3 a download and an installation that fail are failed updates", async () => {
	const peer = await boot(csms.ocpp, "F2");
	const firmwareId = await newImage();
	const path = "/charge-points/F2/firmware-updates";
	await ask(csms, peer, path, { firmwareId });
	await statuses(peer, "Downloading", "DownloadFailed");
	expect((await updates("F2"))[0]).toMatchObject({ state: "Failed", status: "DownloadFailed" });
	await ask(csms, peer, path, { firmwareId });
	await statuses(peer, "Downloading", "Downloaded", "Installing", "InstallationFailed");
	// The old firmware has booted again, and a trigger tells that nothing is going on.
	await peer.call("BootNotification", BOOT);
	await statuses(peer, "Idle");
	expect(await updates("F2")).toMatchObject([
		{ state: "Failed", status: "InstallationFailed", firmwareVersionAfter: null },
		{ state: "Failed", status: "DownloadFailed" },
	]);
});

test("another firmwareVersion at the boot ends an update whose charge point tells no more", async () => {
	const peer = await connect(csms.ocpp, "F3");
	await peer.call("BootNotification", { ...BOOT, firmwareVersion: "1.0" });
	const firmwareId = await newImage();
	const path = "/charge-points/F3/firmware-updates";
	const later = new Date(Date.now() + DAY).toISOString();
	await ask(csms, peer, path, { firmwareId, retrieveDate: later });
	await peer.call("BootNotification", { ...BOOT, firmwareVersion: "1.1" });
	expect((await updates("F3"))[0]).toMatchObject({ state: "Accepted", firmwareVersionAfter: null });
	await ask(csms, peer, path, { firmwareId });
	await peer.call("BootNotification", { ...BOOT, firmwareVersion: "1.1" });
	expect((await updates("F3"))[0]).toMatchObject({ state: "Accepted", firmwareVersionBefore: "1.1" });
	await peer.call("BootNotification", { ...BOOT, firmwareVersion: "2.0.1" });
	expect(await updates("F3")).toMatchObject([
		{ state: "Succeeded", firmwareVersionAfter: "2.0.1" },
		{ state: "Replaced" },
	]);
});

test("TC_080 R-SEC-18 a signed update carries signature and certificate; its statuses find it by the requestId", async () => {
	const peer = await boot(csms.ocpp, "F4");
	const { id: firmwareId, signature, cert } = await signedImage();
	const path = "/charge-points/F4/firmware-updates";
	const installDate = "2026-01-02T00:00:00Z";
	const first = await ask(csms, peer, path, { firmwareId, installDate }, { status: "Accepted" });
	expect(first.action).toBe("SignedUpdateFirmware");
	expect(first.payload).toEqual({
		requestId: first.answer.body.id,
		firmware: {
			location: expect.stringMatching(/\/files\/[\w-]{43}\/image\.bin$/),
			retrieveDateTime: expect.stringMatching(/Z$/),
			installDateTime: "2026-01-02T00:00:00.000Z",
			...{ signature, signingCertificate: cert.trim() },
		},
	});
	expect(first.answer.body).toMatchObject({
		signed: true,
		requestId: first.answer.body.id,
		state: "Accepted",
	});
	const second = await ask(csms, peer, path, { firmwareId }, { status: "AcceptedCanceled" });
	expect(await updates("F4")).toMatchObject([
		{ state: "Accepted", answer: "AcceptedCanceled" },
		{ state: "Replaced", answer: "Accepted" },
	]);
	const tell = (status: string, requestId?: number) =>
		peer.call("SignedFirmwareStatusNotification", { status, requestId });
	const requestId = second.answer.body.id;
	for (const status of ["Downloading", "Downloaded", "SignatureVerified", "InstallRebooting", "Installing"]) {
		expect((await tell(status, requestId))[2]).toEqual({});
	}
	// An unknown one belongs to nothing, one without a number to the newest.
	await tell("InstallationFailed", 999_999);
	await tell("Installed");
	expect(await updates("F4")).toMatchObject([
		{ state: "Succeeded", status: "Installed", statuses: { length: 6 } },
		{ state: "Replaced", statuses: [] },
	]);
});

test("TC_081 R-SEC-17 a bad signature and a bad certificate are told by the update", async () => {
	const peer = await boot(csms.ocpp, "F5");
	const { id: firmwareId } = await signedImage();
	const path = "/charge-points/F5/firmware-updates";
	const { payload } = await ask(csms, peer, path, { firmwareId }, { status: "Accepted" });
	const { requestId } = payload;
	for (const status of ["Downloading", "Downloaded", "InvalidSignature"]) {
		await peer.call("SignedFirmwareStatusNotification", { status, requestId });
	}
	const timestamp = new Date().toISOString();
	const event = await peer.call("SecurityEventNotification", { type: "InvalidFirmwareSignature", timestamp });
	expect(event[2]).toEqual({});
	expect((await updates("F5"))[0]).toMatchObject({ state: "Failed", status: "InvalidSignature" });
	const refused = await ask(csms, peer, path, { firmwareId }, { status: "InvalidCertificate" });
	expect(refused.answer).toMatchObject({
		status: 201,
		body: { state: "Refused", answer: "InvalidCertificate" },
	});
	expect((await exchange("GET", refused.payload.firmware.location)).status).toBe(404);
});

test("an update that cannot be is refused with a sentence and not noted", async () => {
	await csms.rest("PUT", "/charge-points/F6", {});
	const firmwareId = await newImage({ chargePointVendor: "Somebody" });
	const plain = await newImage();
	const ask6 = (body: object, identity = "F6") =>
		csms.rest("POST", `/charge-points/${identity}/firmware-updates`, body);
	expect(await ask6({ firmwareId: plain })).toMatchObject({
		status: 409,
		body: { error: "F6 has not connected yet, so its address for files is not known." },
	});
	const peer = await boot(csms.ocpp, "F6");
	for (const [body, status, sentence] of [
		[{}, 422, /firmwareId, or a location/],
		[{ firmwareId: 99_999 }, 404, /no firmware 99999/],
		[{ firmwareId }, 409, /is for Somebody, and F6 is of Vendor/],
		[{ firmwareId: plain, signed: true }, 422, /with a signature/],
		[{ location: "https://example.com/a", signed: true }, 422, /with a signature/],
		[{ firmwareId: plain, installDate: "2026-01-01T00:00:00Z" }, 422, /installDate/],
		[{ location: "ftp" }, 422, /FTP is not served here/],
		[{ location: "gopher://example.com" }, 422, /FTP is not served here/],
		[{ firmwareId: plain, retries: -1 }, 400, /retries/],
		[{ firmwareId: plain, retrieveDate: "tomorrow" }, 400, /retrieveDate/],
	] as const) {
		const answer = await ask6(body);
		expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(sentence)]);
	}
	expect((await ask6({ firmwareId: plain }, "NOBODY")).status).toBe(404);
	peer.close();
	await peer.closed;
	await expect.poll(async () => (await ask6({ firmwareId: plain })).status).toBe(409);
	expect(await updates("F6")).toEqual([]);
	expect((await csms.rest("GET", "/charge-points/NOBODY/firmware-updates")).status).toBe(404);
});

test("a CALLERROR refuses an update; R-FW-04 a charge point may know the signed one only", async () => {
	const peer = await boot(csms.ocpp, "F7");
	const answer = csms.rest("POST", "/charge-points/F7/firmware-updates", { firmwareId: await newImage() });
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([4, messageId, "NotSupported", "Signed only", {}]));
	expect(await answer).toMatchObject({
		status: 502,
		body: { error: "F7 answered UpdateFirmware with the error NotSupported: Signed only." },
	});
	expect(await updates("F7")).toMatchObject([{ state: "Refused", answer: "NotSupported: Signed only" }]);
});

test("a location of another server goes out as it is, and no record shows its password", async () => {
	const peer = await boot(csms.ocpp, "F8");
	const location = "ftp://user:pass:word@files.example/image.bin";
	const masked = "ftp://***@files.example/image.bin";
	const events = await readEvents(csms.url);
	const { payload, answer } = await ask(csms, peer, "/charge-points/F8/firmware-updates", { location });
	expect(payload.location).toBe(location);
	expect(answer.body).toMatchObject({ location: masked, firmware: null });
	expect((await events.next("frame")).frame).toMatchObject([2, {}, "UpdateFirmware", { location: masked }]);

	const raw = { location, retrieveDate: "2026-01-01T00:00:00Z", retries: 3 };
	await ask(csms, peer, "/charge-points/F8/commands/UpdateFirmware", raw);
	await statuses(peer, "DownloadFailed");
	const firmware = { location, retrieveDateTime: "2026-01-01T00:00:00Z", ...signing };
	const signed = { requestId: 4711, firmware };
	await ask(csms, peer, "/charge-points/F8/commands/SignedUpdateFirmware", signed, { status: "Accepted" });
	await peer.call("SignedFirmwareStatusNotification", { status: "Downloading", requestId: 4711 });
	expect(await updates("F8")).toMatchObject([
		{ location: masked, requestId: 4711, signed: true, state: "Running" },
		{ location: masked, retries: 3, state: "Failed", retrieveDate: "2026-01-01T00:00:00.000Z" },
		{ location: masked, state: "Replaced" },
	]);
	const { body } = await csms.rest("GET", "/charge-points/F8/commands");
	expect(JSON.stringify(body)).not.toContain("pass:word");
	expect(body).toHaveLength(3);
});

const signing = { signature: "c2lnbmF0dXJl", signingCertificate: "certificate" };
