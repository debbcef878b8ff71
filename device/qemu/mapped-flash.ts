import { PartitionFlash } from "device/flash";

/**
 * A partition that is read where the ESP32 maps it into its memory. For any other access the ESP32 takes its own
 * program out of its memory and puts it back, for which the emulator needs a thousand times as long as the chip.
 */
export class MappedFlash extends PartitionFlash {
	constructor(label: string) {
		super(label);
		native("xs_mapped_flash_open").call(undefined, label);
	}

	override read(offset: number, length: number): Uint8Array {
		return new Uint8Array(native("xs_mapped_flash_read").call(undefined, offset, length) as ArrayBuffer);
	}
}
