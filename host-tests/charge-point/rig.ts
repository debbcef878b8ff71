import { ChargePoint } from "../../modules/charge-point/charge-point";
import type { FirmwareSigning } from "../../modules/charge-point/firmware/interfaces";
import type {
	TlsFailure,
	Transport,
	TransportListener,
	TransportTarget,
} from "../../modules/charge-point/interfaces";
import type { ConnectorState } from "../../modules/charge-point/state";
import type { BootNotificationRequest } from "../../modules/ocpp/types";
import { Journal } from "../../modules/storage/journal";
import { Records } from "../../modules/storage/records";
import type { TimerHandle, Timers } from "../../modules/timers";
import { nodeCryptography } from "../../simulator/node/cryptography";
import { FlashError, MemoryFlash, PowerCut } from "../storage/memory-flash";
import { VirtualTimers } from "../virtual-timers";
import { emptySlot, FakeFileTransfer, FakeSlot, fakeSigning, type SlotContent } from "./fake-files";
import { FakeConnector } from "./fake-hardware";
import { ScriptedCsms } from "./scripted-csms";
import { TRANSITIONS } from "./status-table";

export interface RigOptions {
	connectors?: number;
	cable?: "detachable" | "fixed";
	defaults?: Record<string, string>;
	/** What BootNotification tells. */
	boot?: BootNotificationRequest;
	/** Do not connect at once. */
	offline?: boolean;
	/** PEM. */
	factoryRoot?: string;
	/** Blocks of flash for the records. */
	recordBlocks?: number;
	/** Blocks of flash for the journal. */
	journalBlocks?: number;
	/** What the charge point finds at its first boot; blank when left out. */
	flash?: MemoryFlash;
	/** In place of the transport that hands each frame to the scripted CSMS. */
	transport?(timers: Timers): Transport;
}

/** A charge point with fake hardware, a scripted CSMS and a virtual clock. */
export class Rig {
	readonly timers = new VirtualTimers();
	readonly csms = new ScriptedCsms(
		() => this.timers.now(),
		() => this.timers.advance(0),
	);
	readonly hardware: FakeConnector[] = [];
	readonly flash: MemoryFlash;
	readonly logs: string[] = [];
	readonly targets: TransportTarget[] = [];
	/** The network of files of this boot. */
	files = new FakeFileTransfer();
	readonly slot: SlotContent = emptySlot();
	pingInterval = 0;
	boots = 0;
	chargePoint!: ChargePoint;
	/** What the charge point would judge signed firmware by. */
	firmwareSigning!: FirmwareSigning;
	/** What the charge point of this boot stores. */
	records!: Records;
	journal!: Journal;
	/** The observable state has changed. */
	onChange?: () => void;
	/** The network can be used. */
	online: boolean;
	/** Frames are lost without a word, the connection looks open. */
	blackHole = false;
	/** The firmware cannot restart itself. */
	restartFails = false;
	/** Decides whether a try is refused, and why; each is followed by another, 2 s later. */
	refusal?: (target: TransportTarget) => { status: number; failure?: TlsFailure } | undefined;
	/** How long frames of the CSMS are on their way, ms. */
	latency = 0;
	readonly #options: RigOptions;
	readonly #recordBlocks: number;
	#transport!: FakeTransport;
	#bootTimers!: BootTimers;
	#ids = 0;

