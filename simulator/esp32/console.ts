import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";

/** What debug builds put around the text of a log for xsbug, and the rest of its elements. */
const XSBUG_LOG = /<log>([^<]*)<\/log>/g;
const XSBUG = /<\/?[a-z]+[^>]*>/g;
/** Control characters: the ROM's baud rate is another one than the firmware's. */
const CONTROLS = /\p{Cc}/gu;

/** The ESP32's console, UART0, to which the emulator connects; each line goes to `log`. */
export interface Console {
	/** Loopback port. */
	port: number;
	close(): void;
}

/** Listens for the console of the emulator; `log` gets its lines as a person reads them. */
export function openConsole(log: (text: string) => void): Promise<Console> {
	const server = createServer((socket) => {
		socket.on("error", () => undefined);
		createInterface({ input: socket }).on("line", (line) => {
			const text = readable(line);
			if (text) log(text);
		});
	});
	server.unref();
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () =>
			resolve({ port: (server.address() as AddressInfo).port, close: () => void server.close() }),
		);
	});
}

/** The text of a line for a person: without the markup of a debug build, whose `trace` is in `log` elements. */
export function readable(line: string): string {
	return line.replace(XSBUG_LOG, "$1").replace(XSBUG, "").replace(CONTROLS, "").trim();
}
