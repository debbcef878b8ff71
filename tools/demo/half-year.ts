import { Agenda, DAY, HOUR, MINUTE } from "./agenda";
import { Chance } from "./chance";
import { SiteChargePoint } from "./charge-point";
import { type Driver, makeDrivers } from "./drivers";
import { beat, live } from "./life";
import { mishaps } from "./mishaps";
import { officeDays } from "./office-days";
import type { Totals } from "./session";
import { CHARGE_POINTS, GROUP_PLACES, PARENT_ID_TAGS, TARIFF, TIME_ZONE } from "./site";
import { Staff } from "./staff";

/** The accounts of the demo; the CSMS listens on loopback alone. */
export const ACCOUNTS = {
	administrator: { account: "admin", password: "demo-administrator" },
	operator: { account: "chen", password: "demo-operator" },
	reader: { account: "viewer", password: "demo-viewer" },
	driverPassword: "demo-driver",
} as const;

/** Of all that happens by chance. */
export const SEED = 16;

/** Milliseconds between two looks at what is wrong, with which the time waits. */
const DIAGNOSIS = HOUR;

/** Drivers who register at the end: the last of them wait for an answer, the others have been rejected. */
const APPLICANTS = 4;

export interface HalfYear {
	/** Of the CSMS: where its pages are, and what charge points append their identity to. */
	url: string;
	ocpp: string;
	/** When the site was opened and when the story ends, ms since 1970. */
	start: number;
	end: number;
	drivers: number;
	/** Finds out what is wrong at this moment. */
	diagnose(): Promise<void>;
	/** Takes how far the virtual time has come. */
	onTime?: (now: number) => void;
}

/**
 * Plays the life of the site against a fresh CSMS in this process: staff and drivers over REST, charge points over
 * OCPP. Answers what the charge points counted, and where their energy registers stand, Wh by connector.
 */
export async function playHalfYear({
	url,
	ocpp,
	start,
	end,
	drivers: count,
	diagnose,
	onTime,
}: HalfYear): Promise<Totals & { registers: Map<string, Record<number, number>> }> {
	const agenda = new Agenda(start);
	const chance = new Chance(SEED);
	const totals: Totals = { transactions: 0, energyWh: 0, refused: 0 };
	const drivers = makeDrivers(count, chance);
	const applicants = makeDrivers(count + APPLICANTS, chance).slice(count);
	const chargePoints = CHARGE_POINTS.map((plan) => new SiteChargePoint(plan, agenda, ocpp));
	const administrator = new Staff(
		agenda,
		url,
		ACCOUNTS.administrator.account,
		ACCOUNTS.administrator.password,
	);
	const operator = new Staff(agenda, url, ACCOUNTS.operator.account, ACCOUNTS.operator.password);
	try {
		await open(administrator);
		for (const chargePoint of chargePoints) {
			for (const connector of chargePoint.connectors) connector.registerWh = chance.between(1000, 90_000);
			const { identity, group } = chargePoint.plan;
			await administrator.call("PUT", `/charge-points/${identity}`, {
				...{ registration: "Accepted", name: `Place ${identity.slice(-2)}`, location: GROUP_PLACES[group] },
			});
			await chargePoint.start();
			await operator.command(chargePoint.plan.identity, "ChangeConfiguration", {
				...{ key: "HeartbeatInterval", value: "3600" },
			});
			await operator.command(chargePoint.plan.identity, "GetConfiguration", {});
			agenda.begin(() => beat(agenda, chargePoint));
		}
		for (const driver of drivers) agenda.begin(() => join(agenda, chance, operator, url, driver));
		agenda.begin(() => live(agenda, chance, totals, chargePoints, drivers, end));
		for (const [index, applicant] of applicants.entries()) {
			agenda.begin(() => apply(agenda, operator, url, applicant, end - (index + 0.3) * DAY, index > 1));
		}
		agenda.begin(async () => {
			for (;;) {
				await agenda.sleep(DIAGNOSIS);
				await diagnose();
			}
		});
		officeDays({ agenda, operator, chargePoints, drivers, start, end });
		mishaps({ agenda, chance, operator, chargePoints, drivers, start, end, url, ocpp });
		await agenda.run(end, onTime);
		return { ...totals, registers: registersOf(chargePoints) };
	} finally {
		for (const chargePoint of chargePoints) await chargePoint.disconnect(1001);
		agenda.close();
	}
}

/** What an administrator does on the first morning. */
async function open(administrator: Staff): Promise<void> {
	const { operator, reader } = ACCOUNTS;
	await administrator.call("POST", "/accounts", { ...operator, role: "operator" });
	await administrator.call("POST", "/accounts", { ...reader, role: "read-only" });
	await administrator.call("PATCH", "/settings", {
		...{ cpoName: "Riverside Car Park", timeZone: TIME_ZONE, currency: "TWD" },
	});
	await administrator.call("POST", "/tariffs", TARIFF);
}

/** A driver registers on the page, and an operator accepts and puts the id into its group. */
async function join(
	agenda: Agenda,
	chance: Chance,
	operator: Staff,
	url: string,
	driver: Driver,
): Promise<void> {
	await agenda.sleep(driver.joins * DAY + chance.between(8, 21) * HOUR);
	const id = await register(url, driver);
	await agenda.sleep(chance.between(10 * MINUTE, 9 * HOUR));
	await operator.call("POST", `/registrations/${id}/accept`);
	await operator.call("PATCH", `/id-tags/${driver.idTag}`, {
		...{ parentIdTag: PARENT_ID_TAGS[driver.group], maxActiveTransactions: 1 },
	});
}

/** Somebody who registers shortly before the end, and whom the operator does not know. */
async function apply(
	agenda: Agenda,
	operator: Staff,
	url: string,
	applicant: Driver,
	time: number,
	isRejected: boolean,
): Promise<void> {
	await agenda.until(time);
	const id = await register(url, applicant);
	await agenda.sleep(2 * HOUR);
	if (isRejected) await operator.call("POST", `/registrations/${id}/reject`);
}

/** As the page does it; the number of the registration. */
async function register(url: string, { name, email, idTag }: Driver): Promise<number> {
	const body = { name, email, idTag, password: ACCOUNTS.driverPassword, consent: true };
	const response = await fetch(`${url}/api/v1/registrations`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	const registration = (await response.json()) as { id: number };
	if (!response.ok) throw new Error(`${email} cannot register: ${JSON.stringify(registration)}`);
	return registration.id;
}

function registersOf(chargePoints: readonly SiteChargePoint[]): Map<string, Record<number, number>> {
	return new Map(
		chargePoints.map(({ plan, connectors }) => [
			plan.identity,
			Object.fromEntries(connectors.map(({ id, registerWh }) => [id, Math.ceil(registerWh)])),
		]),
	);
}