	constructor(options: RigOptions = {}) {
		this.#options = options;
		this.online = !options.offline;
		this.#recordBlocks = options.recordBlocks ?? 24;
		this.flash = options.flash ?? new MemoryFlash(this.#recordBlocks + (options.journalBlocks ?? 32));
		this.#watchPower();
		for (let i = 0; i < (options.connectors ?? 1); i++) {
			this.hardware.push(new FakeConnector(this.timers, options.cable !== "fixed"));
		}
		this.boot();
	}

	/** The one connector of most tests. */
	get connector(): FakeConnector {
		return this.hardware[0];
	}

	state(connectorId = 1): ConnectorState {
		return this.chargePoint.state.connectors[connectorId - 1];
	}

	/** Starts the firmware from what the flash holds; `crashed` when it had failed. */
	boot(crashed = false): void {
		this.boots++;
		this.powerFailed = false;
		this.flash.powerFor = Number.POSITIVE_INFINITY;
		for (const connector of this.hardware) connector.powered = true;
		this.#bootTimers = new BootTimers(this.timers);
		const transport = new FakeTransport(this);
		this.#transport = transport;
		this.files = new FakeFileTransfer();
		this.records = new Records(this.flash, 0, this.#recordBlocks);
		this.journal = new Journal(this.flash, this.#recordBlocks, this.flash.blockCount - this.#recordBlocks);
		this.chargePoint = new ChargePoint({
			host: {
				settings: {
					identity: "CP 1",
					csms: "ws://csms.example/ocpp",
					defaults: this.#options.defaults ?? {},
					crashed,
					factoryRoot: this.#options.factoryRoot,
				},
				timers: this.#bootTimers,
				transport: this.#options.transport?.(this.#bootTimers) ?? transport,
				fileTransfer: this.files,
				firmwareSlot: new FakeSlot(this.slot, this.#bootTimers),
				cryptography: nodeCryptography,
				connectors: this.hardware,
				newId: () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, "0")}`,
				random: () => 0.5,
				restart: () => {
					if (this.restartFails) return;
					this.powerOff();
					this.boot();
				},
				log: (text) => this.logs.push(text),
				changed: () => this.onChange?.(),
			},
			boot: this.#options.boot ?? { chargePointVendor: "xs-evse", chargePointModel: "test" },
			records: this.records,
			journal: this.journal,
		});
		// What the tests send as signed is signed for them.
		this.firmwareSigning = this.chargePoint.security.firmwareSigning;
		Object.assign(this.chargePoint.security, { firmwareSigning: fakeSigning });
		this.chargePoint.start();
		this.advance(0);
	}

	/** The power is cut: nothing runs any more. */
	powerOff(): void {
		this.boots++;
		this.#bootTimers.clearAll();
		this.#transport.dead = true;
		this.csms.disconnected();
		// Nothing holds on to the charge point that has died.
		for (const target of this.targets) target.tls = undefined;
		for (const connector of this.hardware) connector.powerOff();
	}

	/** The power was cut in a flash write and is still off. */
	powerFailed = false;

	/** A flash write in which the power fails is the last thing that this boot does. */
	#watchPower(): void {
		const { flash } = this;
		for (const name of ["write", "erase"] as const) {
			const operate = flash[name].bind(flash) as (...parameters: unknown[]) => void;
			flash[name] = (...parameters: unknown[]) => {
				// What is written by code that a real cut would not let run is not written.
				if (this.powerFailed) throw new PowerCut();
				try {
					operate(...parameters);
				} catch (error) {
					if (error instanceof FlashError) throw error;
					this.powerFailed = true;
					this.powerOff();
					throw error;
				}
			};
		}
	}

	/** The WebSocket is open. */
	get isConnected(): boolean {
		return this.#transport.isOpen;
	}

	/** Lets seconds pass. Throws when the charge point has sent what no schema allows. */
	advance(seconds: number): void {
		this.timers.advance(seconds * 1000);
		if (this.csms.violation) throw this.csms.violation;
	}

	setOnline(online: boolean): void {
		this.online = online;
		if (online) this.#transport.connect();
		else this.#transport.drop();
	}

	present(idTag: string, connectorId = 1): void {
		this.chargePoint.presentIdTag(connectorId, idTag);
		this.advance(1);
	}

	/** Sixty short sessions at a connector, so that much is stored after what came before. */
	chargeOften(connectorId: number): void {
		for (let i = 0; i < 60; i++) {
			this.charge(`ID${i}`, connectorId);
			this.present(`ID${i}`, connectorId);
			this.hardware[connectorId - 1].plug(false);
			this.advance(1);
		}
	}

	/** Plugs in, presents an id and waits until energy flows. */
	charge(idTag = "ALICE", connectorId = 1): void {
		this.hardware[connectorId - 1].plug(true);
		this.present(idTag, connectorId);
	}

	/** Throws when a change of status that was notified on one connection is not in the table (R-ST-02). */
	checkTransitions(): void {
		const before = new Map<number, keyof typeof TRANSITIONS>();
		let last = 0;
		for (const { action, payload, connection } of this.csms.received) {
			if (connection !== last) before.clear();
			last = connection;
			if (action !== "StatusNotification" || payload.connectorId === 0) continue;
			const { connectorId, status } = payload as { connectorId: number; status: keyof typeof TRANSITIONS };
			const from = before.get(connectorId);
			if (from && from !== status && !TRANSITIONS[from].includes(status)) {
				throw new Error(`connector ${connectorId}: ${from} to ${status}`);
			}
			before.set(connectorId, status);
		}
	}
}

class FakeTransport implements Transport {
	readonly #rig: Rig;
	dead = false;
	#wanted = false;
	#open = false;
	listener?: TransportListener;
	#retry: TimerHandle | undefined;

	constructor(rig: Rig) {
		this.#rig = rig;
	}

	open(target: TransportTarget): void {
		this.#rig.targets.push(target);
		this.#wanted = true;
		this.#rig.timers.set(() => this.connect(), 0);
	}

	get isOpen(): boolean {
		return this.#open && !this.dead;
	}

	connect(): void {
		if (this.dead || this.#open || !this.#wanted || !this.#rig.online) return;
		const target = this.#rig.targets[this.#rig.targets.length - 1];
		const refusal = this.#rig.refusal?.(target);
		if (refusal) {
			this.#rig.timers.clear(this.#retry);
			this.#retry = this.#rig.timers.set(() => this.connect(), 2000);
			this.listener?.refused(refusal.status, "refused", refusal.failure);
			return;
		}
		this.#open = true;
		const opened = this.#rig.csms.connections + 1;
		this.#rig.csms.connected((text) =>
			this.#rig.timers.set(() => {
				if (this.#rig.csms.connections === opened) this.#deliver(text);
			}, this.#rig.latency),
		);
		this.listener?.opened();
	}

	#deliver(text: string): void {
		if (this.#open && !this.dead && !this.#rig.blackHole) this.listener?.received(text);
	}

	drop(): void {
		if (!this.#open || this.dead) return;
		this.#open = false;
		this.#rig.csms.disconnected();
		this.listener?.closed(1006, "lost");
	}

	send(text: string): void {
		if (this.#open && !this.dead && !this.#rig.blackHole) this.#rig.csms.receive(text);
	}

	/** Flushes, shakes hands and tells, as modules/net does; at once when there is no connection. */
	close(code: number, reason: string, done?: () => void): void {
		this.#wanted = false;
		if (!this.#open) {
			done?.();
			return;
		}
		this.#open = false;
		this.#rig.timers.set(() => {
			if (this.dead) return;
			this.#rig.csms.disconnected();
			this.listener?.closed(code, reason);
			done?.();
		}, 50);
	}

	setPingInterval(seconds: number): void {
		this.#rig.pingInterval = seconds;
	}
}

/** Timers that die with the boot that set them; monotonic time begins at zero with each boot. */
class BootTimers implements Timers {
	readonly #timers: VirtualTimers;
	readonly #start: number;
	readonly #running = new Set<TimerHandle>();
	#dead = false;

	constructor(timers: VirtualTimers) {
		this.#timers = timers;
		this.#start = timers.now();
	}

	now(): number {
		return this.#timers.now() - this.#start;
	}

	set(callback: () => void, delay: number): TimerHandle {
		const handle = this.#timers.set(() => {
			this.#running.delete(handle);
			callback();
		}, delay);
		// A write in which the power fails may be followed by code that a real cut would not let run.
		if (this.#dead) this.#timers.clear(handle);
		else this.#running.add(handle);
		return handle;
	}

	clear(handle: TimerHandle | undefined): void {
		if (handle !== undefined) this.#running.delete(handle);
		this.#timers.clear(handle);
	}

	clearAll(): void {
		this.#dead = true;
		for (const handle of this.#running) this.#timers.clear(handle);
		this.#running.clear();
	}
}

/** A charge point some seconds after its boot, of which the scripted CSMS has forgotten the messages. */
export function bootedRig(options: RigOptions = {}): Rig {
	const rig = new Rig(options);
	rig.advance(5);
	rig.csms.clear();
	return rig;
}
