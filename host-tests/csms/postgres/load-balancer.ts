import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Spreads TCP connections over CSMS processes in turn, and passes over those that take none. */
export interface LoadBalancer {
	/** Where charge points connect to. */
	ocpp: string;
	/** Takes a process in, by its URL. */
	add(url: string): void;
}

/** Makes a balancer without processes; it is gone after the test. */
export async function balance(): Promise<LoadBalancer> {
	const ports: number[] = [];
	const sockets = new Set<Socket>();
	let turn = 0;
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
		socket.on("close", () => sockets.delete(socket));
	};
	const pass = (front: Socket, tries: number) => {
		if (tries === 0) {
			front.destroy();
			return;
		}
		const back = connect(ports[turn++ % ports.length], "127.0.0.1");
		let isOpen = false;
		keep(back);
		back.on("connect", () => {
			isOpen = true;
			front.pipe(back);
			back.pipe(front);
			front.on("close", () => back.destroy());
		});
		back.on("close", () => {
			if (isOpen) front.destroy();
			else pass(front, tries - 1);
		});
	};
	const server = createServer((front) => {
		keep(front);
		pass(front, ports.length);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	onTestFinished(() => {
		server.close();
		for (const socket of sockets) socket.destroy();
	});
	return {
		ocpp: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`,
		add: (url) => void ports.push(Number(new URL(url).port)),
	};
}
