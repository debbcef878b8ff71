import { expect, test } from "vitest";
import { ScriptChannel, type Serial } from "../../device/qemu/script-channel";
import { toUtf8 } from "../../modules/utf8";
import type { ToFirmware } from "../../simulator/protocol";

/** A serial line whose FIFO takes so many bytes until it is emptied. */
class FakeSerial implements Serial {
	readonly arrived: Uint8Array[] = [];
	sent = "";
	room: number;

	constructor(room: number) {
		this.room = room;
	}

	read(): ArrayBuffer | undefined {
		return this.arrived.shift()?.slice().buffer as ArrayBuffer | undefined;
	}

	write(bytes: Uint8Array, start: number): number {
		const taken = bytes.subarray(start, start + this.room);
		this.room -= taken.length;
		this.sent += String.fromCharCode(...taken);
		return taken.length;
	}
}

function open(room = 1000) {
	const serial = new FakeSerial(room);
	const channel = new ScriptChannel(serial);
	const lines: ToFirmware[] = [];
	channel.onLine = (line) => lines.push(line);
	return { serial, channel, lines };
}

test("a line that does not fit, after the end of one that was cut by a restart, goes out in pieces, before the next one", () => {
	const { serial, channel } = open(10);
	channel.tell({ starting: true });
	channel.tell({ log: "x" });
	expect(serial.sent).toBe('\n{"startin');
	for (let i = 0; i < 4; i++) {
		serial.room = 10;
		channel.proceed();
	}
	expect(serial.sent).toBe('\n{"starting":true}\n{"log":"x"}\n');
	serial.room = 10;
	channel.proceed();
	expect(serial.sent).toHaveLength(31);
});

test("lines arrive however they are cut, in the middle of a character too", () => {
	const { serial, channel, lines } = open();
	const text = '{"oled":true}\n{"idTag":{"connector":1,"idTag":"卡"}}\n{"oled":false}\n';
	const bytes = toUtf8(text);
	for (let size = 1; size < bytes.length; size++) {
		lines.length = 0;
		for (let at = 0; at < bytes.length; at += size) serial.arrived.push(bytes.slice(at, at + size));
		channel.proceed();
		expect(lines).toEqual([{ oled: true }, { idTag: { connector: 1, idTag: "卡" } }, { oled: false }]);
	}
});

test("the rest of a line that was for the firmware before a restart is passed over", () => {
	const { serial, channel, lines } = open();
	serial.arrived.push(toUtf8('":1,"level":0}}\n{"oled":true}\n'));
	channel.proceed();
	expect(lines).toEqual([{ oled: true }]);
});
