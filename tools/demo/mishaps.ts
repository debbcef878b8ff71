import { type Agenda, DAY, HOUR, MINUTE } from "./agenda";
import { FAULTY, OFFLINE } from "./alive";
import type { Chance } from "./chance";
import { SiteChargePoint } from "./charge-point";
import type { Driver } from "./drivers";
import type { Staff } from "./staff";

/** Who takes part in what goes wrong. */
interface Cast {
	agenda: Agenda;
	chance: Chance;
	operator: Staff;
	chargePoints: readonly SiteChargePoint[];
	drivers: readonly Driver[];
	start: number;
	end: number;
	url: string;
	ocpp: string;
}

/** Everything that goes wrong at the site, so that each diagnosis has something to find. */
export function mishaps(cast: Cast): void {
	const { agenda, chargePoints, start, end } = cast;
	const days = (end - start) / DAY;
	/** That many days before the end, at that hour; a story that would be before the start is left out. */
	const on = (daysBeforeEnd: number, hour: number, story: () => Promise<void>) => {
		if (daysBeforeEnd + 1 > days) return;
		const time = Math.floor((end - daysBeforeEnd * DAY) / DAY) * DAY + hour * HOUR;
		agenda.begin(async () => {
			await agenda.until(time);
			await story();
		});
	};
	const find = (identity: string) => chargePoints.find(({ plan }) => plan.identity === identity)!;
	const [a1, a2, a3, a4, b1, b2, b3, b4, c1] = chargePoints;

	// Hardware.
	on(150, 3, () => fault(cast, a2, "GroundFailure", 5 * HOUR));
	on(96, 6, () => fault(cast, c1, "OverCurrentFailure", 40 * MINUTE));
	on(95, 6, () => fault(cast, c1, "OverCurrentFailure", 3 * HOUR));
	on(33, 10, () => fault(cast, b2, "HighTemperature", 2 * HOUR, "Cabinet 74 °C"));
	on(20, 7, () => fault(cast, b4, "ConnectorLockFailure", 26 * HOUR));
	on(12, 9, () => fault(cast, b4, "ConnectorLockFailure", 4 * HOUR));
	on(1, 20, () => fault(cast, find(FAULTY), "PowerMeterFailure", 20 * DAY));

	// Network and power.
	for (let day = 0; day < 3; day += 1) on(61 - day, 1, () => flap(cast, b3, 14));
	on(2, 2, () => flap(cast, b3, 12));
	on(110, 14, () => site(cast, 90 * MINUTE));
	for (const hours of [5, 11, 12, 20]) on(44, hours, () => cutPower(cast, a3, 4 * MINUTE));
	on(3, 16, () => cutPower(cast, a3, 4 * MINUTE));
	on(2, 9, () => goAway(cast, find(OFFLINE)));
	on(75, 13, () => silence(cast, a4, 9 * HOUR));
	on(1, 10, () => silence(cast, a4, 6 * HOUR));

	// Clock and meters.
	on(70, 0, () => drift(cast, a1, 30 * DAY, 4 * MINUTE));
	on(9, 0, () => drift(cast, b1, 30 * DAY, 11 * MINUTE));
	on(55, 0, () => stand(cast, b2, 2 * DAY));
	on(4, 0, () => stand(cast, a2, 5 * DAY));
	on(84, 5, () => stepBack(cast, b1));

	// People and commands.
	on(50, 4, () => strange(cast, c1, "04DEADBEEF0001", 9));
	on(5, 4, () => strange(cast, b1, "04DEADBEEF0002", 7));
	on(30, 3, () => block(cast));
	on(40, 2, () => refusedCommands(cast, a1));
	on(6, 2, () => refusedCommands(cast, c1));

	// Software.
	on(90, 1, () => breakSchema(cast, a3, 12));
	on(7, 1, () => breakSchema(cast, a3, 8));
	on(100, 2, () => updateFirmware(cast));
	on(15, 5, () => knock(cast));
	on(80, 3, () => limitSite(cast));
}

async function fault(
	{ agenda }: Cast,
	chargePoint: SiteChargePoint,
	errorCode: string,
	duration: number,
	info?: string,
): Promise<void> {
	const connector = chargePoint.connectors.at(-1)!;
	while (connector.taken || !chargePoint.connected) await agenda.sleep(10 * MINUTE);
	connector.taken = true;
	await chargePoint.status(connector.id, "Faulted", errorCode, info === undefined ? {} : { info });
	await agenda.sleep(duration);
	connector.taken = false;
	while (!chargePoint.connected) await agenda.sleep(MINUTE);
	await chargePoint.status(connector.id, "Available");
}

