import { vi } from "vitest";
import type { VirtualTimers } from "../virtual-timers";

/** What every board is made on, beside its lines: fakes of the device and of the SDK that a test needs no more of. */
export const device = {
	/** Of the newest boot. */
	timers: undefined as unknown as VirtualTimers,
};

vi.mock("device/sdk/globals", () => ({}));
vi.mock("mc/config", () => ({ default: { version: "0.1.0" } }));
vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));
vi.mock("device/sdk/timers", async () => {
	const { VirtualTimers } = await import("../virtual-timers");
	return {
		QueuedTimers: class extends VirtualTimers {
			constructor() {
				super();
				device.timers = this;
			}
		},
	};
});
vi.mock("device/oled", () => ({ OledScreen: class {} }));
vi.mock("device/ota-slot", () => ({ OtaSlot: class {} }));
vi.mock("device/sdk/cryptography", () => ({ sdkCryptography: {} }));
vi.mock("device/sdk/random", () => ({ random() {}, randomBytes() {}, uuid() {} }));
vi.mock("device/sdk/sha1", () => ({ sha1() {} }));
