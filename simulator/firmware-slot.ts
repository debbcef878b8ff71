import type { FirmwareSlot } from "../modules/charge-point/firmware/interfaces";
import type { Timers } from "../modules/timers";

/**
 * The images of the simulated charge point. Which of them there are is the state of its boot loader:
 * - `bin`: it runs, and is there to stay; without it that is the one that the simulator came with
 * - `new`: it is being fetched
 * - `next`: it boots next
 * - `trial`: it runs on trial
 * - `aborted`: it was on trial when the firmware restarted
 */
export type ImageName = "bin" | "new" | "next" | "trial" | "aborted";

/** The files `firmware.bin`, `firmware.new` and so on beside the flash. */
export interface ImageFiles {
	/** Empties the new image, which then exists. */
	begin(): void;
	/** Appends to the new image. */
	append(bytes: Uint8Array): void;
	/** Bytes; undefined when there is no such image. */
	sizeOf(image: ImageName): number | undefined;
	/** Gives an image another name, in place of the one that had it; after a power cut it is one or the other. */
	rename(from: ImageName, to: ImageName): void;
	/** SHA-256 in hex; undefined when there is no such image. */
	digestOf(image: ImageName): string | undefined;
}

/** How long the simulated flash takes to install an image, ms. */
const INSTALLATION_TIME = 2000;

/**
 * The place for firmware on the simulated board, and its boot loader, which does as that of ESP-IDF: what
 * is not confirmed until the next restart is run no more. Any file that is not empty is an image.
 */
export class SimulatedSlot implements FirmwareSlot {
	private readonly files: ImageFiles;
	private readonly timers: Timers;

	/** A boot: decides which image runs. */
	constructor(files: ImageFiles, timers: Timers) {
		this.files = files;
		this.timers = timers;
		if (files.sizeOf("trial") !== undefined) files.rename("trial", "aborted");
		else if (files.sizeOf("next") !== undefined) files.rename("next", "trial");
	}

	/** The first 8 hex digits of the image's SHA-256; undefined for the one that the simulator came with. */
	get version(): string | undefined {
		const digest = this.files.digestOf("trial") ?? this.files.digestOf("bin");
		return digest?.slice(0, 8);
	}

	get installed(): boolean {
		const files = this.files;
		return files.sizeOf("new") === undefined && files.sizeOf("aborted") === undefined;
	}

	get onTrial(): boolean {
		return this.files.sizeOf("trial") !== undefined;
	}

	confirm(): void {
		this.files.rename("trial", "bin");
	}

	begin(): void {
		// What was aborted before is forgotten: the file takes its name.
		if (this.files.sizeOf("aborted") !== undefined) this.files.rename("aborted", "new");
		this.files.begin();
	}

	write(bytes: Uint8Array): void {
		this.files.append(bytes);
	}

	install(done: (installed: boolean, reason?: string) => void): void {
		this.timers.set(() => {
			if (!this.files.sizeOf("new")) {
				done(false, "an empty file is no firmware");
				return;
			}
			try {
				this.files.rename("new", "next");
			} catch (error) {
				done(false, error instanceof Error ? error.message : String(error));
				return;
			}
			done(true);
		}, INSTALLATION_TIME);
	}
}
