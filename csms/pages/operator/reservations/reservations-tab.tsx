import { useChargePoint } from "../charge-point/charge-point-page";
import { Reservations } from "./reservations-page";

/** The reservations of one charge point. */
export function ReservationsTab() {
	const { identity } = useChargePoint();
	return <Reservations identity={identity} />;
}
