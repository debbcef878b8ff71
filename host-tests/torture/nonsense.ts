/**
 * What a CSMS that has lost its senses says. None of it is an answer that would do: a receiver that took one for
 * "delivered" would be right to forget a message that the CSMS has not.
 */

/** Longer than any message that a charge point takes, in characters. */
const HUGE = 100_000;

/** In place of the answer to the call `messageId`. Objects and null are left out: they may be a good answer. */
const ANSWERS: readonly ((messageId: string) => string)[] = [
	(id) => JSON.stringify([4, id, "InternalError", "The database is on fire", {}]),
	(id) => JSON.stringify([4, id, "NoSuchCode", "", {}]),
	(id) => JSON.stringify([4, id]),
	(id) => JSON.stringify([4, id, 17, null, []]),
	(id) => JSON.stringify([3, id]),
	(id) => JSON.stringify([3, id, []]),
	(id) => JSON.stringify([3, id, "Accepted"]),
	(id) => JSON.stringify([3, id, 0]),
	(id) => JSON.stringify([3, `not ${id}`.slice(0, 36), {}]),
	(id) => JSON.stringify([3, id.length, {}]),
	(id) => JSON.stringify([7, id, {}]),
	(id) => JSON.stringify(["3", id, {}]),
	(id) => JSON.stringify({ messageId: id, status: "Accepted" }),
	(id) => `[3,"${id}",{"idTagInfo":{"status":"Accepted"},"transactionId":`,
	(id) => `[3,"${id}",{"transactionId":1e999,}]`,
	(id) => JSON.stringify([3, id, [["["]]]).repeat(2),
	() => "[]",
	() => "",
	() => "null",
	() => "Bad gateway",
	() => "\u0000\u0001\u0002",
	(id) => JSON.stringify([3, id, "x".repeat(HUGE)]),
	(id) => `[3,"${id}",${"[".repeat(HUGE / 20)}`,
];

/** Instead of a real answer. */
export function nonsenseAnswer(messageId: string, random: () => number): string {
	return ANSWERS[Math.floor(random() * ANSWERS.length)](messageId);
}

/** Calls that nobody can carry out. */
const CALLS: readonly ((messageId: string) => string)[] = [
	(id) => JSON.stringify([2, id, "MakeCoffee", {}]),
	(id) => JSON.stringify([2, id, "Reset", { type: "Warm" }]),
	(id) => JSON.stringify([2, id, "Reset"]),
	(id) => JSON.stringify([2, id, "RemoteStopTransaction", { transactionId: "all" }]),
	(id) => JSON.stringify([2, id, "ChangeConfiguration", { key: "x".repeat(600), value: "" }]),
	(id) => JSON.stringify([2, id, "RemoteStartTransaction", { idTag: 4 }]),
	(id) => JSON.stringify([2, "x".repeat(400), "Reset", { type: id }]),
];

/** Between two real messages. */
export function nonsenseCall(messageId: string, random: () => number): string {
	return CALLS[Math.floor(random() * CALLS.length)](messageId);
}
