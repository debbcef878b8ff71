import { ChargePoint } from "../../modules/charge-point/charge-point";
import type { Transport, TransportTarget } from "../../modules/charge-point/interfaces";
import type { ConnectorState } from "../../modules/charge-point/state";
import { Journal } from "../../modules/storage/journal";
import { Records } from "../../modules/storage/records";
import { MemoryFlash } from "../storage/memory-flash";
import { VirtualTimers } from "../virtual-timers";
import { FakeConnector } from "./fake-hardware";
import { ScriptedCsms } from "./scripted-csms";
import { TRANSITIONS } from "./status-table";

export interface RigOptions {
	connectors?: number;
	cable?: "detachable" | "fixed";
	defaults?: Record<string, string>;
	/** Do not connect at once. */
	offline?: boolean;
	/** Blocks of flash for the journal. */
	journalBlocks?: number;
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
	pingInterval = 0;
	boots = 0;
	chargePoint!: ChargePoint;
	/** The observable state has changed. */
	onChange?: () => void;
	/** The network can be used. */
	online: boolean;
	/** Frames are lost without a word, the connection looks open. */
	blackHole = false;
	readonly #options: RigOptions;
	#transport!: FakeTransport;
	#ids = 0;

	constructor(options: RigOptions = {}) {
		this.#options = options;
		this.online = !options.offline;
		this.flash = new MemoryFlash(8 + (options.journalBlocks ?? 32));
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

	/** Starts the firmware from what the flash holds. */
	boot(): void {
		this.boots++;
		this.powerFailed = false;
		this.flash.powerFor = Number.POSITIVE_INFINITY;
		for (const connector of this.hardware) connector.powered = true;
		const transport = new FakeTransport(this);
		this.#transport = transport;
		this.chargePoint = new ChargePoint({
			identity: "CP 1",
			csms: "ws://csms.example/ocpp",
			boot: { chargePointVendor: "xs-evse", chargePointModel: "test" },
			defaults: this.#options.defaults ?? {},
			timers: new BootTimers(this, this.boots),
			records: new Records(this.flash, 0, 8),
			journal: new Journal(this.flash, 8, this.flash.blockCount - 8),
			transport,
			connectors: this.hardware,
			newId: () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, "0")}`,
			random: () => 0.5,
			restart: () => {
				this.powerOff();
				this.boot();
			},
			log: (text) => this.logs.push(text),
			onChange: () => this.onChange?.(),
		});
		this.chargePoint.start();
		this.advance(0);
	}

	/** The power is cut: nothing runs any more. */
	powerOff(): void {
		this.boots++;
		this.#transport.dead = true;
		this.csms.disconnected();
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
				try {
					operate(...parameters);
				} catch (error) {
					this.powerFailed = true;
					this.powerOff();
					throw error;
				}
			};
		}
	}

	/** Whether the firmware of this boot still runs. */
	isAlive(boot: number): boolean {
		return boot === this.boots;
	}

	/** Lets seconds pass. */
	advance(seconds: number): void {
		this.timers.advance(seconds * 1000);
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

	/** Plugs in, presents an id and waits until energy flows. */
	charge(idTag = "ALICE", connectorId = 1): void {
		this.hardware[connectorId - 1].plug(true);
		this.present(idTag, connectorId);
	}

	/** Throws when a notified change of status is not in the table (R-ST-02). */
	checkTransitions(): void {
		const before = new Map<number, keyof typeof TRANSITIONS>();
		for (const { action, payload } of this.csms.received) {
			if (action === "BootNotification") before.clear();
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
	onOpen?: () => void;
	onText?: (text: string) => void;
	onClose?: (code: number, reason: string) => void;

	constructor(rig: Rig) {
		this.#rig = rig;
	}

	open(target: TransportTarget): void {
		this.#rig.targets.push(target);
		this.#wanted = true;
		this.#rig.timers.set(() => this.connect(), 0);
	}

	connect(): void {
		if (this.dead || this.#open || !this.#wanted || !this.#rig.online) return;
		this.#open = true;
		this.#rig.csms.connected((text) => this.#rig.timers.set(() => this.#deliver(text), 0));
		this.onOpen?.();
	}

	#deliver(text: string): void {
		if (this.#open && !this.dead && !this.#rig.blackHole) this.onText?.(text);
	}

	drop(): void {
		if (!this.#open || this.dead) return;
		this.#open = false;
		this.#rig.csms.disconnected();
		this.onClose?.(1006, "lost");
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
			this.onClose?.(code, reason);
			done?.();
		}, 50);
	}

	setPingInterval(seconds: number): void {
		this.#rig.pingInterval = seconds;
	}
}

/** Timers that die with the boot that set them; monotonic time begins at zero with each boot. */
class BootTimers {
	readonly #rig: Rig;
	readonly #boot: number;
	readonly #start: number;

	constructor(rig: Rig, boot: number) {
		this.#rig = rig;
		this.#boot = boot;
		this.#start = rig.timers.now();
	}

	now(): number {
		return this.#rig.timers.now() - this.#start;
	}

	set(callback: () => void, delay: number) {
		return this.#rig.timers.set(() => {
			if (this.#rig.isAlive(this.#boot)) callback();
		}, delay);
	}

	clear(handle: Parameters<VirtualTimers["clear"]>[0]): void {
		this.#rig.timers.clear(handle);
	}
}
