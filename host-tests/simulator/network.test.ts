import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Network } from "../../simulator/network";
import { startTestSimulator, until } from "./harness";

/** One end of a connection, and all that came over it. */
class Ear {
	readonly socket: Socket;
	text = "";
	end = "";

	constructor(socket: Socket) {
		this.socket = socket;
		socket.on("data", (data) => {
			this.text += data;
		});
		socket.on("end", () => {
			this.end = "end";
		});
		socket.on("error", (error: NodeJS.ErrnoException) => {
			this.end = error.code ?? "error";
		});
	}
}

/** A host somewhere in the network. */
async function openHost(host: string) {
	const accepted: Ear[] = [];
	const server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(new Ear(socket)));
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	return {
		accepted,
		port: (server.address() as AddressInfo).port,
		close: () => {
			for (const { socket } of accepted) socket.destroy();
			server.close();
		},
	};
}

let network: Network;
let host: Awaited<ReturnType<typeof openHost>>;
const dialled: Ear[] = [];

beforeEach(async () => {
	network = await Network.open();
	host = await openHost("127.0.0.1");
});

afterEach(async () => {
	for (const { socket } of dialled.splice(0)) socket.destroy();
	host.close();
	await network.close();
});

function dial(preface = `CONNECT 127.0.0.1:${host.port}\n`): Ear {
	const ear = new Ear(connect({ host: "127.0.0.1", port: network.port, allowHalfOpen: true }));
	ear.socket.write(preface);
	dialled.push(ear);
	return ear;
}

async function joined(): Promise<{ firmware: Ear; remote: Ear }> {
	const count = host.accepted.length;
	const firmware = dial();
	return { firmware, remote: await until(() => host.accepted[count], "the connection") };
}

const silence = () => new Promise((resolve) => setTimeout(resolve, 80));

describe("online", () => {
	it("carries bytes and ends in both directions", async () => {
		const { firmware, remote } = await joined();
		firmware.socket.write("GET");
		await until(() => remote.text === "GET", "the request");
		remote.socket.write("200");
		await until(() => firmware.text === "200", "the answer");
		firmware.socket.end("bye");
		await until(() => remote.end === "end" && remote.text === "GETbye", "the end");
		remote.socket.end(" bye");
		await until(() => firmware.end === "end" && firmware.text === "200 bye", "the other end");
	});

	it("takes the first line in pieces, names, IPv6 and bytes right after it", async () => {
		const firmware = dial("CONN");
		await silence();
		firmware.socket.write(`ECT localhost:${host.port}\nfirst`);
		await until(() => host.accepted[0]?.text === "first", "the first bytes");
		const six = await openHost("::1");
		dial(`CONNECT [::1]:${six.port}\nsix`);
		await until(() => six.accepted[0]?.text === "six", "the bytes over IPv6");
		six.close();
	});

	it.each([
		"GET / HTTP/1.1\n",
		"CONNECT 127.0.0.1\n",
		"CONNECT 127.0.0.1:0\n",
		"CONNECT 127.0.0.1:65536\n",
		"CONNECT :80\n",
		`CONNECT ${"x".repeat(400)}`,
	])("refuses %j", async (preface) => {
		const firmware = dial(preface);
		await until(() => firmware.end, "the refusal");
	});

	it("passes a refused connection on", async () => {
		const { port } = host;
		host.close();
		const firmware = dial(`CONNECT 127.0.0.1:${port}\n`);
		await until(() => firmware.end === "ECONNRESET", "the reset");
	});

	it("passes a reset on, either way", async () => {
		const first = await joined();
		first.remote.socket.resetAndDestroy();
		await until(() => first.firmware.end === "ECONNRESET", "the reset");
		const second = await joined();
		second.firmware.socket.resetAndDestroy();
		await until(() => second.remote.end === "ECONNRESET", "the reset");
	});

	it("makes a sender wait for a receiver that does not read", async () => {
		const { firmware, remote } = await joined();
		remote.socket.pause();
		const chunk = Buffer.alloc(1 << 20, "x");
		let sent = 0;
		while (sent < 64 && firmware.socket.write(chunk)) sent++;
		// What fits into buffers on the way is gone soon; the rest waits at the sender.
		for (let round = 0; round < 40 && sent < 64; round++) {
			await new Promise((resolve) => setTimeout(resolve, 5));
			while (sent < 64 && firmware.socket.writableLength === 0) {
				firmware.socket.write(chunk);
				sent++;
			}
		}
		expect(sent).toBeLessThan(64);
		expect(firmware.socket.writableLength).toBeGreaterThan(0);
		remote.socket.resume();
		await until(() => firmware.socket.writableLength === 0, "the rest to go");
		firmware.socket.end();
		await until(() => remote.end === "end", "the end");
		expect(remote.text.length % chunk.length).toBe(0);
	});

	it("drops what is under way when the firmware dies", async () => {
		const { remote } = await joined();
		network.cutFirmware();
		await until(() => remote.end === "ECONNRESET", "the reset");
	});
});

