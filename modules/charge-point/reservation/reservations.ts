import { parseDateTime } from "../../ocpp/date-time";
import type { ReservationStatus, ReserveNowRequest } from "../../ocpp/types";
import type { TimerHandle } from "../../timers";
import type { Connector } from "../connector";
import type { Core } from "../core";
import type { LoggedTransaction } from "../logged-transaction";
import { findFor, type Identity, parseReservations, type Reservation } from "./reservation";

const RECORD = "reservations";

/**
 * May an id charge at a connector? "reserved": the connector is held for it; "free": as anybody may;
 * "ask": only if it is of a certain group, and nothing here knows its group; "refused": held for others.
 */
export type Admission = "reserved" | "free" | "ask" | "refused";

/** Who could use a connector-0 reservation where. */
interface Allotment {
	/** The reservations of connector 0 whose ids are not about to charge. */
	open: Reservation[];
	/** Connectors without a reservation of their own at which there is nobody. */
	free: Connector[];
	/** Connectors that are held for `open`: without them a reserved id would find none (R-RSV-09). */
	held: Connector[];
}

/**
 * Reservations of one connector or of any (ReserveNow, CancelReservation: R-RSV-01 to R-RSV-09). They
 * outlast everything but their use, their end in time, a cancellation, and a connector that fails or goes
 * out of service.
 */
export class Reservations {
	private readonly core: Core;
	private list: readonly Reservation[];
	/** The connectors that show Reserved for a reservation of connector 0. */
	private shown: readonly number[] = [];
	private timer: TimerHandle | undefined;

	constructor(core: Core) {
		this.core = core;
		const count = core.configuration.integer("NumberOfConnectors");
		this.list = parseReservations(core.records.get(RECORD), count);
		// A cable that is in at boot came while the connector was Reserved, for all we know (R-RSV-08).
		if (this.list.some((one) => one.connectorId === 0))
			this.shown = Array.from({ length: count }, (_, i) => i + 1);
	}

	/** ReserveNow.req: stores the reservation and answers; the connectors show it when they are evaluated. */
	reserve(request: ReserveNowRequest): ReservationStatus {
		const { reservationId, connectorId, idTag } = request;
		if (!this.core.configuration.supports("Reservation")) return "Rejected";
		if (connectorId < 0 || connectorId > this.core.connectors.length) return "Rejected";
		if (connectorId === 0 && !this.core.configuration.flag("ReserveConnectorZeroSupported"))
			return "Rejected";
		const expiry = parseDateTime(request.expiryDate);
		if (expiry === undefined || this.core.clock.now === null || expiry <= this.core.clock.now)
			return "Rejected";
		const others = this.list.filter((one) => one.reservationId !== reservationId);
		const status =
			connectorId === 0 ? this.statusOfAny(others) : this.statusOf(connectorId, reservationId, others);
		if (status !== "Accepted") return status;
		const reservation: Reservation = { reservationId, connectorId, idTag, expiry };
		// Some send an empty text for no group.
		if (request.parentIdTag) reservation.parentIdTag = request.parentIdTag;
		this.store(others.concat(reservation));
		return "Accepted";
	}

	/** CancelReservation.req: forgets the reservation; false when there is none (R-RSV-06). */
	cancel(reservationId: number): boolean {
		const others = this.list.filter((one) => one.reservationId !== reservationId);
		if (others.length === this.list.length) return false;
		this.store(others);
		return true;
	}

	/** The connector is Reserved as long as nobody who may uses it. */
	isReserved(connectorId: number): boolean {
		return this.shown.includes(connectorId) || this.list.some((one) => one.connectorId === connectorId);
	}

	/** The reservation that makes a connector Reserved; of several for any connector the first. */
	shownAt(connectorId: number): Reservation | undefined {
		const where = this.shown.includes(connectorId) ? 0 : connectorId;
		return this.list.find((one) => one.connectorId === where);
	}

	/**
	 * Whether an id may charge at a connector, which waits for no other id by then; its group is looked up in
	 * list and cache where it counts (R-RSV-04, R-RSV-09).
	 */
	admission(connector: Connector, id: Identity): Admission {
		if (this.list.length === 0) return "free";
		const own = this.list.filter((one) => one.connectorId === connector.id);
		let holders: readonly Reservation[] = own;
		if (own.length === 0) {
			const { open, held } = this.allot(this.list, connector);
			if (!held.includes(connector)) return "free";
			holders = open;
		}
		if (findFor(holders, id)) return own.length > 0 ? "reserved" : "free";
		const isForGroups = holders.some((one) => one.parentIdTag !== undefined);
		if (id.parentIdTag !== undefined || !isForGroups) return "refused";
		const parentIdTag = this.core.authorizer.parentOf(id.idTag);
		return parentIdTag === undefined ? "ask" : this.admission(connector, { ...id, parentIdTag });
	}

	/** Whether an id may charge at a connector by what is known of it. */
	admits(connector: Connector, id: Identity): boolean {
		const admission = this.admission(connector, id);
		return admission === "free" || admission === "reserved";
	}

	/**
	 * The reservation that a beginning transaction uses up, if any; rather none that another id is about
	 * to use. `used` has to follow when the journal has the transaction: before, a power cut must leave the
	 * reservation (R-RSV-05).
	 */
	take(connector: Connector, id: Identity): number | undefined {
		const at = (where: number) => this.list.filter((one) => one.connectorId === where);
		const taken =
			findFor(at(connector.id), id) ??
			findFor(this.allot(this.list, connector).open, id) ??
			findFor(at(0), id);
		if (taken) this.list = this.list.filter((one) => one !== taken);
		return taken?.reservationId;
	}

	/** Stores that the reservation which was taken is used up. */
	used(): void {
		this.store(this.list);
	}

