import flash, { type Flash as Partition } from "embedded:storage/flash";
import updates, { type Update } from "embedded:update";
import Preference from "preference";
import { toBase64 } from "../modules/base64";
import type { FirmwareSlot } from "../modules/charge-point/firmware/interfaces";
import type { Timers } from "../modules/timers";

/** Where an image of the ESP32 has the SHA-256 that tells it from all others (esp_app_desc_t), in bytes. */
const FINGERPRINT = 176;
const FINGERPRINT_LENGTH = 32;

/** The app partition of the ESP32 that does not run; the partition table needs two of them. */
export class OtaSlot implements FirmwareSlot {
	private readonly timers: Timers;
	private partition: Partition | undefined;
	private update: Update | undefined;

	constructor(timers: Timers) {
		this.timers = timers;
	}

	get installed(): boolean {
		return Preference.get("firmware", "installed") === fingerprint(flash.open({ path: "running" }));
	}

	/** With a boot loader that knows of trials (sdkconfig.defaults). */
	get onTrial(): boolean {
		return native("xs_ota_slot_on_trial").call(undefined) as boolean;
	}

	confirm(): void {
		native("xs_ota_slot_confirm").call(undefined);
	}

	begin(): void {
		this.update?.close();
		this.partition = flash.open({ path: "nextota" });
		this.update = updates.open({ partition: this.partition });
	}

	write(bytes: Uint8Array): void {
		this.update?.write(bytes);
	}

	/** ESP-IDF checks the image, and refuses what is none. */
	install(done: (installed: boolean, reason?: string) => void): void {
		let reason: string | undefined;
		try {
			if (!this.update || !this.partition) throw new Error("there is no image");
			// First, so that a power cut cannot leave a new image whose fingerprint nobody knows.
			Preference.set("firmware", "installed", fingerprint(this.partition));
			this.update.complete();
		} catch (error) {
			reason = error instanceof Error ? error.message : String(error);
		}
		this.update?.close();
		this.update = undefined;
		this.timers.set(() => done(reason === undefined, reason), 0);
	}
}

function fingerprint(partition: Partition): string {
	return toBase64(new Uint8Array(partition.read(FINGERPRINT_LENGTH, FINGERPRINT)));
}
