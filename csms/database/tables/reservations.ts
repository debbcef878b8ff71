import type { Generated, Selectable } from "kysely";
import type { Reservation } from "../../api/schemas/reservations";
import type { Moment } from "./columns";

/** Connectors held for an id. */
export interface ReservationTables {
	reservation: ReservationTable;
}

/** One ReserveNow. A reservation that is changed by another ReserveNow with its number has a row for each. */
interface ReservationTable {
	id: Generated<number>;
	reservation_id: number;
	identity: string;
	/** 0: any connector. */
	connector_id: number;
	id_tag: string;
	id_tag_key: string;
	parent_id_tag: string | null;
	expiry_date: Moment;
	/** As far as somebody has told: Expired is never stored, for time alone makes it. */
	status: Exclude<Reservation["status"], "Expired">;
	/** Why the status is what it is, in English, where the status alone does not tell. */
	why: string | null;
	/** The transaction that used it. */
	transaction_id: number | null;
	account: string;
	created_at: Moment;
	/** When it was used, cancelled or replaced. */
	ended_at: Moment | null;
}

export type ReservationRow = Selectable<ReservationTable>;
