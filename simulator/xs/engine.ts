import "device/sdk/globals";
import { sdkCryptography } from "device/sdk/cryptography";
import { sdkListen } from "device/sdk/listener";
import { random, randomBytes, uuid } from "device/sdk/random";
import { sha1 } from "device/sdk/sha1";
import { type Route, SdkSockets } from "device/sdk/sockets";
import { QueuedTimers } from "device/sdk/timers";
import config from "mc/config";
import type { MeterReading } from "modules/charge-point/interfaces";
import type { Host } from "modules/hardware/platform";
import { HttpTransfer } from "modules/net/http-transfer";
import { ReconnectingTransport } from "modules/net/reconnecting-transport";
import type { SocketFactory } from "modules/net/sockets";
import { utf8Encoder } from "modules/net/utf8";
import { startScreen } from "modules/ui/piu/screen";
import { ScreenModel } from "modules/ui/screen-model";
import { Board } from "simulator/board";
import { digitalOf, Pins } from "simulator/digital";
import { SimulatedSlot } from "simulator/firmware-slot";
import {
	type BootOptions,
	type FromFirmware,
	PIN,
	RESTART_STATUS,
	type ToFirmware,
} from "simulator/protocol";
import { FileFlash, type Files } from "simulator/xs/flash";
import { XsImageFiles } from "simulator/xs/image-files";
import { Panel } from "simulator/xs/panel";
import { SwitchedSockets } from "simulator/xs/switched-sockets";

/** XS as the engine of the simulated board: the host passes the simulator's lines to the screen. */
export class XsEngine {
	private readonly files: Files;
	private readonly ready: (host: Host) => void;
	private readonly timers = new QueuedTimers();
	private readonly panel = new Panel(screen as SimulatorScreen, this.timers, (log) => this.tell({ log }));
	private readonly pins = new Pins();
	private readonly meters = new Map<number, MeterReading>();
	private board: Board | undefined;
	/** Without a simulated network around the board. */
	private sockets: SwitchedSockets | undefined;
	private online = true;

	constructor(files: Files, ready: (host: Host) => void) {
		this.files = files;
		this.ready = ready;
		this.pins.onOutput = (pin, level) => this.tell({ digital: { pin, level } });
		this.panel.onMessage = (text) => this.take(JSON.parse(text) as ToFirmware);
		globalThis.screen = this.panel;
		globalThis.abort = (why, error) => this.die(why, error);
	}

	private take(line: ToFirmware): void {
		if ("digital" in line) this.pins.setInput(line.digital.pin, line.digital.level);
		else if ("meter" in line) this.meters.set(line.meter.connector, line.meter);
		else if ("oled" in line) this.fitOled(line.oled);
		else if ("boot" in line) this.boot(line.boot);
		else {
			if ("link" in line) this.setOnline(line.link === "up");
			this.board?.take(line);
		}
	}

	private boot(boot: BootOptions): void {
		const timers = this.timers;
		const sockets = this.openNetwork(boot.network);
		const transport = new ReconnectingTransport({ timers, sockets, sha1, randomBytes });
		this.board = new Board({
			boot,
			firmwareVersion: String(config.version),
			digital: digitalOf(this.pins),
			timers,
			flash: new FileFlash(this.files, boot.flash),
			transport,
			fileTransfer: new HttpTransfer({ timers, sockets }),
			firmwareSlot: new SimulatedSlot(new XsImageFiles(this.files, boot.flash), timers),
			cryptography: sdkCryptography,
			screen: this.screen(boot, timers),
			// The SDK listens on all of the machine's addresses.
			listen: sdkListen((address) => address === "127.0.0.1"),
			randomBytes,
			meters: this.meters,
			tell: (message) => this.tell(message),
			newId: uuid,
			random,
			restart: () => this.panel.postMessage(JSON.stringify({ exit: RESTART_STATUS })),
		});
		this.ready(this.board);
		this.board.started();
	}

	private setOnline(online: boolean): void {
		this.online = online;
		this.sockets?.setOnline(online);
	}

	private openNetwork(port: number | undefined): SocketFactory {
		if (port === undefined) {
			this.sockets = new SwitchedSockets(new SdkSockets({ route: straight }), this.online);
			return this.sockets;
		}
		return new SdkSockets({
			route: (host, hostPort, found) =>
				found({ address: "127.0.0.1", port, preface: connectLine(host, hostPort) }),
		});
	}

	private screen(boot: BootOptions, timers: QueuedTimers): ScreenModel {
		const model = new ScreenModel({ timers, language: boot.language, utcOffset: boot.utcOffset });
		const panel = this.panel;
		let lines: string[] = [];
		panel.onFrame = () => this.tell({ display: { lines, bitmap: panel.bitmap.toBase64() } });
		startScreen(
			{
				draw(port, assets) {
					lines = model.draw(port, assets);
					return lines;
				},
				set onChange(redraw: () => void) {
					model.onChange = redraw;
				},
			},
			panel,
		);
		return model;
	}

	private fitOled(fitted: boolean): void {
		this.panel.isFitted = fitted;
		if (!fitted) this.tell({ display: { lines: [], bitmap: this.panel.bitmap.toBase64() } });
	}

	private tell(message: FromFirmware): void {
		if (this.panel.magnification > 1) traceForDebugger(message);
		this.panel.postMessage(JSON.stringify(message));
	}

	/** The last resort: whatever has gone wrong, no energy flows, and the reason is known. */
	private die(why: string, error: unknown): boolean {
		// What fails from here on, for want of memory perhaps, ends the firmware all the same.
		globalThis.abort = undefined;
		const connectors = this.board?.connectors.length ?? 0;
		for (let id = 1; id <= connectors; id++) this.pins.setOutput(id * 100 + PIN.contactor, 0);
		const reason = error instanceof Error ? error.stack : error;
		this.tell({ log: `The firmware fails, ${why}: ${reason}` });
		return true;
	}
}

/** In a window nobody reads standard error: log and messages go where the debugger shows them. */
function traceForDebugger(message: FromFirmware): void {
	if ("log" in message) trace(`${message.log}\n`);
	else if ("ocpp" in message)
		trace(`${message.ocpp.direction === "out" ? "->" : "<-"} ${message.ocpp.frame}\n`);
}

function straight(host: string, port: number, found: (route: Route | undefined) => void): void {
	if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) found({ address: host, port });
	else System.resolve(host, (_, address) => found(address === undefined ? undefined : { address, port }));
}

function connectLine(host: string, port: number): Uint8Array {
	return utf8Encoder().encode(`CONNECT ${host.includes(":") ? `[${host}]` : host}:${port}\n`);
}
