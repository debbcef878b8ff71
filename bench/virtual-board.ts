import { FakeFileTransfer } from "../host-tests/charge-point/fake-files";
import { ScriptedCsms } from "../host-tests/charge-point/scripted-csms";
import { digests } from "../host-tests/net/loopback";
import { type ScriptedSocket, ScriptedSockets } from "../host-tests/net/scripted-sockets";
import { MemoryFlash } from "../host-tests/storage/memory-flash";
import { VirtualTimers } from "../host-tests/virtual-timers";
import { ChargePoint } from "../modules/charge-point/charge-point";
import type { MeterReading } from "../modules/charge-point/interfaces";
import { ReconnectingTransport } from "../modules/net/reconnecting-transport";
import type { Socket, SocketEvents } from "../modules/net/sockets";
import type { CsmsAction, Requests } from "../modules/ocpp/types";
import { Journal } from "../modules/storage/journal";
import { FLASH_BLOCKS, RECORD_BLOCKS } from "../modules/storage/layout";
import { Records } from "../modules/storage/records";
import { Board } from "../simulator/board";
import { digitalOf, Pins } from "../simulator/digital";
import { SimulatedSlot } from "../simulator/firmware-slot";
import { nodeCryptography } from "../simulator/node/cryptography";
import type { ToFirmware } from "../simulator/protocol";
import { BenchBoard } from "./board";

/** How long is waited for something at the most, ms. */
const PATIENCE = 600_000;
/** As many as a chip has: no first wait for a network is made shorter or longer. */
const NO_JITTER = Uint8Array.of(0, 128);

/**
 * The firmware's modules behind the lines of the simulated board, in a virtual time: a processor that takes no
 * time, a network without a delay and a CSMS that answers at once, so that what is left is what the firmware waits for.
 */
export class VirtualBoard extends BenchBoard {
	readonly #timers = new VirtualTimers();
	readonly #csms: ScriptedCsms;
	readonly #sockets: CsmsSockets;
	readonly #pins = new Pins();
	readonly #meters = new Map<number, MeterReading>();
	readonly #board: Board;

	constructor(settings: Record<string, string>) {
		super();
		const timers = this.#timers;
		this.#csms = new ScriptedCsms(
			() => timers.now(),
			() => timers.advance(0),
		);
		this.#sockets = new CsmsSockets(timers, this.#csms, () => {
			this.seen.received = this.#csms.received.map(({ action }) => action);
			this.look();
		});
		this.#pins.onOutput = (pin, level) => this.take({ digital: { pin, level } });
		const flash = new MemoryFlash(FLASH_BLOCKS);
		this.#board = new Board({
			boot: {
				...{ identity: "CP001", csms: "ws://csms/ocpp", connectors: 1, cable: "detachable", settings },
				...{ flash: "", language: "en", utcOffset: 0 },
			},
			firmwareVersion: "1",
			digital: digitalOf(this.#pins),
			...{ timers, flash, meters: this.#meters, cryptography: nodeCryptography },
			transport: new ReconnectingTransport({
				...{ timers, sockets: this.#sockets, sha1: digests.sha1 },
				randomBytes: (count) => (count === NO_JITTER.length ? NO_JITTER : digests.randomBytes(count)),
			}),
			fileTransfer: new FakeFileTransfer(),
			firmwareSlot: new SimulatedSlot(NO_IMAGES, timers),
			screen: { changed() {}, setSetup() {}, show() {} },
			listen: () => {
				throw new Error("The set-up page is not measured.");
			},
			randomBytes: digests.randomBytes,
			tell: (message) => this.take(message),
			newId: () => crypto.randomUUID(),
			random: () => 0.5,
			restart() {},
		});
		this.#start(flash);
	}

	now(): number {
		return this.#timers.now();
	}

	say(line: ToFirmware): void {
		if ("digital" in line) this.#pins.setInput(line.digital.pin, line.digital.level);
		else if ("meter" in line) this.#meters.set(line.meter.connector, line.meter);
		else this.#board.take(line);
	}

	async command(action: string, payload: object): Promise<void> {
		const answer = this.#csms.call(action as CsmsAction, payload as Requests[CsmsAction]) as {
			status?: string;
		};
		this.#timers.advance(0);
		const { status } = answer ?? (this.#csms.lastResult as typeof answer);
		if (status !== undefined && status !== "Accepted") throw new Error(`${action}: ${status}`);
	}

	setOnline(online: boolean): void {
		this.#sockets.online = online;
	}

	async pass(milliseconds: number): Promise<void> {
		this.#timers.advance(milliseconds);
	}

	protected async wait(met: Promise<number>, wanted: string): Promise<number> {
		const limit = this.now() + PATIENCE;
		let at: number | undefined;
		void met.then((time) => {
			at = time;
		});
		while (at === undefined) {
			if (this.now() > limit) throw new Error(`It did not come to ${wanted}.`);
			this.#timers.advance(1);
			if (this.#csms.violation) throw this.#csms.violation;
			await null;
		}
		return at;
	}

	/** As main.ts does. */
	#start(flash: MemoryFlash): void {
		const host = this.#board;
		const { vendor: chargePointVendor, model: chargePointModel } = host.settings;
		const chargePoint = new ChargePoint({
			host,
			boot: { chargePointVendor, chargePointModel },
			records: new Records(flash, 0, RECORD_BLOCKS),
			journal: new Journal(flash, RECORD_BLOCKS, FLASH_BLOCKS - RECORD_BLOCKS),
		});
		host.onIdTag = (connectorId, idTag) => chargePoint.presentIdTag(connectorId, idTag);
		host.onFault = (connectorId, errorCode, active) =>
			chargePoint.setFault(connectorId, { errorCode }, active);
		host.onEmergencyStop = (pressed) => chargePoint.setEmergencyStop(pressed);
		host.show(() => chargePoint.state);
		chargePoint.start();
		host.started();
	}
}

/** No firmware is updated. */
const NO_IMAGES = {
	begin() {},
	append() {},
	sizeOf: () => undefined,
	rename() {},
	digestOf: () => undefined,
};

/** The way to the CSMS: offline, whatever is sent gets lost. */
class CsmsSockets extends ScriptedSockets {
	online = true;
	readonly #timers: VirtualTimers;
	readonly #csms: ScriptedCsms;
	readonly #received: () => void;

	constructor(timers: VirtualTimers, csms: ScriptedCsms, received: () => void) {
		super();
		this.#timers = timers;
		this.#csms = csms;
		this.#received = received;
	}

	override open(host: string, port: number, secure: boolean, events: SocketEvents): Socket {
		const socket = super.open(host, port, secure, events) as ScriptedSocket;
		this.#timers.set(() => this.#accept(socket), 0);
		return socket;
	}

	#accept(socket: ScriptedSocket): void {
		if (!this.online || socket.closed) return;
		let taken = 0;
		socket.onWritten = () =>
			this.#timers.set(() => {
				if (!this.online || socket.closed) return;
				const frames = socket.frames;
				for (; taken < frames.length; taken++) {
					const frame = frames[taken];
					if ("text" in frame) this.#csms.receive(frame.text);
					else if ("ping" in frame) socket.receive(Uint8Array.of(0x8a, 0));
				}
				this.#received();
			}, 0);
		this.#csms.connected((text) =>
			this.#timers.set(() => {
				if (this.online && !socket.closed) socket.receive(textFrame(text));
			}, 0),
		);
		socket.accept();
	}
}

function textFrame(text: string): Uint8Array {
	const bytes = Buffer.from(text);
	const { length } = bytes;
	const head = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from(head), bytes]);
}
