import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { boot, connect, type Peer } from "./charge-point-peer";
import { runCsms } from "./running-csms";
import { newRequest } from "./secure-csms";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A charge point has no time to answer them here. */
const NO_PINGS = { pingInterval: 86_400 };

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
});

afterEach(() => {
	vi.useRealTimers();
});

/** The next minute's look at the certificates happens at that time. */
function pass(milliseconds: number): void {
	vi.setSystemTime(Date.now() + milliseconds - MINUTE);
	vi.advanceTimersByTime(MINUTE);
}

const answer = (peer: Peer, messageId: string, payload: object) =>
	peer.send(JSON.stringify([3, messageId, payload]));

/** No frame comes in between. */
async function silence(peer: Peer): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
}

test("R-CS-19 a signed certificate whose answer was lost is sent again when the charge point is back", async () => {
	const csms = await runCsms(NO_PINGS);
	const peer = await boot(csms.ocpp, "W1");
	await peer.call("SignCertificate", { csr: (await newRequest("W1")).csr });
	const [, , , { certificateChain }] = await peer.received();
	peer.terminate();
	const back = await connect(csms.ocpp, "W1");
	pass(2 * MINUTE);
	const [, messageId, action, payload] = await back.received();
	expect([action, payload]).toEqual(["CertificateSigned", { certificateChain }]);
	answer(back, messageId, { status: "Accepted" });
	const delivery = async () =>
		(await csms.rest("GET", "/charge-points/W1/certificates")).body.certificates[0].delivery;
	await expect.poll(delivery).toBe("Accepted");
	pass(2 * MINUTE);
	await silence(back);
});

test("R-CS-19 a certificate of profile 3 that ends soon is renewed: asked for once a day until there is a newer one", async () => {
	const csms = await runCsms(NO_PINGS);
	const peer = await boot(csms.ocpp, "W2");
	const obtain = async () => {
		await peer.call("SignCertificate", { csr: (await newRequest("W2")).csr });
		answer(peer, (await peer.received())[1], { status: "Accepted" });
	};
	await obtain();
	await csms.rest("PUT", "/charge-points/W2", { securityProfile: 3 });
	pass(340 * DAY);
	await silence(peer);
	for (let day = 0; day < 2; day++) {
		pass(6 * DAY);
		const [, messageId, action, payload] = await peer.received();
		expect([action, payload]).toEqual([
			"ExtendedTriggerMessage",
			{ requestedMessage: "SignChargePointCertificate" },
		]);
		answer(peer, messageId, { status: "Accepted" });
		pass(10 * MINUTE);
		await silence(peer);
	}
	expect((await csms.rest("GET", "/charge-points/W2/commands")).body[0].account).toBe("csms");
	await obtain();
	pass(2 * DAY);
	await silence(peer);
});
