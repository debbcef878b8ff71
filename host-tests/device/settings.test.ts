import { beforeEach, expect, test, vi } from "vitest";
import { readSettings } from "../../device/settings";

const config = vi.hoisted(() => ({}) as Record<string, unknown>);
vi.mock("mc/config", () => ({ default: config }));

let logs: string[];

beforeEach(() => {
	logs = [];
	for (const key of Object.keys(config)) delete config[key];
});

function cards(card?: string): readonly string[] {
	if (card !== undefined) config.card = card;
	return readSettings((text) => logs.push(text)).cards;
}

test("the cards of the card button are separated by commas, and one is there in any case", () => {
	expect(cards()).toEqual(["CARD001"]);
	expect(cards("")).toEqual(["CARD001"]);
	expect(cards("ALICE")).toEqual(["ALICE"]);
	expect(cards("ALICE, BOB,,04A2B9C1D25E80 ")).toEqual(["ALICE", "BOB", "04A2B9C1D25E80"]);
});

test("an id that OCPP has no room for is left out in a sentence", () => {
	const long = "A".repeat(21);
	expect(cards(`${"A".repeat(20)},${long}`)).toEqual(["A".repeat(20)]);
	expect(logs.filter((text) => text.includes(long))).toEqual([
		`card=${long} is left out: an id has 20 characters at most.`,
	]);
	expect(cards(long)).toEqual(["CARD001"]);
});
