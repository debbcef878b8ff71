import { expect, test, vi } from "vitest";
import { connect } from "../charge-point-peer";
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
	for (let time = 0; time < 6; time += 1) (await connect(csms.ocpp, "CP-SLOW")).terminate();
	// The CSMS has seen the ends of those before when it takes this one.
	await connect(csms.ocpp, "CP-SLOW");
	await csms.diagnose();
	const { body } = await csms.rest("GET", "/diagnoses?identity=CP-SLOW");
	expect(body.map(({ kind }: { kind: string }) => kind)).toEqual(["connection-flapping"]);
});
