import type { Context } from "./context";
import type { ReservationRow } from "./database/tables/reservations";
import { readLocalListState } from "./records/local-lists";
import { toReservation } from "./records/reservations";

/** What the live pages are told of reservations, profiles, local lists and certificates once it is stored. */

/** These reservations have changed. */
export function tellReservations({ live }: Context, rows: readonly ReservationRow[]): void {
	const now = Date.now();
	for (const row of rows) live.tell("reservation", toReservation(row, now));
}

/** What a charge point was given has changed; without `identity`: the kept profiles have. */
export function tellProfiles({ live }: Context, identity?: string): void {
	live.tell("charging-profiles", identity === undefined ? {} : { identity });
}

/** The local list of a charge point has changed, or the CSMS knows more of it. */
export async function tellLocalList({ live, store }: Context, identity: string): Promise<void> {
	if (!live.watches("local-list", identity)) return;
	live.tell("local-list", await readLocalListState(store.db, identity));
}

/** A certificate of a charge point has changed. */
export function tellCertificates({ live }: Context, identity: string): void {
	live.tell("certificates", { identity });
}
