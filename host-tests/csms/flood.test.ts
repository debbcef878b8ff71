import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { BOOT, boot } from "./charge-point-peer";
import { runCsms } from "./running-csms";

/** A connection that takes no notice of what it is answered, and what it has been answered so far. */
async function flooder(ocpp: string, identity: string) {
	const socket = new WebSocket(`${ocpp}/${identity}`, "ocpp1.6");
	onTestFinished(() => socket.terminate());
	const seen = { answers: 0 };
	socket.on("message", () => seen.answers++);
	await once(socket, "open");
	socket.send(JSON.stringify([2, "boot", "BootNotification", BOOT]));
	await once(socket, "message");
	seen.answers = 0;
	return { socket, seen };
}

test("who sends faster than it is answered has to wait, and is answered in the end", async () => {
	const csms = await runCsms();
	const { socket, seen } = await flooder(csms.ocpp, "FLOOD");
	const data = "x".repeat(200_000);
	const calls = 400;
	let taken = 0;
	for (let i = 0; i < calls; i++) {
		const call = JSON.stringify([2, `${i}`, "DataTransfer", { vendorId: "v", data }]);
		socket.send(call, () => taken++);
	}
	// What is on its way, and what waits inside, stays small beside the 80 MB that are offered.
	while (taken < calls) {
		await new Promise((resolve) => setTimeout(resolve, 10));
		expect(taken - seen.answers).toBeLessThan(150);
	}
	await expect.poll(() => seen.answers, { timeout: 20_000 }).toBe(calls);
	const other = await boot(csms.ocpp, "QUIET");
	expect((await other.call("Heartbeat", {}))[0]).toBe(3);
}, 60_000);

test("who does not read what it is answered is cut off", async () => {
	const csms = await runCsms();
	const { socket } = await flooder(csms.ocpp, "DEAF");
	socket.pause();
	const ended = once(socket, "close");
	const id = "x".repeat(36);
	// Refused at once, each with its own name in the answer.
	const call = JSON.stringify([2, id, `No${"o".repeat(400)}`, {}]);
	const send = setInterval(() => {
		for (let i = 0; i < 2000 && socket.bufferedAmount < 2 ** 20; i++) socket.send(call, () => {});
	}, 1);
	onTestFinished(() => clearInterval(send));
	const answered = await expect
		.poll(async () => (await csms.rest("GET", "/charge-points/DEAF")).body.connected, { timeout: 25_000 })
		.toBe(false);
	clearInterval(send);
	socket.resume();
	await ended;
	return answered;
}, 60_000);
