import { expect, test } from "vitest";
import { failedState } from "../../device/failed-state";
import { ledsOf } from "../../modules/ui/leds";
import { ScreenModel } from "../../modules/ui/screen-model";
import { readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";
import { VirtualTimers } from "../virtual-timers";

test.each([1, 2])(
	"a charge point of %i connectors that cannot start shows a fault on screen and LEDs",
	(count) => {
		const state = failedState(count, "en");
		expect(state.connectors).toHaveLength(count);
		for (const { status, contactor } of state.connectors) {
			expect(contactor).toBe(false);
			expect(ledsOf(status, state.connected)).toEqual(ledsOf("Faulted", false));
		}
		const model = new ScreenModel({ timers: new VirtualTimers(), language: "en" });
		model.show(() => state);
		const lines = model.draw(new FrameBuffer(), readAssets()).join(" ");
		expect(lines).toMatch(/fault/i);
		expect(lines).toMatch(/internal/i);
	},
);
