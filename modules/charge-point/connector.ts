import { sameCiString } from "../ocpp/ci-string";
import type { ConnectorStatus, IdTagInfo, StopReason } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import type { Availability } from "./availability";
import type { Core } from "./core";
import { Faults } from "./faults";
import type { ConnectorHardware, Fault, MeterReading } from "./interfaces";
import type { Metering } from "./metering";
import type { ConnectorState, Notice } from "./state";
import { connectorStatus } from "./status";
import type { Transaction } from "./transaction";
import type { TransactionQueue } from "./transaction-queue";

/** The least current that mode 3 can offer, A (IEC 61851-1, R-SC-11). */
const MINIMUM_CURRENT = 6;
/** A fault that lasts this long ends the transaction (R-ST-09), ms. */
const FAULT_LIMIT = 60_000;
/** How long the answer to an id is shown, ms. */
const NOTICE_TIME = 5000;

const LOCK_FAILURE: Fault = { errorCode: "ConnectorLockFailure", info: "the lock did not close" };

/** What a connector needs beside the core. */
export interface ConnectorParts {
	availability: Availability;
	queue: TransactionQueue;
	metering: Metering;
	/** Faults of the whole charge point. */
	chargePointFaults: Faults;
	/** Tells that status or error may have changed. */
	statusChanged(connectorId: number): void;
}

/** An accepted id that waits for the cable. */
export interface Authorization {
	idTag: string;
	parentIdTag?: string;
}

/**
 * One connector: facts of the hardware come in, an accepted id comes in, and from both follow the
 * transaction, the contactor, the lock and the status (checklist sections 6 and 7).
 */
export class Connector {
	readonly id: number;
	readonly hardware: ConnectorHardware;
	readonly faults = new Faults();
	readonly #core: Core;
	readonly #parts: ConnectorParts;
	transaction: Transaction | undefined;
	authorization: Authorization | undefined;
	/** An id presented here is being asked for; the connection time-out waits for the answer. */
	authorizing = false;
	/** After the transaction the cable stays locked until this id is presented (R-TX-11, R-AUTH-21). */
	heldFor: Authorization | undefined;
	#starting = false;
	#ended = false;
	/** What the ended transaction came to, shown while the cable is in. */
	#result: { energyWh: number; seconds: number } | undefined;
	#unavailable: boolean;
	#wasConnected: boolean;
	#info: string | undefined;
	#contactor = false;
	#offered = 0;
	#notice: Notice | null = null;
	#noticeTimer: TimerHandle | undefined;
	#connectionTimer: TimerHandle | undefined;
	#expired = false;
	#faultTimer: TimerHandle | undefined;

	constructor(id: number, hardware: ConnectorHardware, core: Core, parts: ConnectorParts) {
		this.id = id;
		this.hardware = hardware;
		this.#core = core;
		this.#parts = parts;
		this.#unavailable = !parts.availability.isOperative(id);
		this.#wasConnected = this.isConnected;
		hardware.onChange = () => this.#hardwareChanged();
	}

	/** A cable is in the socket, or the tethered cable is on a vehicle. */
	get isOccupied(): boolean {
		return this.hardware.detachable ? this.hardware.cable : this.hardware.ev;
	}

	/** Charge point and vehicle are joined by the cable. */
	get isConnected(): boolean {
		return this.hardware.cable && this.hardware.ev;
	}

	get isFaulted(): boolean {
		return this.faults.isFaulted || this.#parts.chargePointFaults.isFaulted;
	}

	/** In use: a change of availability waits (R-AVL-01, R-ST-13). */
	get isInUse(): boolean {
		return (
			this.transaction !== undefined ||
			this.#starting ||
			this.authorization !== undefined ||
			(this.isOccupied && !this.#unavailable)
		);
	}

	get status(): ConnectorStatus {
		return connectorStatus({
			faulted: this.isFaulted,
			transaction: this.transaction !== undefined,
			evseReady: this.transaction !== undefined && !this.transaction.deauthorized,
			evReady: this.isConnected && this.hardware.evReady,
			unavailable: this.#unavailable,
			occupied: this.isOccupied,
			ended: this.#ended,
			authorized: this.authorization !== undefined || this.#starting,
		});
	}

	/** The error to report beside the status. */
	get fault(): Fault | undefined {
		const { chargePointFaults } = this.#parts;
		if (chargePointFaults.isFaulted && !this.faults.isFaulted) return chargePointFaults.reported;
		return this.faults.reported;
	}

	/** More about the status, such as why a transaction ended (R-ST-12). */
	get info(): string | undefined {
		return this.#info;
	}

	/** A transaction can be started here once id and cable are there. */
	get canAuthorize(): boolean {
		return (
			!this.transaction && !this.#starting && !this.#unavailable && !this.isFaulted && !this.#isFinishing
		);
	}

	get #isFinishing(): boolean {
		return this.#ended && this.isOccupied;
	}

