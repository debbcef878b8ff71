import fc from "fast-check";
import { expect, test } from "vitest";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import type { ChargePointAction } from "../../modules/ocpp/types";
import {
	boolean,
	dateTime,
	decimal,
	integer,
	type ObjectSchema,
	type Schema,
} from "../../modules/ocpp/validate";
import { boot } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

/** Every message that fits its schema is answered with a response, and breaks no record, whatever is in it. */
const csms = shareCsms();

/** Text with what databases and JSON stumble over. */
const anyText = fc.string({
	unit: fc.oneof(
		{ weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 1, unit: "grapheme" }) },
		fc.constantFrom("\0", "\ud800", "\u2028", "'", '"', "\\", "%", "\n", "\u7e41"),
	),
	maxLength: 12,
});
const anyInteger = fc.oneof(
	fc.integer({ min: -3, max: 50 }),
	fc.constantFrom(2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, -(2 ** 63), 2 ** 64, 1e300, -0),
);
const anyDate = fc.oneof(
	fc
		.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
		.map((date) => date.toISOString()),
	fc.constantFrom(
		"0000-01-01T00:00:00Z",
		"0001-01-01T00:00:00+23:59",
		"9999-12-31T23:59:59.999-23:59",
		"1969-12-31T23:59:59Z",
		"2026-06-30t23:59:60z",
		"2026-01-01 00:00:00.123456789+08",
	),
);

function fieldOf(schema: Schema): fc.Arbitrary<unknown> {
	if (Array.isArray(schema)) return fc.constantFrom(...(schema as readonly string[]));
	if (typeof schema === "object" && "items" in schema) {
		return fc.array(fieldOf(schema.items), { minLength: schema.minItems ?? 0, maxLength: 3 });
	}
	if (typeof schema === "object") return objectOf(schema as ObjectSchema);
	switch (schema) {
		case integer:
			return anyInteger;
		case decimal:
			return fc.integer({ min: -100, max: 100 });
		case boolean:
			return fc.boolean();
		case dateTime:
			return anyDate;
		default:
			return (schema as number) > 0
				? anyText.map((text) => [...text].slice(0, schema as number).join(""))
				: fc.oneof(anyText, fc.constantFrom("1e400", "-1", "NaN", " 12 ", "0x10", "12,5", "9".repeat(400)));
	}
}

function objectOf({ required, optional = {} }: ObjectSchema): fc.Arbitrary<Record<string, unknown>> {
	const fields = { ...required, ...optional };
	return fc.record(
		Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, fieldOf(schema)])),
		{ requiredKeys: Object.keys(required) },
	) as fc.Arbitrary<Record<string, unknown>>;
}

const RECORDS = [
	"",
	"/status-notifications",
	"/connections",
	"/boot-notifications",
	"/data-transfers",
	"/violations",
	"/configuration",
	"/notifications",
	"/odd-stops",
	"/commands",
];

test("R-CS-08 whatever fits its schema is answered with a response and can be read", async () => {
	const peer = await boot(csms.ocpp, "FUZZ");
	await csms.rest("POST", "/id-tags", { idTag: "FUZZ", maxActiveTransactions: null });
	const actions = (Object.keys(csmsSchemas.requests) as ChargePointAction[]).filter(
		(action) => action !== "SignCertificate",
	);
	const message = fc
		.constantFrom(...actions)
		.chain((action) => fc.tuple(fc.constant(action), objectOf(csmsSchemas.requests[action])));
	await fc.assert(
		fc.asyncProperty(message, async ([action, payload]) => {
			const [type, , answer] = await peer.call(action, payload);
			expect(type, `${action} ${JSON.stringify(payload)}: ${JSON.stringify(answer)}`).toBe(3);
		}),
		{ numRuns: 600 },
	);
	for (const record of RECORDS) {
		expect((await csms.rest("GET", `/charge-points/FUZZ${record}`)).status, record).toBe(200);
	}
	for (const connectorId of [-2147483648, -1, 0, 1, 2, 2147483647]) {
		const path = `/charge-points/FUZZ/meter-values?connectorId=${connectorId}`;
		expect((await csms.rest("GET", path)).status).toBe(200);
	}
	expect((await csms.rest("GET", "/authorizations?identity=FUZZ")).status).toBe(200);
	const transactions = await csms.rest("GET", "/transactions?identity=FUZZ");
	expect(transactions.status).toBe(200);
	for (const { transactionId } of transactions.body.slice(0, 20)) {
		expect((await csms.rest("GET", `/transactions/${transactionId}/meter-values`)).status).toBe(200);
		const closing = await csms.rest("POST", `/transactions/${transactionId}/close`, { force: true });
		expect([200, 409]).toContain(closing.status);
	}
});

test("R-CS-08 whatever a charge point answers to a command ends it, and can be read", async () => {
	const peer = await boot(csms.ocpp, "FUZZ2");
	const configuration = objectOf(csmsSchemas.responses.GetConfiguration);
	const transfer = objectOf(csmsSchemas.responses.DataTransfer);
	const answers = fc.oneof(
		fc.tuple(fc.constant("GetConfiguration"), fc.constant({}), configuration),
		fc.tuple(fc.constant("DataTransfer"), fc.constant({ vendorId: "V\u0001\ud800" }), transfer),
		fc.tuple(fc.constant("ClearCache"), fc.constant({}), fc.jsonValue()),
	);
	await fc.assert(
		fc.asyncProperty(answers, async ([action, payload, response]) => {
			const ended = csms.rest("POST", `/charge-points/FUZZ2/commands/${action}`, payload);
			const [, messageId] = await peer.received();
			peer.send(JSON.stringify([3, messageId, response]));
			expect([200, 502]).toContain((await ended).status);
		}),
		{ numRuns: 150 },
	);
	for (const record of RECORDS) {
		expect((await csms.rest("GET", `/charge-points/FUZZ2${record}?limit=1000`)).status, record).toBe(200);
	}
});
