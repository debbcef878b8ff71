import { beforeEach, expect, test, vi } from "vitest";
import { OtaSlot } from "../../device/ota-slot";
import { VirtualTimers } from "../virtual-timers";
import { preferences } from "./fake-preferences";

/** The app partitions of an ESP32 and what the SDK does with them. */
const chip = vi.hoisted(() => ({
	running: "the first image".padEnd(300, "."),
	next: "",
	boots: "running" as "running" | "nextota",
	open: 0,
	onComplete: () => {},
	/** What the boot loader thinks of the running image. */
	state: "valid" as "new" | "pending" | "valid",
	native(name: string): (() => unknown) | undefined {
		if (name === "xs_ota_slot_on_trial") return () => chip.state === "pending";
		return () => {
			if (chip.state === "new") throw new Error("can't confirm image");
			chip.state = "valid";
		};
	},
}));
vi.stubGlobal("native", chip.native);

vi.mock("embedded:storage/flash", () => ({
	default: {
		open: ({ path }: { path: string }) => ({
			read(length: number, offset: number) {
				const content = path === "running" ? chip.running : chip.next;
				return Uint8Array.from([...content.slice(offset, offset + length)], (one) => one.charCodeAt(0))
					.buffer;
			},
		}),
	},
}));

vi.mock("embedded:update", () => ({
	default: {
		open() {
			chip.next = "";
			chip.open++;
			return {
				write: (bytes: Uint8Array) => (chip.next += String.fromCharCode(...bytes)),
				complete() {
					if (!chip.next.startsWith("the")) throw new Error("end failed");
					chip.onComplete();
					chip.boots = "nextota";
				},
				close: () => chip.open--,
			};
		},
	},
}));

vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));

/** An image whose fingerprint, from byte 176 on, is of this letter. */
function image(letter: string): string {
	return "the image".padEnd(176, " ") + letter.repeat(32);
}

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from([...text], (one) => one.charCodeAt(0));
}

function install(slot: OtaSlot, timers: VirtualTimers): unknown[] {
	const told: unknown[] = [];
	slot.install((...result) => told.push(result));
	expect(told).toEqual([]);
	timers.advance(0);
	return told;
}

beforeEach(() => {
	Object.assign(chip, {
		running: image("a"),
		next: "",
		boots: "running",
		open: 0,
		state: "valid",
		onComplete: () => {},
	});
	preferences.reset();
});

test("R-FW-01 an image goes to the partition that does not run, and is known again when it runs", () => {
	const timers = new VirtualTimers();
	const slot = new OtaSlot(timers);
	expect(slot.installed).toBe(false);
	slot.begin();
	slot.write(bytesOf("an earlier try"));
	slot.begin();
	slot.write(bytesOf(image("b").slice(0, 100)));
	slot.write(bytesOf(image("b").slice(100)));
	expect(install(slot, timers)).toEqual([[true, undefined]]);
	expect([chip.next, chip.boots, chip.open]).toEqual([image("b"), "nextota", 0]);
	expect(new OtaSlot(timers).installed).toBe(false);
	chip.running = chip.next;
	expect(new OtaSlot(timers).installed).toBe(true);
});

test("R-FW-06 an image is on trial until it is confirmed", () => {
	chip.state = "pending";
	const slot = new OtaSlot(new VirtualTimers());
	expect(slot.onTrial).toBe(true);
	slot.confirm();
	expect(slot.onTrial).toBe(false);
	chip.state = "new";
	expect(() => slot.confirm()).toThrow("can't confirm image");
});

test("R-FW-06 the power is cut when the image is complete: whether it runs is known all the same", () => {
	const timers = new VirtualTimers();
	const slot = new OtaSlot(timers);
	slot.begin();
	slot.write(bytesOf(image("b")));
	let known = false;
	chip.onComplete = () => {
		// As it is found by the next boot, whichever image that runs.
		const running = chip.running;
		chip.running = chip.next;
		known = new OtaSlot(timers).installed;
		chip.running = running;
	};
	expect(install(slot, timers)).toEqual([[true, undefined]]);
	expect(known).toBe(true);
});

test("R-FW-03 what is no image is not installed", () => {
	const timers = new VirtualTimers();
	const slot = new OtaSlot(timers);
	slot.begin();
	slot.write(bytesOf("<html>"));
	expect(install(slot, timers)).toEqual([[false, "end failed"]]);
	expect([chip.boots, chip.open]).toEqual(["running", 0]);
	expect(install(slot, timers)).toEqual([[false, "there is no image"]]);
});