/** A bad radio link: it is lost again and again. */
async function flap({ agenda, chance }: Cast, chargePoint: SiteChargePoint, times: number): Promise<void> {
	for (let time = 0; time < times; time += 1) {
		await agenda.sleep(chance.between(1, 6) * MINUTE + 7);
		await chargePoint.disconnect();
		await agenda.sleep(chance.between(15_000, 100_000));
		await chargePoint.connect();
	}
}

/** Its connection ends and never comes back. */
async function goAway({ agenda }: Cast, chargePoint: SiteChargePoint): Promise<void> {
	// Not at the moment at which the diagnosis looks.
	await agenda.sleep(7 * MINUTE);
	while (chargePoint.connectors.some(({ taken }) => taken)) await agenda.sleep(10 * MINUTE);
	await chargePoint.disconnect();
}

/** The site loses its internet. */
async function site({ agenda, chargePoints }: Cast, duration: number): Promise<void> {
	await agenda.sleep(11);
	for (const chargePoint of chargePoints) await chargePoint.disconnect();
	await agenda.sleep(duration);
	for (const chargePoint of chargePoints) await chargePoint.connect();
}

async function cutPower({ agenda }: Cast, chargePoint: SiteChargePoint, duration: number): Promise<void> {
	await agenda.sleep(13);
	await chargePoint.losePower();
	await agenda.sleep(duration);
	await chargePoint.start();
}

/** Connected, but without a word. */
async function silence({ agenda }: Cast, chargePoint: SiteChargePoint, duration: number): Promise<void> {
	chargePoint.silent = true;
	for (const connector of chargePoint.connectors) {
		while (connector.taken) await agenda.sleep(5 * MINUTE);
		connector.taken = true;
	}
	await agenda.sleep(duration);
	for (const connector of chargePoint.connectors) connector.taken = false;
	chargePoint.silent = false;
}

async function drift(
	{ agenda }: Cast,
	chargePoint: SiteChargePoint,
	duration: number,
	by: number,
): Promise<void> {
	for (let hour = 0; hour < 24; hour += 1) {
		await agenda.sleep(HOUR);
		chargePoint.clockError += by / 24;
	}
	await agenda.sleep(duration);
	chargePoint.clockError = 0;
}

async function stand({ agenda }: Cast, chargePoint: SiteChargePoint, duration: number): Promise<void> {
	chargePoint.meterStands = true;
	await agenda.sleep(duration);
	chargePoint.meterStands = false;
}

/** A meter that loses some of what it has counted, in the middle of a session. */
async function stepBack({ agenda }: Cast, chargePoint: SiteChargePoint): Promise<void> {
	const [connector] = chargePoint.connectors;
	while (connector.transactionId === undefined) await agenda.sleep(HOUR);
	await agenda.sleep(50 * MINUTE);
	connector.registerWh = Math.max(0, connector.registerWh - 700);
}

/** An id that nobody knows, presented again and again. */
async function strange(
	{ agenda, chance }: Cast,
	chargePoint: SiteChargePoint,
	idTag: string,
	times: number,
): Promise<void> {
	for (let time = 0; time < times; time += 1) {
		if (chargePoint.connected) await chargePoint.call("Authorize", { idTag });
		await agenda.sleep(chance.between(0.5, 9) * MINUTE);
	}
}

/** Somebody has lost a card; it is blocked, and somebody else tries it. */
async function block({ agenda, operator, drivers, chargePoints }: Cast): Promise<void> {
	const driver = drivers[Math.floor(drivers.length / 2)];
	await operator.call("PATCH", `/id-tags/${driver.idTag}`, { blocked: true });
	await agenda.sleep(7 * HOUR);
	const chargePoint = chargePoints[6];
	for (let time = 0; time < 4; time += 1) {
		if (chargePoint.connected) await chargePoint.call("Authorize", { idTag: driver.idTag });
		await agenda.sleep(2 * MINUTE);
	}
}

