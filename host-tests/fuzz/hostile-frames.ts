import fc from "fast-check";
import { KEYS } from "../../modules/charge-point/configuration-keys";
import { type Payload, validPayload } from "../ocpp/official-schemas";
import { changed, changes, places, removed } from "../ocpp/payload-changes";
import { ANSWERS, CALLS } from "./frame-oracle";

/** Frames of a CSMS that is broken or means harm; the actions and their fields come from the schemas. */

/** Stands for the message id of the charge point's newest CALL. */
export const NEWEST_CALL = "@newest-call";
/** Stands for the number of the running transaction. */
export const RUNNING = "@running";

/** A text that is not printed in full when it is long. */
export class Frame {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	[fc.toStringMethod](): string {
		return this.text.length > 400
			? `${this.text.slice(0, 300)}… (${this.text.length} characters)`
			: this.text;
	}
}

const messageIds = fc.oneof(
	{ weight: 12, arbitrary: fc.uuid() },
	{ weight: 3, arbitrary: fc.constantFrom("same", "again", NEWEST_CALL, "__proto__") },
	{ weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 50 }) },
	{ weight: 1, arbitrary: fc.constantFrom("", "x".repeat(36), "x".repeat(37), "\ud800", "😀".repeat(18)) },
	{ weight: 1, arbitrary: fc.constantFrom<unknown>(null, 42, 1e300, true, [], {}, ["same"]) },
);

const strange = fc.oneof(
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom<unknown>(1e300, -1e300, 2 ** 53, 2 ** 31, -0, 0.1, "", "\u0000", "\ud83d", "0", "null"),
	fc.string({ unit: "binary" }),
	fc.integer({ min: 0, max: 20 }).map(nested),
	fc.constantFrom(600, 12_000, 70_000).map((length) => "x".repeat(length)),
);

const payloadChanges = fc.array(
	fc.tuple(
		fc.nat(),
		fc.oneof(
			fc.constantFrom(...changes),
			strange.map((value) => () => value),
		),
	),
	{ minLength: 1, maxLength: 3 },
);

/** A value that nests so deep. */
function nested(depth: number): unknown {
	let value: unknown = depth;
	for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { value };
	return value;
}

/** Values for the fields that decide whether a valid payload means something to this charge point. */
const meaningful: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
	connectorId: fc.constantFrom(0, 1, 2, 3, -1),
	transactionId: fc.constantFrom<unknown>(RUNNING, 1001, 1, 0, -1),
	idTag: fc.constantFrom("ALICE", "BOB", "alice"),
	key: fc.constantFrom(...Object.keys(KEYS)),
	value: fc.oneof(
		fc.constantFrom("true", "0", "1", "-1", "10", "2147483647", "2147483648", "1.5", "", ",,,"),
		fc.string({ unit: "binary", maxLength: 500 }),
	),
	reservationId: fc.constantFrom(1, 2, 3),
	stackLevel: fc.constantFrom(0, 1, 8),
	chargingProfileId: fc.constantFrom(1, 2, 3),
	listVersion: fc.constantFrom(-1, 0, 1, 2, 3),
	expiryDate: fc.constantFrom("2026-11-22T10:05:00Z", "2027-01-01T00:00:00Z", "1999-12-31T23:59:59Z"),
	duration: fc.constantFrom(0, 1, 60, 86_400, -5, 2 ** 40),
};

/** Valid payloads, many with ids and keys that this charge point knows. */
function validPayloads({ id }: Payload): fc.Arbitrary<unknown> {
	const known = Object.entries(meaningful).map(([name, values]) => fc.tuple(fc.constant(name), values));
	return fc.tuple(validPayload(id), fc.boolean(), fc.tuple(...known)).map(([payload, means, values]) => {
		if (!means) return payload;
		let result: unknown = payload;
		for (const place of places(payload)) {
			const value = values.find(([name]) => name === place.at(-1));
			const isText = (known: unknown) => typeof known === "string" && known !== RUNNING;
			if (!value) continue;
			result = changed(result, place, (old) => (isText(old) === isText(value[1]) ? value[1] : old));
		}
		return result;
	});
}

/** Payloads that are valid, and that were until something was done to them. */
function payloadsOf(payload: Payload, weightOfValid: number): fc.Arbitrary<unknown> {
	const valid = validPayloads(payload);
	const broken = fc.tuple(valid, payloadChanges).map(([value, steps]) => {
		let result: unknown = value;
		for (const [pick, change] of steps) {
			const all = places(result);
			const next = changed(result, all[pick % all.length], change);
			if (next !== removed) result = next;
		}
		return result;
	});
	return fc.oneof({ weight: weightOfValid, arbitrary: valid }, { weight: 4, arbitrary: broken });
}

