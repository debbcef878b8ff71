import type { Fault } from "./form-checks";
import { knownKey } from "./known-keys";

/** Phases that a measurand of a list may name after it. */
const PHASES = /\.(L[123](-N)?|N|L1-L2|L2-L3|L3-L1)$/;

/**
 * What is wrong with a value for a configuration key before it is sent. `mostItems` is how many values the charge
 * point takes in a list, where that is known.
 */
export function keyFault(key: string, value: string, mostItems?: number): Fault | undefined {
	if ([...value].length > 500) return { key: "tooLong", values: { max: 500 } };
	const known = knownKey(key);
	if (!known) return;
	if (key.toLowerCase() === "authorizationkey") {
		return /^(([0-9a-f]{2}){16,20}|[\x20-\x7e]{16,20})$/i.test(value) ? undefined : { key: "badKey" };
	}
	switch (known.kind) {
		case "boolean":
			return /^(true|false)$/i.test(value) ? undefined : { key: "notBoolean" };
		case "integer":
			return integerFault(value, known);
		case "list":
			return listFault(value, known.choices, mostItems);
	}
}

function integerFault(
	value: string,
	{ min = 0, max = 0x7fffffff }: { min?: number; max?: number },
): Fault | undefined {
	if (!/^[+-]?\d+$/.test(value)) return { key: "notWhole" };
	if (Number(value) < min) return { key: "tooSmall", values: { min } };
	if (Number(value) > max) return { key: "tooLarge", values: { max } };
}

function listFault(
	value: string,
	choices: readonly string[] | undefined,
	most: number | undefined,
): Fault | undefined {
	const items = itemsOf(value);
	const wrong = choices && items.find((item) => !choices.includes(item.replace(PHASES, "")));
	if (wrong !== undefined) return { key: "badList", values: { item: wrong } };
	if (most !== undefined && items.length > most) return { key: "tooMany", values: { max: most } };
}

/** The values of a list with commas. */
export function itemsOf(value: string): string[] {
	return value
		.split(",")
		.map((item) => item.trim())
		.filter((item) => item !== "");
}