describe("offline", () => {
	it("packets vanish without a word, and come when it is back", async () => {
		const { firmware, remote } = await joined();
		network.setOnline(false);
		firmware.socket.write("a");
		remote.socket.write("b");
		await silence();
		expect([firmware.text, firmware.end, remote.text, remote.end]).toEqual(["", "", "", ""]);
		network.setOnline(true);
		await until(() => remote.text === "a" && firmware.text === "b", "what was sent meanwhile");
	});

	it("a new connection hangs, and goes through when it is back", async () => {
		network.setOnline(false);
		const firmware = dial();
		firmware.socket.write("hello");
		await silence();
		expect(host.accepted).toHaveLength(0);
		expect(firmware.end).toBe("");
		network.setOnline(true);
		await until(() => host.accepted[0]?.text === "hello", "the connection");
	});

	it("a new connection that was given up meanwhile, or as soon as it is back, never happens", async () => {
		network.setOnline(false);
		const [first, second] = [dial(), dial()];
		const third = dial();
		third.socket.write("third");
		await silence();
		first.socket.destroy();
		await silence();
		network.setOnline(true);
		second.socket.destroy();
		await until(() => host.accepted.length > 0, "the third connection");
		await silence();
		expect(host.accepted.map(({ text }) => text)).toEqual(["third"]);
	});

	it("a connection that the firmware closed is reset, without the bytes it never saw answered", async () => {
		for (const close of ["end", "destroy", "resetAndDestroy"] as const) {
			const { firmware, remote } = await joined();
			network.setOnline(false);
			firmware.socket.write("lost");
			await silence();
			firmware.socket[close]();
			await silence();
			expect([remote.text, remote.end]).toEqual(["", ""]);
			network.setOnline(true);
			await until(() => remote.end === "ECONNRESET", "the reset");
			expect(remote.text, close).toBe("");
		}
	});

	it("a connection that the remote closed is closed to the firmware when it is back", async () => {
		const ended = await joined();
		const reset = await joined();
		network.setOnline(false);
		ended.remote.socket.end("last words");
		reset.remote.socket.resetAndDestroy();
		await silence();
		expect([ended.firmware.text, ended.firmware.end, reset.firmware.end]).toEqual(["", "", ""]);
		network.setOnline(true);
		await until(() => ended.firmware.end === "end" && reset.firmware.end === "ECONNRESET", "both ends");
		expect(ended.firmware.text).toBe("last words");
	});

	it("the death of the firmware is not heard before it is back", async () => {
		const { firmware, remote } = await joined();
		network.setOnline(false);
		firmware.socket.destroy();
		network.cutFirmware();
		await silence();
		expect(remote.end).toBe("");
		network.setOnline(true);
		await until(() => remote.end === "ECONNRESET", "the reset");
	});

	it("may be said twice", async () => {
		const { firmware, remote } = await joined();
		network.setOnline(false);
		network.setOnline(false);
		firmware.socket.write("once");
		network.setOnline(true);
		network.setOnline(true);
		await until(() => remote.text === "once", "the bytes");
	});
});

describe("POST /api/network", () => {
	it("takes the network away and tells the firmware when it is back", async () => {
		const simulator = await startTestSimulator();
		const count = host.accepted.length;
		await simulator.command(`dial ${host.port}`);
		const remote = await until(() => host.accepted[count], "the connection");
		expect((await simulator.post("/api/network", { online: false })).status).toBe(204);
		expect((await simulator.state()).network).toBe(false);
		await simulator.command("say a");
		remote.socket.write("b");
		await silence();
		expect(remote.text).toBe("");
		const from = simulator.log.length;
		expect((await simulator.post("/api/network", { online: true })).status).toBe(204);
		await until(() => remote.text === "a", "the bytes");
		await simulator.logged("net b", from);
		await simulator.logged('got {"link":"up"}', from);
		await simulator.post("/api/network", { online: true });
		await simulator.command("done");
		await simulator.logged("done", from);
		expect(
			simulator.log.slice(from).filter((line) => line.includes("link")),
			"told once",
		).toHaveLength(1);
		const refused = await simulator.post("/api/network", { online: 0 });
		expect(refused.status).toBe(400);
		expect(await refused.json()).toEqual({ error: '"online" is true or false.' });

		await simulator.post("/api/power", { on: false });
		await until(() => remote.end === "ECONNRESET", "the reset of a power cut");
		await simulator.close();
	});
});
