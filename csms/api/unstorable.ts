import { Problem } from "../problem";
import type { Api } from "./server";

/** OCPP 1.6 needs seven levels. */
const DEEPEST = 50;

/** Refuses what no database here holds, wherever a call carries it: NUL in text, numbers that are not exact. */
export function refuseUnstorable(api: Api): void {
	api.addHook("preValidation", async ({ params, query, body }) => check([params, query, body]));
	// What stands in an address has become numbers by now.
	api.addHook("preHandler", async ({ params, query }) => check([params, query]));
}

/** Throws a Problem (400). */
function check(value: unknown, depth = 0): void {
	if (typeof value === "string" && value.includes("\0")) {
		throw new Problem(400, "Text must not contain the character NUL (U+0000).");
	}
	if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
		throw new Problem(400, `Numbers must be from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}.`);
	}
	if (typeof value !== "object" || value === null) return;
	if (depth > DEEPEST) throw new Problem(400, "The body is nested too deep.");
	for (const [name, field] of Object.entries(value)) {
		check(name);
		check(field, depth + 1);
	}
}
