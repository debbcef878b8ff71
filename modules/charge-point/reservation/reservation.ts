import { sameCiString } from "../../ocpp/ci-string";
import { sameGroup } from "../authorization/authorizer";

/** A connector is held for an id, or for any of its group, until a moment. */
export interface Reservation {
	reservationId: number;
	/** 0: no certain connector, but one of them (R-RSV-03). */
	connectorId: number;
	idTag: string;
	parentIdTag?: string;
	/** Milliseconds since 1970 UTC. */
	expiry: number;
}

/** An id, and its group when that is known. */
export interface Identity {
	idTag: string;
	parentIdTag?: string;
}

/** The reservation that an id may use: its own before that of another of its group (R-RSV-04). */
export function findFor(reservations: readonly Reservation[], id: Identity): Reservation | undefined {
	return (
		reservations.find((one) => sameCiString(one.idTag, id.idTag)) ??
		reservations.find((one) => sameGroup(one.parentIdTag, id.parentIdTag))
	);
}

/**
 * Reads the stored reservations of a charge point with so many connectors; what does not make sense, or
 * is for other hardware, is left out.
 */
export function parseReservations(text: string | undefined, connectors: number): Reservation[] {
	let stored: unknown;
	try {
		stored = JSON.parse(text ?? "[]");
	} catch {
		return [];
	}
	if (!Array.isArray(stored)) return [];
	return (stored as (Partial<Reservation> | null)[]).filter((one): one is Reservation => {
		if (!one || typeof one.idTag !== "string" || !Number.isFinite(one.expiry)) return false;
		const { connectorId = -1, parentIdTag } = one;
		if (!Number.isInteger(one.reservationId) || !Number.isInteger(connectorId)) return false;
		if (connectorId < 0 || connectorId > connectors) return false;
		return parentIdTag === undefined || typeof parentIdTag === "string";
	});
}