	/** Takes up the state found at boot, a transaction that a power cut ended among it (R-TX-16). */
	recover(interrupted: boolean): void {
		this.#ended = interrupted && this.isOccupied;
		if (this.hardware.locked) this.#unlock();
		this.evaluate();
	}

	/** An accepted id for this connector: the transaction starts as soon as the cable is there (R-TX-01). */
	authorize(authorization: Authorization): void {
		this.authorization = authorization;
		this.evaluate();
	}

	/** The id is void: presented again, or refused (R-AUTH-26). */
	cancelAuthorization(notice: Notice): void {
		this.authorization = undefined;
		this.notify(notice);
		this.evaluate();
	}

	/** The question about an id has been answered. */
	authorizingEnded(): void {
		this.authorizing = false;
		if (this.#expired && !this.authorization) this.#connectionTimedOut();
	}

	/** Shows the answer to an id for some seconds. */
	notify(notice: Notice): void {
		const { timers } = this.#core;
		timers.clear(this.#noticeTimer);
		this.#notice = notice;
		this.#noticeTimer = timers.set(() => {
			this.#notice = null;
			this.#core.changed();
		}, NOTICE_TIME);
		this.#core.changed();
	}

	setFault(fault: Fault, active: boolean): void {
		if (this.faults.set(fault, active)) this.evaluate();
	}

