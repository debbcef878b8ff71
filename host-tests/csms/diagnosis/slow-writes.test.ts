import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { runCsms } from "../running-csms";

/** A disk that takes its time over the ends of connections. */
vi.mock("../../../csms/ocpp/connection-record", async (original) => {
	const module = await original<typeof import("../../../csms/ocpp/connection-record")>();
	class SlowRecord extends module.ConnectionRecord {
		override async close(...closed: Parameters<InstanceType<typeof module.ConnectionRecord>["close"]>) {
			await new Promise((resolve) => setTimeout(resolve, 500));
			await super.close(...closed);
		}
	}
	return { ...module, ConnectionRecord: SlowRecord };
});

test("who asks what is wrong is answered with the connections whose end is still being written", async () => {
	const csms = await runCsms();
	const connect = async () => {
		const socket = new WebSocket(`${csms.ocpp}/CP-SLOW`, "ocpp1.6");
		await once(socket, "open");
		return socket;
	};
	for (let time = 0; time < 6; time += 1) (await connect()).terminate();
	// The CSMS has seen the ends of those before when it takes this one.
	const socket = await connect();
	await csms.diagnose();
	const { body } = await csms.rest("GET", "/diagnoses?identity=CP-SLOW");
	expect(body.map(({ kind }: { kind: string }) => kind)).toEqual(["connection-flapping"]);
	socket.terminate();
});
