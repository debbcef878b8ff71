import type { FirmwareSlot } from "../modules/charge-point/firmware/interfaces";
import type { Timers } from "../modules/timers";

/** The two images of the simulated charge point, files beside its flash. */
export interface ImageFiles {
	/** Empties the new image, which then exists. */
	begin(): void;
	/** Appends to the new image. */
	append(bytes: Uint8Array): void;
	/** Bytes of the new image; undefined when there is none. */
	readonly newSize: number | undefined;
	/** Makes the new image the running one; after a power cut it is one or the other. */
	activate(): void;
	/** SHA-256 of the running image in hex; undefined while it is the one that the simulator came with. */
	readonly runningDigest: string | undefined;
}

/** How long the simulated flash takes to install an image, ms. */
const INSTALLATION_TIME = 2000;

/** The place for firmware on the simulated board: any file that is not empty is an image. */
export class SimulatedSlot implements FirmwareSlot {
	private readonly files: ImageFiles;
	private readonly timers: Timers;

	constructor(files: ImageFiles, timers: Timers) {
		this.files = files;
		this.timers = timers;
	}

	/** The first 8 hex digits of the image's SHA-256; undefined for the one that the simulator came with. */
	get version(): string | undefined {
		return this.files.runningDigest?.slice(0, 8);
	}

	get installed(): boolean {
		return this.files.newSize === undefined;
	}

	begin(): void {
		this.files.begin();
	}

	write(bytes: Uint8Array): void {
		this.files.append(bytes);
	}

	install(done: (installed: boolean, reason?: string) => void): void {
		this.timers.set(() => {
			if (!this.files.newSize) {
				done(false, "an empty file is no firmware");
				return;
			}
			try {
				this.files.activate();
			} catch (error) {
				done(false, error instanceof Error ? error.message : String(error));
				return;
			}
			done(true);
		}, INSTALLATION_TIME);
	}
}
