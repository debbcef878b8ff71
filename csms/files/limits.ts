import type { FilePurpose } from "../database/tables/files";

/** How much room files may take, in bytes. */
export interface FileLimits {
	/** Of one file. */
	readonly file: Readonly<Record<FilePurpose, number>>;
	/** Of all files together. */
	readonly total: Readonly<Record<FilePurpose, number>>;
}

const MiB = 1024 * 1024;

export const FILE_LIMITS: FileLimits = {
	file: { firmware: 256 * MiB, upload: 64 * MiB, report: 64 * MiB },
	total: { firmware: 4096 * MiB, upload: 1024 * MiB, report: 1024 * MiB },
};

/** A number of bytes for a person. */
export function sizeText(bytes: number): string {
	return bytes % MiB === 0 ? `${bytes / MiB} MiB` : `${bytes} bytes`;
}
