import { type Agenda, HOUR, MINUTE } from "./agenda";
import type { Chance } from "./chance";
import type { Connector, SiteChargePoint } from "./charge-point";
import type { Driver } from "./drivers";

/** Milliseconds between the meter values of the site, which all come at the same moments of the clock. */
const ALIGNED = 15 * MINUTE;
/** Part of the need above which the vehicle draws less and less, and the least that it draws, W. */
const TAPER_FROM = 0.85;
const TAPER_LEAST = 1400;

/** How the sessions of the demo ended, for whoever adds them up. */
export interface Totals {
	transactions: number;
	energyWh: number;
	/** Presentations of an id that were refused. */
	refused: number;
}

/** What somebody wants to do at a connector. */
export interface Visit {
	driver: Driver;
	/** When the vehicle leaves. */
	leaves: number;
	needWh: number;
}

/**
 * One session from the plug to the drive away, as a charge point tells it. One that loses its power forgets the
 * session, one that loses its connection tells the end when it is back.
 */
export async function charge(
	agenda: Agenda,
	chance: Chance,
	totals: Totals,
	[chargePoint, connector]: readonly [SiteChargePoint, Connector],
	{ driver, leaves, needWh }: Visit,
): Promise<void> {
	const { idTag } = driver;
	const { id } = connector;
	const { powerCuts } = chargePoint;
	const isForgotten = () => chargePoint.powerCuts > powerCuts;
	connector.taken = true;
	await chargePoint.status(id, "Preparing");
	await agenda.sleep(chance.between(10_000, 50_000));
	if (isForgotten()) return;
	if (!chargePoint.connected) return leave(chargePoint, connector);
	const { idTagInfo } = await chargePoint.call("Authorize", { idTag });
	if ((idTagInfo as { status: string }).status !== "Accepted") {
		totals.refused += 1;
		await agenda.sleep(MINUTE);
		if (isForgotten()) return;
		return leave(chargePoint, connector);
	}
	const meterStart = Math.round(connector.registerWh);
	const { transactionId } = await chargePoint.call("StartTransaction", {
		...{ connectorId: id, idTag, meterStart, timestamp: chargePoint.timestamp },
	});
	connector.transactionId = transactionId as number;
	await chargePoint.status(id, "Charging");

	let needed = needWh;
	let suspended = false;
	while (agenda.now < leaves) {
		const share = 1 - needed / needWh;
		connector.powerW = suspended ? 0 : powerAt(share, chargePoint, driver);
		const full = needed <= 0;
		const next = Math.min(leaves, (Math.floor(agenda.now / ALIGNED) + 1) * ALIGNED);
		if (full && !suspended) {
			suspended = true;
			if (chargePoint.connected) await chargePoint.status(id, "SuspendedEV");
			continue;
		}
		const before = agenda.now;
		const untilFull = suspended ? Number.POSITIVE_INFINITY : before + (needed / connector.powerW) * HOUR;
		await agenda.until(Math.max(before + 1000, Math.min(next, untilFull)));
		const wh = (connector.powerW * (agenda.now - before)) / HOUR;
		needed -= wh;
		if (!chargePoint.meterStands) connector.registerWh += wh;
		if (isForgotten()) return;
		if (agenda.now % ALIGNED === 0 && chargePoint.connected)
			await chargePoint.meterValues(connector, "Sample.Clock");
	}
	connector.powerW = 0;
	const meterStop = Math.round(connector.registerWh);
	const byCard = chance.happens(0.75);
	const { timestamp } = chargePoint;
	while (!chargePoint.connected) await agenda.sleep(MINUTE);
	if (isForgotten()) return;
	await chargePoint.call("StopTransaction", {
		...{ transactionId, meterStop, timestamp },
		...(byCard ? { idTag, reason: "Local" } : { reason: "EVDisconnected" }),
	});
	totals.transactions += 1;
	totals.energyWh += meterStop - meterStart;
	connector.transactionId = undefined;
	await chargePoint.status(id, "Finishing");
	await agenda.sleep(chance.between(20_000, 2 * MINUTE));
	await leave(chargePoint, connector);
}

/** The vehicle drives away. */
async function leave(chargePoint: SiteChargePoint, connector: Connector): Promise<void> {
	connector.taken = false;
	if (chargePoint.connected) await chargePoint.status(connector.id, "Available");
}

/** W that the vehicle draws when it has got that share of what it needs. */
function powerAt(share: number, { plan }: SiteChargePoint, { vehicle }: Driver): number {
	const most = Math.min(plan.maxPower, vehicle.maxPower);
	if (share < TAPER_FROM) return most;
	return Math.max(TAPER_LEAST, Math.round((most * (1 - share)) / (1 - TAPER_FROM)));
}
