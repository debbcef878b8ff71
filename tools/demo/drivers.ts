import type { Chance } from "./chance";
import type { Group } from "./site";

/** The drivers of the demo, and how they live. */
export interface Driver {
	name: string;
	email: string;
	idTag: string;
	language: "en" | "zh-TW";
	group: Group;
	/** Days after the site was opened that the driver registered. */
	joins: number;
	/** Probability of a charge on a working day and on a day off. */
	habit: { workday: number; dayOff: number };
	/** Hour of the day of arrival, and hours that the vehicle stays. */
	arrival: number;
	stay: number;
	vehicle: Vehicle;
}

interface Vehicle {
	/** W that it draws at most. */
	maxPower: number;
	/** Wh that it needs in the middle. */
	need: number;
}

const FAMILY: readonly (readonly [string, string])[] = [
	["陳", "Chen"],
	["林", "Lin"],
	["黃", "Huang"],
	["張", "Chang"],
	["李", "Lee"],
	["王", "Wang"],
	["吳", "Wu"],
	["劉", "Liu"],
	["蔡", "Tsai"],
	["楊", "Yang"],
];
const GIVEN: readonly (readonly [string, string])[] = [
	["怡君", "Yi-Chun"],
	["志明", "Chih-Ming"],
	["雅文", "Ya-Wen"],
	["家豪", "Chia-Hao"],
	["淑芬", "Shu-Fen"],
	["俊傑", "Chun-Chieh"],
	["美玲", "Mei-Ling"],
	["建宏", "Chien-Hung"],
];
const FOREIGN = ["Ada Byron", "Jonas Weber", "Maria Silva", "Tom Baker", "Aiko Tanaka", "Priya Nair"];

const VEHICLES: readonly Vehicle[] = [
	{ maxPower: 3700, need: 7000 },
	{ maxPower: 7400, need: 16_000 },
	{ maxPower: 7400, need: 24_000 },
	{ maxPower: 11_000, need: 22_000 },
	{ maxPower: 11_000, need: 35_000 },
];
const TAXI: Vehicle = { maxPower: 22_000, need: 30_000 };

const LIVES: Readonly<Record<Group, Pick<Driver, "habit" | "arrival" | "stay">>> = {
	residents: { habit: { workday: 0.24, dayOff: 0.2 }, arrival: 18.6, stay: 11 },
	employees: { habit: { workday: 0.3, dayOff: 0.01 }, arrival: 8.7, stay: 7.5 },
	visitors: { habit: { workday: 0.05, dayOff: 0.1 }, arrival: 13.5, stay: 2.5 },
	taxis: { habit: { workday: 0.75, dayOff: 0.6 }, arrival: 14, stay: 1.6 },
};

/** How many of eighty drivers belong to each group. */
const SHARES: readonly (readonly [Group, number])[] = [
	["residents", 30],
	["employees", 30],
	["visitors", 12],
	["taxis", 8],
];
const ALL = 80;

/** That many drivers, of each group in proportion; the first is always the same person. */
export function makeDrivers(count: number, chance: Chance): Driver[] {
	const groups = SHARES.flatMap(([group, share]) => Array<Group>(share).fill(group));
	return Array.from({ length: count }, (_, index) => {
		const group = groups[Math.floor((index * ALL) / count) % ALL];
		const life = LIVES[group];
		return {
			...nameOf(index),
			idTag: idTagOf(chance),
			group,
			joins: index === 0 ? 0 : Math.floor(75 * chance.part() ** 1.6),
			habit: life.habit,
			arrival: chance.around(life.arrival, group === "taxis" ? 9 : 1.2),
			stay: Math.max(0.7, chance.around(life.stay, life.stay / 4)),
			vehicle: group === "taxis" ? TAXI : chance.pick(VEHICLES),
		};
	});
}

function nameOf(index: number): Pick<Driver, "name" | "email" | "language"> {
	if (index % 13 === 12) {
		const name = FOREIGN[Math.floor(index / 13) % FOREIGN.length];
		return { name, email: address(name, index), language: "en" };
	}
	const [family, familyLatin] = FAMILY[index % FAMILY.length];
	const [given, givenLatin] = GIVEN[Math.floor(index / FAMILY.length) % GIVEN.length];
	return { name: family + given, email: address(`${givenLatin} ${familyLatin}`, index), language: "zh-TW" };
}

/** Under the name that is kept free for examples (RFC 2606). */
function address(name: string, index: number): string {
	const local = name.toLowerCase().replace(/-/g, "").replaceAll(" ", ".");
	return `${local}${index < ALL ? "" : index}@example.com`;
}

/** Seven bytes, as those of a MIFARE card. */
function idTagOf(chance: Chance): string {
	const bytes = Array.from({ length: 6 }, () => Math.floor(chance.part() * 256));
	return `04${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`.toUpperCase();
}
