import { beforeEach, expect, test } from "vitest";
import type { Socket } from "../../modules/net/sockets";
import { SwitchedSockets } from "../../simulator/xs/switched-sockets";
import { ScriptedSockets } from "../net/scripted-sockets";

let scripted: ScriptedSockets;
let network: SwitchedSockets;
let told: string[];
let socket: Socket;

beforeEach(() => {
	scripted = new ScriptedSockets();
	network = new SwitchedSockets(scripted);
	told = [];
});

function open(): void {
	socket = network.open("csms.example", 80, false, {
		onReadable: (count) => told.push(`read ${new TextDecoder().decode(socket.read(count))}`),
		onWritable: (count) => told.push(`writable ${count}`),
		onError: (reason) => told.push(`error ${reason}`),
	});
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("with a network, everything passes at once", () => {
	open();
	scripted.last.grant(100);
	scripted.last.receive("hello");
	expect(socket.write(bytes("answer"))).toBe(94);
	expect(scripted.last.written.toString()).toBe("answer");
	scripted.last.events.onError("gone");
	expect(told).toEqual(["writable 100", "read hello", "error gone"]);
});

test("without a network nothing arrives, leaves or is told, and with it all catches up in order", () => {
	open();
	scripted.last.grant(100);
	network.setOnline(false);
	scripted.last.receive("one ");
	scripted.last.receive("two");
	expect(socket.write(bytes("asked offline"))).toBe(0);
	expect(scripted.last.written.length).toBe(0);
	expect(told).toEqual(["writable 100"]);
	network.setOnline(true);
	expect(scripted.last.written.toString()).toBe("asked offline");
	expect(told).toEqual(["writable 100", "read one ", "read two", "writable 87"]);
	scripted.last.receive("three");
	expect(told.at(-1)).toBe("read three");
});

test("an end that came without a network is told with it", () => {
	open();
	scripted.last.grant(100);
	network.setOnline(false);
	scripted.last.receive("last words");
	scripted.last.events.onError("gone");
	expect(told).toEqual(["writable 100"]);
	network.setOnline(true);
	expect(told).toEqual(["writable 100", "read last words", "error gone"]);
});

test("a connection that is asked for without a network is made with it", () => {
	network.setOnline(false);
	open();
	expect(scripted.all).toEqual([]);
	network.setOnline(true);
	scripted.last.grant(50);
	expect(told).toEqual(["writable 50"]);
});

test("one that was given up meanwhile ends at the other end only with the network, and tells nothing", () => {
	open();
	scripted.last.grant(100);
	network.setOnline(false);
	scripted.last.receive("unheard");
	socket.close();
	expect(scripted.last.closed).toBe(false);
	network.setOnline(true);
	expect(scripted.last.closed).toBe(true);
	network.setOnline(false);
	open();
	socket.close();
	network.setOnline(true);
	expect(scripted.all.length).toBe(1);
	expect(told).toEqual(["writable 100"]);
});
