import { type AddressInfo, createServer } from "node:net";
import type { Listen } from "../../modules/setup/http-server";
import { EcmaSocket } from "./sockets";

/** The TCP listener of ECMA-419 on Node.js, on loopback alone. The port is known from the next turn on. */
export const nodeListen: Listen = (port, onConnection) => {
	const server = createServer((stream) => {
		let taken = false;
		onConnection((events) => {
			taken = true;
			return new EcmaSocket(stream, undefined, events);
		});
		if (!taken) stream.destroy();
	}).listen(port, "127.0.0.1");
	return {
		get port() {
			return (server.address() as AddressInfo | null)?.port ?? port;
		},
		close: () => server.close(),
	};
};
