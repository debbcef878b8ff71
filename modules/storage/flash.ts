/**
 * A partition of NOR flash: what the journal and the records are written on.
 *
 * `erase` sets a block to 0xFF; `write` can only clear bits. The power may fail at any byte of
 * either. The ESP32 has a data partition for it, the simulators a file of the same size.
 */
export interface Flash {
	/** Bytes that are erased together: 4096 on the ESP32. */
	readonly blockSize: number;
	readonly blockCount: number;
	read(offset: number, length: number): Uint8Array;
	write(offset: number, bytes: Uint8Array): void;
	erase(block: number): void;
}
