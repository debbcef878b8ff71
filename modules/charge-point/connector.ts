import { frozen } from "../frozen";
import type { ChargingProfile, ConnectorStatus, IdTagInfo, StopReason } from "../ocpp/types";
import type { Authorization } from "./authorization/authorization";
import type { AuthorizationResult } from "./authorization/authorizer";
import { EnergyLimit } from "./authorization/energy-limit";
import { CableLock } from "./cable-lock";
import { ConnectionTimeout } from "./connection-timeout";
import type { Core } from "./core";
import { FaultTimeout } from "./fault-timeout";
import { Faults, isReportedIn } from "./faults";
import type { ConnectorHardware, Fault } from "./interfaces";
import { NoticeBoard } from "./notice-board";
import { Question } from "./question";
import { connectorStatus } from "./status";
import { Supply } from "./supply";
import type { Session, Transaction } from "./transaction";

const EV_DISCONNECTED = "EV side disconnected";

const LOCK_FAILURE: Fault = frozen({ errorCode: "ConnectorLockFailure", info: "the lock did not close" });

/**
 * One connector: facts of the hardware come in, an accepted id comes in, and from both follow the
 * transaction, the contactor, the lock and the status (rules R-ST and R-TX).
 */
export class Connector {
	readonly id: number;
	readonly hardware: ConnectorHardware;
	readonly supply: Supply;
	readonly noticeBoard: NoticeBoard;
	readonly faults = new Faults();
	private readonly core: Core;
	transaction: Transaction | undefined;
	authorization: Authorization | undefined;
	/** More about the status: why a transaction is suspended or has ended (R-ST-12). */
	info: string | undefined;
	/** Monotonic time of the last plug, ms. */
	pluggedAt = 0;
	private readonly question = new Question();
	private readonly lock: CableLock;
	/** The lock is closing for a transaction. */
	private starting = false;
	/** The session on the cable that is in is over, and what it was. */
	private ended = false;
	private endedSession: Session | undefined;
	/** The firmware is about to restart. */
	private retired = false;
	private unavailable: boolean;
	private wasConnected: boolean;
	private wasOccupied: boolean;
	private readonly connectionTimeout: ConnectionTimeout;
	private readonly energyLimit: EnergyLimit;
	private readonly faultTimeout: FaultTimeout;

	constructor(id: number, hardware: ConnectorHardware, core: Core) {
		this.id = id;
		this.hardware = hardware;
		this.core = core;
		this.supply = new Supply(hardware, core.timers);
		this.noticeBoard = new NoticeBoard(core);
		this.lock = new CableLock(core, this);
		this.connectionTimeout = new ConnectionTimeout(core, this);
		this.faultTimeout = new FaultTimeout(core, this);
		this.energyLimit = new EnergyLimit(core, this);
		this.unavailable = !core.availability.isOperative(id);
		this.wasConnected = this.isConnected;
		this.wasOccupied = this.isOccupied;
		hardware.onChange = () => this.hardwareChanged();
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
		return this.faults.isFaulted || this.core.faults.isFaulted;
	}

	/** In use: a change of availability waits (R-AVL-01, R-ST-13). */
	get isInUse(): boolean {
		return (
			this.transaction !== undefined ||
			this.starting ||
			this.authorization !== undefined ||
			(this.isOccupied && !this.unavailable && !this.isReserved)
		);
	}

	get status(): ConnectorStatus {
		return connectorStatus({
			faulted: this.isFaulted,
			transaction: this.transaction !== undefined,
			evseReady: this.isSupplied && !this.hardware.paused && this.core.smartCharging.isReady(this.id),
			evReady: this.isConnected && this.hardware.evReady,
			unavailable: this.unavailable,
			occupied: this.isOccupied,
			ended: this.ended,
			authorized: this.authorization !== undefined || this.starting,
			reserved: this.isReserved,
		});
	}

