import { test } from "vitest";
import { Life } from "./random-life.test";

test("dbg", () => {
	const life = new Life(Number(process.env.SEED));
	try {
		for (let i = 0; i < 200; i++) life.step();
		life.end();
	} catch (e) {
		console.log(String(e));
	}
	for (const s of life.rig.csms.received.filter((s) =>
		["StartTransaction", "StopTransaction", "BootNotification"].includes(s.action),
	))
		console.log(s.at, s.connection, s.action, s.messageId.slice(-4), JSON.stringify(s.payload));
});
