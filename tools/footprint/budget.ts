/** The memory of the engine, as `creation` in a manifest has it, without growth. */
export interface Creation {
	/** Bytes of chunks: texts, buffers, arrays. */
	chunks: number;
	/** Slots of 16 bytes: objects, their properties, functions, variables. */
	slots: number;
	/** Slots of the stack. */
	stack: number;
}

export const SLOT = 16;

/** What the charge point is meant to need at most, in bytes. */
export const AIM = { ws: 64 * 1024, wss: 80 * 1024, bytecode: 100_000 };

/**
 * What it may need at present: the scripted hour has to run in so much memory, which for the engine is the aim
 * to the byte; slots are what there is little to spare of.
 */
export const LIMIT: { ws: Creation; wss: Creation; bytecode: number } = {
	ws: { chunks: 24_064, slots: 2160, stack: 432 },
	wss: { chunks: 34_816, slots: 2304, stack: 640 },
	bytecode: 168_000,
};

/** Bytes in all. */
export function total({ chunks, slots, stack }: Creation): number {
	return chunks + (slots + stack) * SLOT;
}

/** As simulator/xs/host/measure.c takes it, without growth. */
export function creationText({ chunks, slots, stack }: Creation): string {
	return [chunks, 0, slots, 0, stack].join();
}