	/** A transaction runs that may draw: it takes part in what the charge point may draw (R-SC-07). */
	get isSupplied(): boolean {
		return this.transaction !== undefined && !this.transaction.deauthorized;
	}

	/** Energy may flow now, as far as the limits allow. */
	get mayDraw(): boolean {
		return this.isSupplied && this.isConnected && !this.isFaulted && !this.hardware.paused;
	}

	/** The error to report beside the status. */
	get fault(): Fault | undefined {
		if (this.core.faults.isFaulted && !this.faults.isFaulted) return this.core.faults.reported;
		const reported = this.faults.reported;
		return reported && isReportedIn(this.status, reported) ? reported : undefined;
	}

	get isOutOfService(): boolean {
		return this.unavailable || this.isFaulted;
	}

	/** In service, and neither in a session nor with the cable of one that is over. */
	get isVacant(): boolean {
		const updating = this.core.availability.updating;
		return !this.transaction && !this.isOutOfService && !updating && !(this.ended && this.isOccupied);
	}

	/** A transaction can be started here once id and cable are there. */
	get canAuthorize(): boolean {
		return this.isVacant && !this.starting && !this.retired;
	}

	/** The id that was presented here and is being asked for; the connection time-out waits for the answer. */
	get asking(): string | undefined {
		return this.question.idTag;
	}

	/** The id whose presentation lets the cable go. */
	get heldFor(): Authorization | undefined {
		return this.lock.heldFor;
	}

	/**
	 * Takes up the state found at boot: a transaction that a power cut ended (R-TX-16), or a cable that
	 * still waits for its id (R-AUTH-21).
	 */
	recover(interrupted: boolean): void {
		const kept = this.lock.recover();
		this.ended = (interrupted || kept) && this.isOccupied;
		this.evaluate();
	}

	/** Takes the answer to an id that was presented here to charge. */
	answer(idTag: string, { status, parentIdTag }: AuthorizationResult, profile?: ChargingProfile): void {
		if (!this.canAuthorize) return;
		const accepted = status === "Accepted";
		const refused = accepted && !this.core.reservations.admits(this, { idTag, parentIdTag });
		this.noticeBoard.show(refused ? "Reserved" : status);
		if (accepted && !refused) this.authorize({ idTag, parentIdTag, profile });
	}

	/** An accepted id for this connector: the transaction starts as soon as the cable is there (R-TX-01). */
	authorize(authorization: Authorization): void {
		this.authorization = authorization;
		this.evaluate();
	}

	/** Asks whether an id may charge, one at a time; `answered` is not called when the question is void by then. */
	ask(idTag: string, answered: (result: AuthorizationResult) => void): void {
		if (this.asking !== undefined) return;
		this.question.ask(this.core.authorizer, idTag, (result) => {
			answered(result);
			this.evaluate();
		});
		this.core.changed();
	}

	/** The id that waits for the cable, or is being asked for, is void (R-AUTH-26). */
	cancelAuthorization(): void {
		if (this.authorization) this.noticeBoard.show("Cancelled");
		this.authorization = undefined;
		this.question.cancel();
		this.evaluate();
	}

	setFault(fault: Fault, active: boolean): void {
		if (this.faults.set(fault, active)) this.evaluate();
	}

	/** Ends the transaction: energy first, then the journal, then the message (R-TX-23). */
	stop(reason: StopReason, idTag?: string): void {
		const transaction = this.transaction;
		if (!transaction) return;
		this.transaction = undefined;
		this.question.cancel();
		this.ended = true;
		this.info = reason === "EVDisconnected" ? EV_DISCONNECTED : undefined;
		this.drive();
		const keepLocked =
			reason === "DeAuthorized" ||
			(reason === "EVDisconnected" && !this.core.configuration.flag("UnlockConnectorOnEVSideDisconnect"));
		this.lock.hold(transaction, keepLocked);
		this.endedSession = this.measure(transaction);
		if (this.supply.isAtRest) this.storeStop(transaction, reason, idTag);
		else this.supply.awaitRest(() => this.cameToRest(transaction, reason, idTag));
		if (keepLocked) this.evaluate();
		else this.release();
	}

