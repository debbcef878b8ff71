import { Problem } from "../../problem";
import { findChargePoint } from "../../records/charge-points";
import type { Check } from "../checks";

/** After BootNotification was Accepted the charge point sends the next one by itself (R-CS-11). */
export const checkTrigger: Check = async ({ context, identity, payload }) => {
	if (payload.requestedMessage !== "BootNotification") return;
	const row = await findChargePoint(context.store.db, identity);
	if (row?.boot_status !== "Accepted" || row.registration !== "Accepted") return;
	throw new Problem(
		409,
		`The BootNotification of ${identity} was Accepted: it sends no other before it boots again, ` +
			"which a Reset makes it do.",
	);
};
