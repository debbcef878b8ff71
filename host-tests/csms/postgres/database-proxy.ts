import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What becomes of a connection on which the next COMMIT is sent. */
type Loss = "before COMMIT" | "after COMMIT";

/** A way over TCP to a server's Unix socket, on which connections can be lost. */
export interface DatabaseProxy {
	/** The same database through the proxy. */
	url: string;
	/** The next COMMIT is the last thing on its connection: it does not arrive, or its answer does not. */
	loseNext(loss: Loss): void;
	/** Cuts all connections; new ones are refused until {@link restore}. */
	cut(): void;
	restore(): void;
}

const COMMIT = Buffer.from("commit\0");

/** Makes a proxy to the database of a URL; it is gone after the test. */
export async function proxyTo(url: string): Promise<DatabaseProxy> {
	const behind = new URL(url);
	const socketPath = `${behind.searchParams.get("host")}/.s.PGSQL.5432`;
	const sockets = new Set<Socket>();
	let next: Loss | undefined;
	let open = true;
	const server = createServer((front) => {
		const back = connect(socketPath);
		for (const socket of [front, back]) {
			sockets.add(socket);
			socket.on("error", () => {});
			socket.on("close", () => {
				sockets.delete(socket);
				front.destroy();
				back.destroy();
			});
		}
		if (!open) front.destroy();
		let lost = false;
		front.on("data", (data) => {
			const loss = data.includes(COMMIT) ? next : undefined;
			if (loss === undefined) {
				back.write(data);
				return;
			}
			next = undefined;
			lost = true;
			if (loss === "before COMMIT") front.destroy();
			else back.write(data);
		});
		back.on("data", (data) => {
			if (lost) front.destroy();
			else front.write(data);
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const cut = () => {
		open = false;
		for (const socket of sockets) socket.destroy();
	};
	onTestFinished(() => {
		cut();
		server.close();
	});
	behind.searchParams.delete("host");
	behind.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url: String(behind),
		loseNext(loss) {
			next = loss;
		},
		cut,
		restore() {
			open = true;
		},
	};
}
