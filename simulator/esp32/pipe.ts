import { spawnSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One end to be written by another process, the other to be read here. */
export interface Pipe {
	readonly reader: Socket;
	readonly writer: number;
	/** Once the other process has the writer. */
	closeWriter(): void;
}

/**
 * A pipe of the kernel. What Node.js gives a child process by that name are sockets, which are full after some
 * hundred writes of a byte each; an emulator that writes so, and waits for nobody, would lose the rest.
 */
export function openPipe(): Pipe {
	const folder = mkdtempSync(join(tmpdir(), "xs-evse-"));
	try {
		const path = join(folder, "pipe");
		if (spawnSync("mkfifo", [path]).status !== 0) throw new Error(`mkfifo makes no pipe in ${folder}.`);
		// The reader first: without it there is no writer.
		const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
		const writer = openSync(path, "w");
		const stream = new Socket({ fd: reader, readable: true, writable: false });
		return { reader: stream, writer, closeWriter: () => closeSync(writer) };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