	/** Ends the reservations of transactions that the power cut ended, where the cut came before `used`. */
	recover(interrupted: readonly LoggedTransaction[]): void {
		const left = this.list.filter(
			(one) =>
				!interrupted.some(
					(transaction) =>
						transaction.reservationId === one.reservationId &&
						(one.connectorId === 0 || one.connectorId === transaction.connectorId),
				),
		);
		if (left.length < this.list.length) this.store(left);
	}

	/** The clock has become known, or was corrected: reservations end by it, whatever time has passed. */
	clockSet(): void {
		this.expire();
	}

	/**
	 * Something about a connector has changed. A fault or being out of service ends its reservation for
	 * good (R-RSV-06), one of connector 0 when no connector is left; and other connectors may have to be
	 * held, or need not be any more.
	 */
	follow(): void {
		if (this.list.length === 0 && this.shown.length === 0) return;
		const connectors = this.core.connectors;
		const isOver =
			this.core.ownStatus !== "Available" || connectors.every((connector) => connector.isOutOfService);
		const left = this.list.filter((one) =>
			one.connectorId === 0 ? !isOver : !connectors[one.connectorId - 1].isOutOfService,
		);
		if (left.length < this.list.length) this.store(left);
		const before = this.shown;
		const shown = this.whatToShow();
		this.shown = shown;
		for (let i = 0; i < connectors.length; i++) {
			const connector = connectors[i];
			if (before.includes(connector.id) !== shown.includes(connector.id)) connector.evaluate();
		}
	}

	/**
	 * The connectors that are held for connector 0. From Preparing there is no way to Reserved, so one at
	 * which there is a cable already is only shown when it was before; nor is Reserved left and entered
	 * again while the reserved id waits for its cable (R-RSV-05).
	 */
	private whatToShow(): number[] {
		const held = this.allot(this.list).held;
		const zero = this.list.filter((one) => one.connectorId === 0);
		const isShown = (connector: Connector) => {
			const { authorization, isOccupied } = connector;
			if (!this.shown.includes(connector.id)) return held.includes(connector) && !isOccupied;
			return held.includes(connector) || (authorization && findFor(zero, authorization) !== undefined);
		};
		return this.core.connectors.filter(isShown).map((one) => one.id);
	}

	/**
	 * As long as there are more free connectors than reservations for any of them, none is held; then all
	 * are. Only when there are fewer, such are held at which a stranger's cable is: those which were
	 * Reserved before the cable came, then those where it came last.
	 */
	private allot(reservations: readonly Reservation[], asked?: Connector): Allotment {
		const open = reservations.filter((one) => one.connectorId === 0);
		const free: Connector[] = [];
		const occupied: Connector[] = [];
		for (let i = 0; i < this.core.connectors.length; i++) {
			const connector = this.core.connectors[i];
			if (reservations.some((one) => one.connectorId === connector.id)) continue;
			const authorization = connector.authorization;
			if (authorization && connector !== asked) {
				const used = findFor(open, authorization);
				if (used) open.splice(open.indexOf(used), 1);
			} else if (connector.isVacant) {
				if (connector.isOccupied) occupied.push(connector);
				else free.push(connector);
			}
		}
		const missing = open.length - free.length;
		if (missing < 0) return { open, free, held: [] };
		const rank = (one: Connector) => (this.shown.includes(one.id) ? Number.MAX_VALUE : one.pluggedAt);
		occupied.sort((one, other) => rank(other) - rank(one));
		return { open, free, held: free.concat(occupied.slice(0, missing)) };
	}

	/** The answer to a reservation of connector 0 beside these others (R-RSV-03). */
	private statusOfAny(others: readonly Reservation[]): ReservationStatus {
		if (this.core.ownStatus === "Unavailable") return "Unavailable";
		const { open, free } = this.allot(others);
		if (free.length > open.length) return "Accepted";
		const connectors = this.core.connectors;
		if (connectors.some((connector) => !connector.isOutOfService)) return "Occupied";
		return connectors.some((connector) => connector.isFaulted) ? "Faulted" : "Unavailable";
	}

	/** The answer to a reservation of a connector beside these others (R-RSV-01, R-RSV-02). */
	private statusOf(
		connectorId: number,
		reservationId: number,
		others: readonly Reservation[],
	): ReservationStatus {
		const connector = this.core.connectors[connectorId - 1];
		const status = connector.status;
		if (status === "Faulted" || status === "Unavailable") return status;
		const { open, free } = this.allot(others);
		const isOwn =
			status === "Reserved" &&
			this.list.some((one) => one.reservationId === reservationId && one.connectorId === connectorId);
		if (!isOwn && !free.includes(connector)) return "Occupied";
		return free.filter((one) => one !== connector).length >= open.length ? "Accepted" : "Occupied";
	}

	private expire(): void {
		const now = this.core.clock.now;
		const left = this.list.filter((one) => now === null || one.expiry > now);
		if (left.length === this.list.length) {
			this.schedule();
			return;
		}
		this.store(left);
		for (let i = 0; i < this.core.connectors.length; i++) this.core.connectors[i].evaluate();
	}

	private store(reservations: readonly Reservation[]): void {
		if (reservations.length > 0) this.core.records.set(RECORD, JSON.stringify(reservations));
		else this.core.records.delete(RECORD);
		this.list = reservations;
		this.schedule();
	}

	/** Waits for the next end in time, once it is known what time it is. */
	private schedule(): void {
		this.core.timers.clear(this.timer);
		this.timer = undefined;
		if (this.core.clock.now === null || this.list.length === 0) return;
		const next = Math.min(...this.list.map((one) => one.expiry));
		this.timer = this.core.timers.set(() => this.expire(), next - this.core.clock.now);
	}
}
