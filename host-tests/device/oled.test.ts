import { beforeEach, describe, expect, test, vi } from "vitest";
import { OledScreen } from "../../device/oled";
import { VirtualTimers } from "../virtual-timers";

/** The SDK's driver and timer. */
const sdk = vi.hoisted(() => ({ answers: true, pictures: 0, interval: 0, fire: () => {} }));

vi.mock("modules/hardware/oled", () => import("../../modules/hardware/oled"));
vi.mock("commodetto/Bitmap", () => ({ default: { Gray256: 5 } }));
vi.mock("ssd1306", () => ({
	default: class {
		/** Piu draws past JavaScript where a screen has it. */
		readonly c_dispatch = {};

		constructor() {
			if (!sdk.answers) throw new Error("command failed");
		}

		begin(): void {
			if (!sdk.answers) throw new Error("command failed");
		}

		send(): void {}

		end(): void {
			sdk.pictures++;
		}
	},
}));
vi.mock("timer", () => ({
	default: {
		set(callback: () => void, _delay: number, repeat: number) {
			Object.assign(sdk, { fire: callback, interval: repeat });
			return sdk;
		},
		schedule(_: object, delay: number, repeat: number) {
			if (delay !== repeat) throw new RangeError(`${delay} ${repeat}`);
			sdk.interval = repeat;
		},
	},
}));

const NEVER = 2 ** 31 - 1;

let timers: VirtualTimers;
let logged: string[];
let screen: OledScreen;

function draw(): void {
	screen.begin(0, 0, 128, 64);
	screen.send(new ArrayBuffer(256), 0, 256);
	screen.end();
}

beforeEach(() => {
	Object.assign(sdk, { answers: true, pictures: 0 });
	timers = new VirtualTimers();
	logged = [];
	screen = new OledScreen(timers, (text) => logged.push(text));
});

describe("the screen of Piu on an SSD1306", () => {
	test("is what Piu asks for, and hides the driver's own way to draw", () => {
		draw();
		expect("c_dispatch" in screen).toBe(false);
		expect([screen.width, screen.height, screen.pixelFormat, screen.rotation]).toEqual([128, 64, 5, 0]);
		expect(screen.pixelsToBytes(256)).toBe(256);
		const area = { x: 3, y: 4, w: 5, h: 6 };
		screen.adaptInvalid(area);
		expect(area).toEqual({ x: 0, y: 0, w: 128, h: 64 });
	});

	test("starts without a display, and shows pictures once there is one", () => {
		sdk.answers = false;
		screen = new OledScreen(timers, (text) => logged.push(text));
		screen.onAwake = draw;
		draw();
		expect([sdk.pictures, logged]).toEqual([0, ["the OLED fails: command failed"]]);
		sdk.answers = true;
		timers.advance(10_000);
		expect(sdk.pictures).toBe(1);
	});

	test("calls Piu as often as it asks to be called", () => {
		let idle = 0;
		screen.context = { onIdle: () => idle++ };
		expect(sdk.interval).toBe(NEVER);
		screen.start(1);
		expect(sdk.interval).toBe(5);
		screen.start(40);
		expect(sdk.interval).toBe(40);
		sdk.fire();
		expect(idle).toBe(1);
		screen.stop();
		expect(sdk.interval).toBe(NEVER);
	});

	test("keeps what Piu throws to itself, and calls it no more", () => {
		screen.context = {
			onIdle() {
				throw new Error("display list overflowed");
			},
		};
		screen.start(5);
		sdk.fire();
		expect(logged).toEqual(["the screen fails: display list overflowed"]);
		expect(sdk.interval).toBe(NEVER);
	});
});