const calls = fc.oneof(
	...CALLS.map((payload) =>
		fc
			.tuple(messageIds, payloadsOf(payload, 3))
			.map(([messageId, value]): unknown[] => [2, messageId, payload.action, value]),
	),
);

const answers = fc.oneof(
	...ANSWERS.map((payload) =>
		fc
			.tuple(fc.oneof(fc.constant(NEWEST_CALL), messageIds), payloadsOf(payload, 1))
			.map(([messageId, value]): unknown[] => [3, messageId, value]),
	),
	fc
		.tuple(
			fc.oneof(fc.constant(NEWEST_CALL), messageIds),
			fc.oneof(fc.constantFrom<unknown>("InternalError", "FormatViolation", "__proto__"), strange),
			strange,
			strange,
		)
		.map(([messageId, ...rest]): unknown[] => [4, messageId, ...rest]),
);

/** Arrays whose elements are not what they should be. */
const misshapen = fc
	.tuple(
		fc.oneof(calls, answers),
		fc.nat({ max: 5 }),
		fc.constantFrom("remove", "replace", "insert"),
		strange,
	)
	.map(([frame, at, what, value]) =>
		frame.toSpliced(at, what === "insert" ? 0 : 1, ...(what === "remove" ? [] : [value])),
	);

const types = fc.constantFrom<unknown>(0, 1, 5, 2.5, "2", null, [2], true, -2, 1e300);
const actions = fc.oneof(
	fc.constantFrom<unknown>("reset", "RESET", "Reset.req", "Reset ", "__proto__", "constructor", "", null, 7),
	fc.constantFrom(...ANSWERS.map(({ action }) => action)),
	fc.string({ unit: "binary" }),
);

const frames = fc
	.oneof(
		{ weight: 10, arbitrary: calls },
		{ weight: 4, arbitrary: answers },
		{ weight: 3, arbitrary: misshapen },
		{ weight: 1, arbitrary: fc.tuple(types, calls).map(([type, frame]) => [type, ...frame.slice(1)]) },
		{
			weight: 1,
			arbitrary: fc.tuple(actions, calls).map(([action, frame]) => frame.toSpliced(2, 1, action)),
		},
	)
	.map((frame) => JSON.stringify(frame));

/** Texts that were frames, and others. */
const texts = fc.oneof(
	fc.tuple(frames, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
	fc
		.tuple(
			frames,
			fc.nat(),
			fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("[", "{", '"', "\\", "\ud800")),
		)
		.map(([text, at, insert]) => {
			const split = at % (text.length + 1);
			return text.slice(0, split) + insert + text.slice(split + insert.length);
		}),
	frames.map((text) => ` \n${text}\t`),
	frames.map((text) => text + text),
	frames.map((text) => text.replace("{", '{"type":"Soft","type":"Hard",')),
	frames.map((text) => text.replace(/\d+/, "1e999")),
	fc.json(),
	fc.string({ unit: "binary" }),
	fc.constantFrom("", "null", "[]", "{}", "[2]", "[[]]", "NaN", "\u0000", "\ufeff[]"),
	fc
		.tuple(
			fc.constantFrom("[", '{"a":', '[2,"deep","Reset",[', '[2,"deep","DataTransfer",{"vendorId":"'),
			fc.nat({ max: 3000 }),
		)
		.map(([part, count]) => part.repeat(count)),
);

/** One frame, rarely a huge one. */
export const hostileFrames: fc.Arbitrary<Frame> = fc
	.oneof({ weight: 16, arbitrary: frames }, { weight: 4, arbitrary: texts })
	.map((text) => new Frame(text));

/** Answers to the newest CALL of the charge point, whichever it is: one for each action. */
export class Answers {
	readonly messageId: string;
	readonly byAction: ReadonlyMap<string, unknown>;

	constructor(messageId: string, answers: [action: string, payload: unknown][]) {
		this.messageId = messageId;
		this.byAction = new Map(answers);
	}

	[fc.toStringMethod](): string {
		return `${this.messageId}: ${JSON.stringify([...this.byAction]).slice(0, 3000)}`;
	}
}

export const hostileAnswers: fc.Arbitrary<Answers> = fc
	.tuple(fc.constantFrom(NEWEST_CALL, "stray"), fc.tuple(...ANSWERS.map((payload) => payloadsOf(payload, 4))))
	.map(
		([messageId, values]) =>
			new Answers(
				messageId,
				ANSWERS.map(({ action }, i) => [action, values[i]]),
			),
	);