	/** Ends the transaction: energy first, then the journal, then the message (R-TX-23). */
	stop(reason: StopReason, idTag?: string): void {
		const transaction = this.transaction;
		if (!transaction) return;
		this.transaction = undefined;
		this.#ended = true;
		this.#info = reason === "EVDisconnected" ? "EV side disconnected" : undefined;
		this.#drive();
		this.#parts.metering.stop(this.id);
		const { importWh } = this.hardware.meter.read();
		this.#result = this.#session(transaction, importWh);
		const { queue } = this.#parts;
		queue.stop(transaction.position, this.id, importWh, this.#core.clock.stamp(), reason, idTag);
		const keepLocked =
			reason === "DeAuthorized" ||
			(reason === "EVDisconnected" && !this.#core.configuration.flag("UnlockConnectorOnEVSideDisconnect"));
		if (keepLocked) this.heldFor = { idTag: transaction.idTag, parentIdTag: transaction.parentIdTag };
		else this.#unlock();
		this.evaluate();
	}

	/** StartTransaction.conf of the running transaction (R-AUTH-20, R-AUTH-23). */
	started(transactionId: number, { status, parentIdTag }: IdTagInfo): void {
		const { transaction } = this;
		if (!transaction) return;
		transaction.transactionId = transactionId;
		transaction.parentIdTag ??= parentIdTag;
		if (status !== "Accepted") {
			this.notify(status);
			if (this.#core.configuration.flag("StopTransactionOnInvalidId")) this.stop("DeAuthorized");
			else transaction.deauthorized = true;
		}
		this.evaluate();
	}

	/** The cable is let go, for the driver who locked it or by UnlockConnector. */
	release(done?: (opened: boolean) => void): void {
		this.heldFor = undefined;
		this.authorization = undefined;
		this.#unlock(done);
	}

	/** Is the cable kept for this id, or one of its group? */
	isHeldFor(idTag: string): boolean {
		return this.heldFor !== undefined && sameCiString(this.heldFor.idTag, idTag);
	}

	/** Follows from all that is known; called after every change. */
	evaluate(): void {
		if (!this.isOccupied) {
			this.#ended = false;
			this.heldFor = undefined;
			this.#info = undefined;
			this.#result = undefined;
			this.faults.set(LOCK_FAILURE, false);
		}
		if (!this.#parts.availability.isOperative(this.id)) {
			if (!this.isInUse) this.#unavailable = true;
		} else {
			this.#unavailable = false;
		}
		this.#watchFault();
		this.#drive();
		if (this.authorization && !this.authorizing && this.isConnected && this.canAuthorize) this.#start();
		this.#watchConnection();
		this.#parts.statusChanged(this.id);
		this.#core.changed();
	}

	/** What an observer sees of this connector. */
	get state(): ConnectorState {
		const { hardware, transaction } = this;
		const reading = hardware.meter.read();
		const session = transaction ? this.#session(transaction, reading.importWh) : this.#result;
		return {
			id: this.id,
			status: this.status,
			errorCode: this.fault?.errorCode ?? "NoError",
			cable: hardware.cable,
			ev: hardware.ev,
			evReady: hardware.evReady,
			locked: hardware.locked,
			contactor: this.#contactor,
			offeredA: this.#offered,
			drawnA: largest(reading),
			powerW: reading.powerW ?? 0,
			importWh: reading.importWh,
			idTag: transaction?.idTag ?? this.authorization?.idTag ?? null,
			transactionId: transaction?.transactionId ?? null,
			sessionWh: session?.energyWh ?? null,
			sessionSeconds: session?.seconds ?? null,
			notice: this.authorizing ? "Authorizing" : this.#notice,
		};
	}

	/** What the vehicle is offered per phase, A. */
	get offeredCurrent(): number {
		return this.#offered;
	}

	#session({ meterStart, begun }: Transaction, importWh: number) {
		const seconds = Math.floor((this.#core.timers.now() - begun) / 1000);
		return { energyWh: importWh - meterStart, seconds };
	}

	#hardwareChanged(): void {
		const connected = this.isConnected;
		if (connected && !this.#wasConnected) this.#ended = false;
		this.#wasConnected = connected;
		if (
			!connected &&
			this.transaction &&
			this.#core.configuration.flag("StopTransactionOnEVSideDisconnect")
		) {
			this.stop("EVDisconnected");
		} else {
			if (this.transaction) this.#info = connected ? undefined : "EV side disconnected";
			this.evaluate();
		}
	}

	/** Locks the cable, closes the contactor, stores StartTransaction: in this order (R-TX-23). */
	#start(): void {
		if (!this.#parts.queue.hasRoom) {
			this.#core.log("no room for another transaction: charging is refused");
			this.authorization = undefined;
			this.notify("Offline");
			return;
		}
		this.#starting = true;
		this.hardware.setLock(true, (moved) => {
			this.#starting = false;
			if (!moved && this.authorization) {
				this.authorization = undefined;
				this.faults.set(LOCK_FAILURE, true);
				this.hardware.setLock(false, () => {});
			} else if (moved && this.authorization && this.isConnected && this.canAuthorize) {
				this.#begin(this.authorization);
			} else {
				this.#unlock();
			}
			this.evaluate();
		});
	}

	#begin({ idTag, parentIdTag }: Authorization): void {
		const { importWh } = this.hardware.meter.read();
		const start = this.#core.clock.stamp();
		const begun = this.#core.timers.now();
		this.authorization = undefined;
		this.#info = undefined;
		this.#result = undefined;
		const transaction: Transaction = {
			...{ position: 0, connectorId: this.id, idTag, parentIdTag, meterStart: importWh, begun },
			...{ transactionId: null, deauthorized: false },
		};
		this.transaction = transaction;
		this.#drive();
		transaction.position = this.#parts.queue.start(this.id, idTag, importWh, start);
		this.#parts.metering.start(this.id, transaction.position);
	}

	/** Sets pilot and contactor: the one answer to "may energy flow, and how much". */
	#drive(): void {
		const { transaction, hardware } = this;
		const allowed = transaction && !transaction.deauthorized && this.isConnected && !this.isFaulted;
		const offered = allowed ? hardware.maxCurrent : 0;
		const closed = offered >= MINIMUM_CURRENT && hardware.evReady;
		if (!closed && this.#contactor) hardware.setContactor(false);
		if (offered !== this.#offered) hardware.setOfferedCurrent(offered);
		if (closed && !this.#contactor) hardware.setContactor(true);
		this.#offered = offered;
		this.#contactor = closed;
	}

	#unlock(done?: (opened: boolean) => void): void {
		this.hardware.setLock(false, (moved) => {
			if (!moved) this.#core.log(`connector ${this.id}: the lock did not open`);
			done?.(moved);
			this.#parts.statusChanged(this.id);
			this.#core.changed();
		});
	}

	/** ConnectionTimeOut runs from the beginning of Preparing (R-TX-03, R-TX-04, R-CFG-10). */
	#watchConnection(): void {
		const { timers, configuration } = this.#core;
		const preparing = this.status === "Preparing" && !this.#starting;
		if (!preparing) {
			timers.clear(this.#connectionTimer);
			this.#connectionTimer = undefined;
			this.#expired = false;
		} else if (this.#connectionTimer === undefined) {
			const seconds = configuration.integer("ConnectionTimeOut");
			this.#connectionTimer = timers.set(() => {
				if (this.authorizing) this.#expired = true;
				else this.#connectionTimedOut();
			}, seconds * 1000);
		}
	}

	#connectionTimedOut(): void {
		this.#expired = false;
		if (this.authorization) this.notify("Timeout");
		this.authorization = undefined;
		this.#ended = this.isOccupied;
		this.evaluate();
	}

	#watchFault(): void {
		const { timers } = this.#core;
		if (!this.isFaulted || !this.transaction) {
			timers.clear(this.#faultTimer);
			this.#faultTimer = undefined;
		} else if (this.#faultTimer === undefined) {
			this.#faultTimer = timers.set(() => this.stop("Other"), FAULT_LIMIT);
		}
	}
}

function largest({ currentA }: MeterReading): number {
	return currentA ? Math.max(0, ...currentA) : 0;
}
