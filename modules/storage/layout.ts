/**
 * How the flash of a charge point is divided, in blocks of 4 KiB: as many as `journal` has in
 * device/partitions.csv.
 */
export const FLASH_BLOCKS = 144;
/** The first ones hold the records; the journal has the others. */
export const RECORD_BLOCKS = 40;