	/** What has flowed until now belongs to the transaction that has ended. */
	private storeStop(transaction: Transaction, reason: StopReason, idTag?: string): void {
		const { core, id } = this;
		const importWh = this.hardware.meter.read().importWh;
		const end = core.metering.stop(id, importWh);
		core.queue.stop(transaction.position, id, importWh, core.clock.stamp(), reason, idTag, end);
	}

	/** What has waited for the stop goes on. */
	private cameToRest(transaction: Transaction, reason: StopReason, idTag?: string): void {
		const { core } = this;
		this.storeStop(transaction, reason, idTag);
		if (this.endedSession) this.endedSession = this.measure(transaction);
		core.statusNotification.changed(this.id);
		core.changed();
		core.firmware.proceed();
		core.reset.proceed();
	}

	/** Ends the transaction, and lets none begin any more: the firmware is about to restart. */
	retire(reason: StopReason): void {
		this.retired = true;
		this.stop(reason);
	}

	/** The restart has failed: transactions may begin again. */
	resume(): void {
		this.retired = false;
		this.evaluate();
	}

	/** StartTransaction of the running transaction is given up (R-TX-06). */
	startGivenUp(): void {
		if (this.transaction) this.transaction.transactionId = -1;
	}

	/** StartTransaction.conf of the running transaction (R-AUTH-20, R-AUTH-23). */
	started(transactionId: number, { status, parentIdTag }: IdTagInfo): void {
		const transaction = this.transaction;
		if (!transaction) return;
		transaction.transactionId = transactionId;
		transaction.parentIdTag ??= parentIdTag;
		if (status !== "Accepted") {
			this.noticeBoard.show(status);
			if (this.core.configuration.flag("StopTransactionOnInvalidId")) this.stop("DeAuthorized");
			else {
				const allowed = this.core.configuration.integer("MaxEnergyOnInvalidId");
				transaction.energyEnd = this.hardware.meter.read().importWh + allowed;
			}
		}
		this.evaluate();
	}

	/** The cable is let go, for the driver who locked it or by UnlockConnector. */
	release(done?: (opened: boolean) => void): void {
		this.authorization = undefined;
		this.lock.open(done);
		this.evaluate();
	}

	/** Follows from all that is known; called after every change. */
	evaluate(): void {
		if (!this.isOccupied) {
			this.ended = false;
			this.lock.free();
			this.faults.set(LOCK_FAILURE, false);
		}
		if (!this.core.availability.isOperative(this.id)) {
			if (!this.isInUse) this.unavailable = true;
		} else {
			this.unavailable = false;
		}
		// From Unavailable there is no way to Finishing (R-ST-02).
		if (this.unavailable) this.ended = false;
		if (!this.ended) this.endedSession = undefined;
		if (!this.ended && !this.transaction) this.info = undefined;
		this.faultTimeout.follow(this.isFaulted && this.transaction !== undefined);
		this.drive();
		this.energyLimit.follow(this.transaction?.energyEnd, this.supply.isClosed);
		// Reserved passes through Preparing, however soon the transaction starts (R-RSV-05).
		if (this.authorization) this.core.statusChanged(this);
		if (this.authorization && this.asking === undefined && this.isConnected && this.canAuthorize)
			this.start();
		this.watchConnection();
		this.core.statusChanged(this);
		this.core.changed();
	}

	/** The running transaction or, while Finishing, the ended one: its energy and how long it lasted. */
	get session(): Session | undefined {
		const transaction = this.transaction;
		return transaction ? this.measure(transaction) : this.endedSession;
	}

	private measure({ meterStart, begun }: Transaction): Session {
		const importWh = this.hardware.meter.read().importWh;
		return { wh: importWh - meterStart, seconds: Math.floor((this.core.timers.now() - begun) / 1000) };
	}

