import { type Agenda, DAY, HOUR, MINUTE } from "./agenda";
import type { SiteChargePoint } from "./charge-point";
import type { Driver } from "./drivers";
import type { Staff } from "./staff";

/** Days between two reservations, and between two looks into the diagnostics of a charge point. */
const RESERVATIONS = 9;
const DIAGNOSTICS = 31;

interface Cast {
	agenda: Agenda;
	operator: Staff;
	chargePoints: readonly SiteChargePoint[];
	drivers: readonly Driver[];
	start: number;
	end: number;
}

/** What the operator does besides: reserves a place for a guest, asks a charge point for its diagnostics. */
export function officeDays(cast: Cast): void {
	const { agenda, chargePoints, start, end } = cast;
	for (let day = start + 5 * DAY; day < end - DAY; day += RESERVATIONS * DAY) {
		agenda.begin(async () => {
			await agenda.until(day + 2 * HOUR);
			await reserve(cast, chargePoints[7]);
		});
	}
	for (let day = start + 3 * DAY; day < end - DAY; day += DIAGNOSTICS * DAY) {
		agenda.begin(async () => {
			await agenda.until(day + 4 * HOUR);
			await askForDiagnostics(cast, chargePoints[Math.floor(day / DAY) % chargePoints.length]);
		});
	}
}

/** Held for an hour, in which nobody comes. */
async function reserve({ agenda, operator, drivers }: Cast, chargePoint: SiteChargePoint): Promise<void> {
	const connector = chargePoint.free;
	if (!connector) return;
	connector.taken = true;
	const expiryDate = new Date(agenda.now + HOUR).toISOString();
	const { identity } = chargePoint.plan;
	await operator.call("POST", "/reservations", {
		...{ identity, connectorId: connector.id, idTag: drivers[0].idTag, expiryDate },
	});
	await chargePoint.status(connector.id, "Reserved");
	await agenda.sleep(HOUR + 1000);
	connector.taken = false;
	if (chargePoint.connected) await chargePoint.status(connector.id, "Available");
}

async function askForDiagnostics({ agenda, operator }: Cast, chargePoint: SiteChargePoint): Promise<void> {
	if (!chargePoint.connected) return;
	let location = "";
	chargePoint.onCommand = (action, payload) => {
		if (action === "GetDiagnostics") location = String(payload.location);
	};
	await operator.call("POST", `/charge-points/${chargePoint.plan.identity}/uploads`, { kind: "Diagnostics" });
	await chargePoint.call("DiagnosticsStatusNotification", { status: "Uploading" });
	await agenda.sleep(MINUTE);
	const body = `Diagnostics of ${chargePoint.plan.identity}, ${chargePoint.timestamp}\nFirmware ${chargePoint.firmwareVersion}\n`;
	await fetch(`${location}diagnostics.log`, { method: "PUT", body });
	await chargePoint.call("DiagnosticsStatusNotification", { status: "Uploaded" });
}
