import type { ConfigurationKey } from "../../../api/schemas/charge-point-records";
import { ApiProblem } from "../../api/client";
import { type CommandResult, give } from "./give-command";
import { KNOWN_KEYS, knownName } from "./known-keys";

/** How many keys are asked for at once where the charge point has not told its limit. */
const FEW = 10;

/**
 * Reads the whole configuration. A charge point that does not answer for all keys at once is asked for its known
 * keys and those of OCPP, no more at once than it takes (GetConfigurationMaxKeys).
 */
export async function readConfiguration(
	identity: string,
	known: readonly ConfigurationKey[],
): Promise<CommandResult> {
	const whole = await give(identity, "GetConfiguration", {});
	if (!("error" in whole) || !isCallError(whole.error)) return whole;
	const most = known.find(({ key }) => knownName(key) === "GetConfigurationMaxKeys")?.value;
	let last: CommandResult = whole;
	for (const key of batches(keysToAsk(known), Number(most) || FEW)) {
		const answer = await give(identity, "GetConfiguration", { key });
		if ("error" in answer) return answer;
		last = answer;
	}
	return last;
}

function isCallError(error: unknown): boolean {
	return error instanceof ApiProblem && error.status === 502;
}

/** The keys that were told before, and those of OCPP; a secret is not asked for. */
function keysToAsk(known: readonly ConfigurationKey[]): string[] {
	const own = known.map(({ key }) => key).filter((key) => knownName(key) === undefined);
	return [...Object.keys(KNOWN_KEYS), ...own].filter((key) => knownName(key) !== "AuthorizationKey");
}

/** Lists of at most `size`. */
export function batches<Item>(items: readonly Item[], size: number): Item[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
		items.slice(index * size, (index + 1) * size),
	);
}
