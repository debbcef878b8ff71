import type { Writable } from "node:stream";
import * as ws from "ws";

interface SenderFrame {
	opcode: number;
	fin: boolean;
	mask: boolean;
	readOnly: boolean;
	rsv1: boolean;
}

/** Exports of the `ws` package that its types leave out: what it is made of. */
export const { Receiver, Sender } = ws as unknown as {
	Receiver: new (options: { isServer: boolean }) => Writable;
	Sender: { frame(data: Buffer, options: SenderFrame): Buffer[] };
};
