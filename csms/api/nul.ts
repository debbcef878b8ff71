import { Problem } from "../problem";
import type { Api } from "./server";

/** OCPP 1.6 needs seven levels. */
const DEEPEST = 50;

/** Refuses text with NUL characters wherever a call carries it: PostgreSQL takes none. */
export function refuseNul(api: Api): void {
	api.addHook("preValidation", async ({ params, query, body }) => {
		for (const part of [params, query, body]) {
			if (hasNul(part)) throw new Problem(400, "Text must not contain the character NUL (U+0000).");
		}
	});
}

function hasNul(value: unknown, depth = 0): boolean {
	if (typeof value === "string") return value.includes("\0");
	if (typeof value !== "object" || value === null) return false;
	if (depth > DEEPEST) throw new Problem(400, "The body is nested too deep.");
	return Object.entries(value).some(([name, field]) => name.includes("\0") || hasNul(field, depth + 1));
}
