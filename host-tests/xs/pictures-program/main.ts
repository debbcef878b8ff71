// The drawing of the screen by Piu, on XS, for a test to ask over the lines of the host.
import "device/sdk/globals";
import { QueuedTimers } from "device/sdk/timers";
import { startScreen } from "modules/ui/piu/screen";
import { drawScreen } from "modules/ui/screen";
import { viewOf } from "modules/ui/view";
import { Panel } from "simulator/xs/panel";
import type { Drawn, Wish } from "./protocol";

const host = screen as SimulatorScreen;

export default function main(): void {
	const tell = (drawn: Drawn) => host.postMessage(JSON.stringify(drawn));
	const panel = new Panel(host, new QueuedTimers(), (failure) => tell({ failure }));
	globalThis.screen = panel;
	let wish: Wish | undefined;
	let redraw: (() => void) | undefined;
	startScreen(
		{
			draw(port, assets) {
				return wish ? drawScreen(port, assets, viewOf(wish.state, wish.options), wish.frame) : [];
			},
			set onChange(change: () => void) {
				redraw = change;
			},
		},
		panel,
	);
	panel.onFrame = () => {
		if (wish) tell({ bitmap: panel.bitmap.toBase64() });
		wish = undefined;
	};
	host.onMessage = (text) => {
		wish = JSON.parse(text) as Wish;
		redraw?.();
	};
}