	private get isReserved(): boolean {
		return this.core.reservations.isReserved(this.id);
	}

	private hardwareChanged(): void {
		const connected = this.isConnected;
		if (connected && !this.wasConnected) this.ended = false;
		const plugged = this.isOccupied && (connected ? !this.wasConnected : !this.wasOccupied);
		if (plugged) this.pluggedAt = this.core.timers.now();
		this.wasConnected = connected;
		this.wasOccupied = this.isOccupied;
		if (!connected && this.transaction && this.core.configuration.flag("StopTransactionOnEVSideDisconnect")) {
			this.stop("EVDisconnected");
		} else {
			if (this.transaction) this.info = connected ? undefined : EV_DISCONNECTED;
			this.evaluate();
		}
	}

	/** Locks the cable, closes the contactor, stores StartTransaction: in this order (R-TX-23). */
	private start(): void {
		if (!this.core.queue.hasRoom) {
			this.core.securityEvent("MemoryExhaustion", "no room for another transaction");
			this.core.log("no room for another transaction: charging is refused");
			this.authorization = undefined;
			this.noticeBoard.show("Offline");
			return;
		}
		this.starting = true;
		this.lock.close((moved) => {
			this.starting = false;
			if (!moved && this.authorization) {
				this.authorization = undefined;
				this.faults.set(LOCK_FAILURE, true);
				this.hardware.setLock(false, () => {});
			} else if (moved && this.authorization && this.isConnected && this.canAuthorize) {
				this.begin(this.authorization);
			} else {
				this.lock.open();
			}
			this.evaluate();
		});
	}

	private begin(authorization: Authorization): void {
		this.supply.rest();
		const { idTag, parentIdTag, profile } = authorization;
		const importWh = this.hardware.meter.read().importWh;
		const start = this.core.clock.stamp();
		const begun = this.core.timers.now();
		this.authorization = undefined;
		this.info = undefined;
		const transaction: Transaction = {
			position: 0,
			idTag,
			parentIdTag,
			meterStart: importWh,
			begun,
			transactionId: null,
			deauthorized: false,
		};
		this.transaction = transaction;
		if (profile) this.core.smartCharging.adopt(this.id, profile);
		this.drive();
		this.lock.free();
		const reservationId = this.core.reservations.take(this, authorization);
		transaction.position = this.core.queue.start(this.id, idTag, importWh, start, reservationId);
		if (transaction.position < 0) {
			this.transaction = undefined;
			this.noticeBoard.show("Offline");
			this.release();
			return;
		}
		this.core.metering.start(this.id, transaction.position, importWh);
		if (reservationId !== undefined) this.core.reservations.used();
	}

	private drive(): void {
		// No contactor waits until the limits are found.
		if (!this.mayDraw) this.supply.set(0);
		this.core.smartCharging.follow(this);
	}

	/** The energy of an id that was not accepted has ended (R-AUTH-20, R-AUTH-22). */
	deauthorize(): void {
		if (!this.transaction) return;
		this.transaction.energyEnd = undefined;
		this.transaction.deauthorized = true;
		this.evaluate();
	}

	/**
	 * Ends the wait for id and cable when it takes too long. A fault makes it no longer for an id: nobody
	 * stands there any more when it clears.
	 */
	private watchConnection(): void {
		const waits = this.authorization !== undefined || this.status === "Preparing";
		this.connectionTimeout.follow(waits && !this.starting);
		if (!this.connectionTimeout.hasPassed || this.asking !== undefined) return;
		if (this.authorization) this.noticeBoard.show("Timeout");
		this.authorization = undefined;
		// A reserved connector is Reserved again, with the cable of whoever (R-RSV-05).
		this.ended = this.isOccupied && !this.isFaulted && !this.isReserved;
		this.connectionTimeout.follow(false);
		this.evaluate();
	}
}