/** Remote starts that the charge point does not take. */
async function refusedCommands(
	{ agenda, operator, drivers }: Cast,
	chargePoint: SiteChargePoint,
): Promise<void> {
	for (let time = 0; time < 5; time += 1) {
		const payload = { connectorId: 1, idTag: drivers[0].idTag };
		await operator.command(chargePoint.plan.identity, "RemoteStartTransaction", payload);
		await agenda.sleep(3 * MINUTE);
	}
}

/** Messages that break their schema: a text that is too long, a number as text. */
async function breakSchema({ agenda }: Cast, chargePoint: SiteChargePoint, times: number): Promise<void> {
	for (let time = 0; time < times; time += 1) {
		if (chargePoint.connected) {
			await chargePoint
				.call("StatusNotification", { connectorId: "1", status: "Available", errorCode: "Error" })
				.catch(() => {});
		}
		await agenda.sleep(20 * MINUTE);
	}
}

/** A new firmware for all: two do not get it at the first time. */
async function updateFirmware({ agenda, operator, chargePoints }: Cast): Promise<void> {
	const image = new Uint8Array(200_000).fill(0x42);
	const firmwareId = await operator.upload({ name: "Spring update", version: "0.1.0" }, image);
	for (const [index, chargePoint] of chargePoints.entries()) {
		agenda.begin(() => updateOne(agenda, operator, chargePoint, firmwareId, index === 4 || index === 8));
	}
}

async function updateOne(
	agenda: Agenda,
	operator: Staff,
	chargePoint: SiteChargePoint,
	firmwareId: number,
	fails: boolean,
): Promise<void> {
	const { identity } = chargePoint.plan;
	let location = "";
	chargePoint.onCommand = (action, payload) => {
		if (action === "UpdateFirmware") location = String(payload.location);
	};
	const tell = (status: string) => chargePoint.call("FirmwareStatusNotification", { status });
	for (let attempt = 0; attempt < 2; attempt += 1) {
		while (!chargePoint.connected || chargePoint.connectors.some(({ taken }) => taken)) {
			await agenda.sleep(20 * MINUTE);
		}
		for (const connector of chargePoint.connectors) connector.taken = true;
		await operator.call("POST", `/charge-points/${identity}/firmware-updates`, { firmwareId });
		await tell("Downloading");
		await agenda.sleep(3 * MINUTE);
		const failed = fails && attempt === 0;
		if (!failed) await (await fetch(location)).arrayBuffer();
		await tell(failed ? "DownloadFailed" : "Downloaded");
		if (!failed) {
			await tell("Installing");
			await agenda.sleep(MINUTE);
			await chargePoint.losePower();
			await agenda.sleep(MINUTE);
			chargePoint.firmwareVersion = "0.1.0";
			await chargePoint.start();
			await tell("Installed");
			return;
		}
		for (const connector of chargePoint.connectors) connector.taken = false;
		await agenda.sleep(DAY);
	}
}

/** A charge point that nobody has entered, and one with a wrong name, ask to come in. */
async function knock({ agenda, ocpp }: Cast): Promise<void> {
	const stranger = new SiteChargePoint(
		{ identity: "SITE-D1", connectors: 1, maxPower: 7400, group: "visitors" },
		agenda,
		ocpp,
	);
	for (let time = 0; time < 6; time += 1) {
		await stranger.connect().catch(() => {});
		await agenda.sleep(10 * MINUTE);
	}
}

/** The connection to the grid is shared: a limit in the evening for the places of the residents. */
async function limitSite({ operator, chargePoints }: Cast): Promise<void> {
	const { chargingProfileId } = await operator.call<{ chargingProfileId: number }>(
		"POST",
		"/charging-profiles",
		{
			description: "16 A at night, 8 A in the evening peak",
			stackLevel: 0,
			chargingProfilePurpose: "TxDefaultProfile",
			chargingProfileKind: "Recurring",
			recurrencyKind: "Daily",
			chargingSchedule: {
				startSchedule: "2026-01-01T16:00:00Z",
				duration: 86_400,
				chargingRateUnit: "A",
				chargingSchedulePeriod: [
					{ startPeriod: 0, limit: 16 },
					{ startPeriod: 64_800, limit: 8 },
					{ startPeriod: 79_200, limit: 16 },
				],
			},
		},
	);
	for (const { plan, connected } of chargePoints) {
		if (plan.group !== "residents" || !connected) continue;
		await operator.call("POST", `/charge-points/${plan.identity}/charging-profiles`, {
			...{ connectorId: 0, chargingProfileId },
		});
	}
}
