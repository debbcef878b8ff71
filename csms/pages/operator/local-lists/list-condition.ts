import type { LocalListState } from "../../../api/schemas/local-lists";

/** What of a list tells how it stands. */
export type Stated = Pick<LocalListState, "follows" | "inStep" | "problem" | "support" | "updating">;

export type ListCondition = "off" | "inStep" | "notSupported" | "disabled" | "problem" | "updating";

/** How a list stands, in one word. */
export function conditionOf({ follows, inStep, problem, support, updating }: Stated): ListCondition {
	if (support === "NotSupported") return "notSupported";
	if (!follows) return "off";
	if (inStep) return "inStep";
	if (support === "Disabled") return "disabled";
	return problem !== null ? "problem" : updating ? "updating" : "problem";
}
