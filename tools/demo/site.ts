/** The site of the demo: a car park below flats and offices. */

/** Who may park where. */
export type Group = "residents" | "employees" | "visitors" | "taxis";

export interface ChargePointPlan {
	identity: string;
	connectors: number;
	/** W that a connector can give. */
	maxPower: number;
	/** Whose parking space it is; visitors may use any that is free. */
	group: Group;
}

export const CHARGE_POINTS: readonly ChargePointPlan[] = [
	...(["A1", "A2", "A3"] as const).map((place) => plan(place, 1, 7400, "residents")),
	...(["A4"] as const).map((place) => plan(place, 2, 7400, "residents")),
	...(["B1", "B2", "B3"] as const).map((place) => plan(place, 1, 11_000, "employees")),
	plan("B4", 2, 11_000, "employees"),
	...(["C1", "C2"] as const).map((place) => plan(place, 1, 22_000, "taxis")),
];

function plan(place: string, connectors: number, maxPower: number, group: Group): ChargePointPlan {
	return { identity: `SITE-${place}`, connectors, maxPower, group };
}

/** The parent ids by which drivers belong together. */
export const PARENT_ID_TAGS: Readonly<Record<Group, string>> = {
	residents: "RESIDENTS",
	employees: "EMPLOYEES",
	visitors: "VISITORS",
	taxis: "TAXIS",
};

/** Where the places of each group are. */
export const GROUP_PLACES: Readonly<Record<Group, string>> = {
	residents: "Level -2, below the flats",
	employees: "Level -1, below the offices",
	visitors: "Level -1, beside the lift",
	taxis: "Ground floor, at the taxi rank",
};

/** What charging costs from the first day on, in New Taiwan dollars. */
export const TARIFF = {
	startFee: "5",
	pricePerKwh: "7.5",
	pricePerMinute: "0",
	pricePerIdleMinute: "0.2",
	windows: [
		{
			...{ weekdays: [1, 2, 3, 4, 5], from: "16:00", to: "22:00" },
			...{ pricePerKwh: "9.5", pricePerMinute: "0", pricePerIdleMinute: "0.5" },
		},
	],
};

/** Where the site is. */
export const TIME_ZONE = "Asia/Taipei";
/** Milliseconds that its clocks are ahead of UTC; there is no summer time. */
const AHEAD = 8 * 3_600_000;

/** The last midnight of the site before that time, ms since 1970. */
export function midnight(time: number): number {
	return Math.floor((time + AHEAD) / 86_400_000) * 86_400_000 - AHEAD;
}

/** 0 is Sunday. */
export function weekday(time: number): number {
	return new Date(time + AHEAD).getUTCDay();
}
