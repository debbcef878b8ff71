// XS knows this module by the name "platform" alone, so that all that it imports is named from the top.
import "device/globals";
import { certificateOf } from "device/pem";
import { random, randomBytes, uuid } from "device/random";
import { sha1 } from "device/sha1";
import { SdkSockets } from "device/sockets";
import { QueuedTimers } from "device/timers";
import type { Host, Platform } from "modules/hardware/platform";
import { ReconnectingTransport } from "modules/net/reconnecting-transport";
import { utf8Encoder } from "modules/net/utf8";
import { startScreen } from "modules/ui/piu/screen";
import { ScreenModel } from "modules/ui/screen-model";
import { Copper, SimulatedBoard } from "simulator/board";
import { type BootOptions, type FromFirmware, RESTART_STATUS, type ToFirmware } from "simulator/protocol";
import { FileFlash } from "simulator/xs/flash";
import { Panel } from "simulator/xs/panel";

/** The charge point on the Moddable SDK's desktop platform, played by the simulator's host. */
const platform: Platform = {
	start(ready: (host: Host) => void): void {
		const panel = new Panel(screen);
		globalThis.screen = panel;
		const tell = (message: FromFirmware) => panel.postMessage(JSON.stringify(message));
		const copper = new Copper();
		let board: SimulatedBoard | undefined;
		globalThis.abort = (why, error) => {
			board?.openContactors();
			tell({ log: `The firmware has to stop, ${why}: ${error instanceof Error ? error.stack : error}` });
			return true;
		};
		panel.onMessage = (text) => {
			const line = JSON.parse(text) as ToFirmware;
			if (copper.take(line)) return;
			if (!("boot" in line)) board?.take(line);
			else if (!board) {
				board = boardOf(line.boot, copper, panel, tell);
				ready(board);
				tell({ ready: true });
			}
		};
	},
};

export default platform;

function boardOf(
	boot: BootOptions,
	copper: Copper,
	panel: Panel,
	tell: (message: FromFirmware) => void,
): SimulatedBoard {
	const timers = new QueuedTimers();
	const model = new ScreenModel({ timers, language: "en" });
	let lines: string[] = [];
	panel.onFrame = () => tell({ display: { lines, bitmap: panel.bitmap.toBase64() } });
	startScreen({
		draw: (port, assets) => {
			lines = model.draw(port, assets);
			return lines;
		},
		set onChange(onChange: (() => void) | undefined) {
			model.onChange = onChange;
		},
	});
	const sockets = new SdkSockets({
		route: (host, port, found) =>
			found({
				address: "127.0.0.1",
				port: boot.network,
				preface: utf8Encoder().encode(`CONNECT ${host.includes(":") ? `[${host}]` : host}:${port}\n`),
			}),
		root: boot.ca === undefined ? undefined : certificateOf(boot.ca),
	});
	return new SimulatedBoard(boot, copper, {
		timers,
		flash: new FileFlash(boot.flash),
		transport: new ReconnectingTransport({ timers, sockets, sha1, randomBytes }),
		screen: model,
		newId: uuid,
		random,
		tell,
		restart: () => panel.postMessage(JSON.stringify({ exit: RESTART_STATUS })),
	});
}
