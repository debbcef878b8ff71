import "device/sdk/globals";
import { sdkCryptography } from "device/sdk/cryptography";
import { sdkListen } from "device/sdk/listener";
import { random, randomBytes, uuid } from "device/sdk/random";
import { straight } from "device/sdk/route";
import { sha1 } from "device/sdk/sha1";
import { SdkSockets } from "device/sdk/sockets";
import { QueuedTimers } from "device/sdk/timers";
import config from "mc/config";
import type { MeterReading } from "modules/charge-point/interfaces";
import type { DigitalClass } from "modules/hardware/digital";
import type { Host } from "modules/hardware/platform";
import { HttpTransfer } from "modules/net/http-transfer";
import { ReconnectingTransport } from "modules/net/reconnecting-transport";
import type { SocketFactory } from "modules/net/sockets";
import type { Listen } from "modules/setup/http-server";
import { startScreen } from "modules/ui/piu/screen";
import type { DrawingPort, ScreenAssets } from "modules/ui/screen";
import { ScreenModel } from "modules/ui/screen-model";
import { Board, type BoardParts } from "simulator/board";
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
import { throughNetwork } from "simulator/xs/network-route";
import { Panel } from "simulator/xs/panel";
import { SwitchedSockets } from "simulator/xs/switched-sockets";
import type { Cryptography } from "../../modules/charge-point/security/interfaces";

/** As on the ESP32. */
const MAX_MESSAGE = 16_384;

/**
 * XS as the engine of the simulated board: the host passes the simulator's lines to the screen. It is what
 * the board is made of itself, so that less is in memory that no real board needs.
 */
export class XsEngine implements BoardParts {
	readonly timers = new QueuedTimers();
	readonly meters = new Map<number, MeterReading>();
	boot!: BootOptions;
	digital!: DigitalClass;
	flash!: FileFlash;
	transport!: ReconnectingTransport;
	fileTransfer!: HttpTransfer;
	firmwareSlot!: SimulatedSlot;
	screen!: ScreenModel;
	private readonly files: Files;
	private readonly ready: (host: Host) => void;
	private readonly panel: Panel;
	private readonly pins = new Pins();
	private board: Board | undefined;
	/** Without a simulated network around the board. */
	private sockets: SwitchedSockets | undefined;
	private online = true;
	/** Of the newest picture. */
	private lines: string[] = [];

	constructor(files: Files, ready: (host: Host) => void) {
		this.files = files;
		this.ready = ready;
		this.panel = new Panel(screen as SimulatorScreen, this.timers, (log) => this.tell({ log }));
		this.pins.onOutput = (pin, level) => this.tell({ digital: { pin, level } });
		this.panel.onMessage = (text) => this.take(JSON.parse(text) as ToFirmware);
		globalThis.screen = this.panel;
		globalThis.abort = (why, error) => this.die(why, error);
	}

	private take(line: ToFirmware): void {
		if ("digital" in line) this.pins.setInput(line.digital.pin, line.digital.level);
		else if ("meter" in line) this.meters.set(line.meter.connector, line.meter);
		else if ("oled" in line) this.fitOled(line.oled);
		else if ("boot" in line) this.powerOn(line.boot);
		else {
			if ("link" in line) this.setOnline(line.link === "up");
			this.board?.take(line);
		}
	}

	private powerOn(boot: BootOptions): void {
		const { timers } = this;
		const sockets = this.openNetwork(boot.network);
		this.boot = boot;
		this.digital = digitalOf(this.pins);
		this.flash = new FileFlash(this.files, boot.flash);
		this.transport = new ReconnectingTransport({
			timers,
			sockets,
			sha1,
			randomBytes,
			maxMessage: MAX_MESSAGE,
		});
		this.fileTransfer = new HttpTransfer({ timers, sockets });
		this.firmwareSlot = new SimulatedSlot(new XsImageFiles(this.files, boot.flash), timers);
		this.screen = new ScreenModel({ timers, language: boot.language, utcOffset: boot.utcOffset });
		this.panel.onFrame = () => this.tellDisplay();
		startScreen(this, this.panel);
		this.board = new Board(this);
		this.ready(this.board);
		this.board.started();
	}

	get firmwareVersion(): string {
		return String(config.version);
	}

	get cryptography(): Cryptography {
		return sdkCryptography;
	}

	listen(...parameters: Parameters<Listen>): ReturnType<Listen> {
		// The SDK listens on all of the machine's addresses.
		return sdkListen((address) => address === "127.0.0.1")(...parameters);
	}

	randomBytes(count: number): Uint8Array {
		return randomBytes(count);
	}

	newId(): string {
		return uuid();
	}

	random(): number {
		return random();
	}

	restart(): void {
		this.panel.postMessage(JSON.stringify({ exit: RESTART_STATUS }));
	}

	tell(message: FromFirmware): void {
		if (this.panel.magnification > 1) traceForDebugger(message);
		this.panel.postMessage(JSON.stringify(message));
	}

	/** For the OLED: what is drawn is told, too. */
	draw<Style, Texture>(port: DrawingPort<Style, Texture>, assets: ScreenAssets<Style, Texture>): string[] {
		this.lines = this.screen.draw(port, assets);
		return this.lines;
	}

	set onChange(redraw: () => void) {
		this.screen.onChange = redraw;
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
		return new SdkSockets({ route: throughNetwork("127.0.0.1", port) });
	}

	private fitOled(fitted: boolean): void {
		this.panel.isFitted = fitted;
		this.lines = [];
		if (!fitted) this.tellDisplay();
	}

	private tellDisplay(): void {
		this.tell({ display: { lines: this.lines, bitmap: this.panel.bitmap.toBase64() } });
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
