import { type Agenda, DAY, HOUR, MINUTE } from "./agenda";
import type { Chance } from "./chance";
import type { Connector, SiteChargePoint } from "./charge-point";
import type { Driver } from "./drivers";
import { charge, type Totals } from "./session";
import { type Group, midnight, weekday } from "./site";

/** Milliseconds between the heartbeats, as the operator has set it. */
const HEARTBEAT = HOUR;
/** Milliseconds until somebody who found every place taken comes once more. */
const COMES_AGAIN = 40 * MINUTE;

/** Whose places somebody takes, the first first. */
const PLACES: Readonly<Record<Group, readonly Group[]>> = {
	residents: ["residents"],
	employees: ["employees"],
	visitors: ["taxis", "employees"],
	taxis: ["taxis", "residents"],
};

/** Tells the CSMS each hour that the charge point is there, while it is. */
export async function beat(agenda: Agenda, chargePoint: SiteChargePoint): Promise<void> {
	for (;;) {
		await agenda.sleep(HEARTBEAT);
		if (chargePoint.connected && !chargePoint.silent) await chargePoint.call("Heartbeat", {});
	}
}

/** The sessions of all drivers, day by day, until `end`, when nobody is there any more. */
export async function live(
	agenda: Agenda,
	chance: Chance,
	totals: Totals,
	chargePoints: readonly SiteChargePoint[],
	drivers: readonly Driver[],
	end: number,
): Promise<void> {
	const start = midnight(agenda.now);
	for (let day = start; day < end; day += DAY) {
		await agenda.until(day);
		const dayOff = weekday(day) === 0 || weekday(day) === 6;
		for (const driver of drivers) {
			if (day < start + (driver.joins + 2) * DAY) continue;
			if (!chance.happens(dayOff ? driver.habit.dayOff : driver.habit.workday)) continue;
			const arrives = day + chance.around(driver.arrival, 1.5) * HOUR;
			const leaves = arrives + Math.max(0.4, chance.around(driver.stay, driver.stay / 3)) * HOUR;
			const needWh = driver.vehicle.need * chance.between(0.5, 1.4);
			if (leaves > end - 5 * MINUTE) continue;
			agenda.begin(async () => {
				await agenda.until(arrives);
				let place = findPlace(chance, chargePoints, driver);
				if (!place) {
					await agenda.sleep(COMES_AGAIN);
					place = findPlace(chance, chargePoints, driver);
				}
				if (place) await charge(agenda, chance, totals, place, { driver, leaves, needWh });
			});
		}
	}
}

function findPlace(
	chance: Chance,
	chargePoints: readonly SiteChargePoint[],
	{ group }: Driver,
): readonly [SiteChargePoint, Connector] | undefined {
	for (const place of PLACES[group]) {
		const free = chargePoints.filter((one) => one.plan.group === place && one.free);
		if (free.length > 0) {
			const chargePoint = chance.pick(free);
			return [chargePoint, chargePoint.free!];
		}
	}
	return undefined;
}
