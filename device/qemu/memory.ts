import type { MemoryFigures } from "../../simulator/protocol";

/** From now on it can be told how far the stack of XS was in use. */
export function watchStack(): void {
	native("xs_memory_watch").call(undefined);
}

/** Collects garbage, and tells what the memory holds. The stack has to be watched. */
export function measureMemory(): MemoryFigures {
	const numbers = new Uint32Array(native("xs_memory_measure").call(undefined) as ArrayBuffer);
	const [free, largest, least, chunksLiving, chunksSize, slotsLiving, slotsSize, most, size] = numbers;
	return {
		system: { free, largest, least },
		chunks: { living: chunksLiving, size: chunksSize },
		slots: { living: slotsLiving, size: slotsSize },
		stack: { most, size },
	};
}
