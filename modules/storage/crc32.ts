/** CRC-32 of the 16 half bytes as 32-bit signed numbers, which XS keeps as integers. */
const TABLE = Object.freeze([
	0x0, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, -0x12477ce0,
	-0xff06cbc, -0x29295c18, -0x349e4c74, -0x649b3d50, -0x792c2d2c, -0x5ff51d88, -0x42420de4,
]);

/**
 * CRC-32 (the one of ISO 3309, zip and Ethernet) of `bytes` from `begin` to before `end`, as a 32-bit
 * signed number. `crc` continues an earlier call, or seeds the checksum.
 */
export function crc32(bytes: Uint8Array, begin: number, end: number, crc = 0): number {
	let rest = ~crc;
	for (let i = begin; i < end; i++) {
		rest ^= bytes[i];
		rest = (rest >>> 4) ^ TABLE[rest & 15];
		rest = (rest >>> 4) ^ TABLE[rest & 15];
	}
	return ~rest;
}
