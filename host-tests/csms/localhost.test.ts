import { expect, test, vi } from "vitest";
import { BOOT, connect } from "./charge-point-peer";
import { runSecureCsms } from "./secure-csms";

vi.mock("node:dns/promises", () => ({
	lookup: () =>
		Promise.resolve([
			{ address: "127.0.0.1", family: 4 },
			{ address: "::1", family: 6 },
			{ address: "192.0.2.1", family: 4 },
		]),
}));

test("localhost is every address of that name, with TLS and without", async () => {
	const csms = await runSecureCsms();
	for (const host of ["127.0.0.1", "[::1]"]) {
		for (const scheme of ["ws", "wss"]) {
			const url = csms.ocpp.replace(/^wss:\/\/localhost/, `${scheme}://${host}`);
			const peer = await connect(url, "L1", { rejectUnauthorized: false });
			expect((await peer.call("BootNotification", BOOT))[2].status).toBe("Accepted");
		}
	}
	await csms.stop();
	await expect(connect(csms.ocpp.replace("localhost", "[::1]"), "L1")).rejects.toThrow("ECONNREFUSED");
});
