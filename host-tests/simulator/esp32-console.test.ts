import { connect } from "node:net";
import { expect, test } from "vitest";
import { openConsole, readable } from "../../simulator/esp32/console";
import { until } from "./harness";

test("the console's lines are logged for a person", async () => {
	const log: string[] = [];
	const console = await openConsole((text) => log.push(text));
	const socket = connect(console.port, "127.0.0.1");
	socket.end("rst:0x1 (POWERON_RESET)\r\n\r\n<xsbug><log>Wi-Fi: joined</log></xsbug>\r\n");
	await until(() => log.length === 2, "two lines");
	expect(log).toEqual(["rst:0x1 (POWERON_RESET)", "Wi-Fi: joined"]);
	console.close();
});

test.each([
	["\u0000\u0007entry 0x4008055c\r", "entry 0x4008055c"],
	["<xsbug.x><samples>1,2</samples>", "1,2"],
	["a < b and b > a", "a < b and b > a"],
])("%j is %j", (line, text) => {
	expect(readable(line)).toBe(text);
});
