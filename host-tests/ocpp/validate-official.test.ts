import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { validate } from "../../modules/ocpp/validate";
import { largestPayload, officialErrors, type Payload, payloads, validPayload } from "./official-schemas";
import { changed, changes, codeOf, places, removed } from "./payload-changes";

function expectAgreement(payload: Payload, value: unknown): void {
	const errors = officialErrors(payload, value);
	const violation = validate(payload.table, value);
	if (errors.length === 0) expect(violation).toBeUndefined();
	else expect(errors.map((error) => codeOf(error.keyword, error.instancePath))).toContain(violation?.code);
}

describe("R-FRM-13 the validator and the official schemas agree", () => {
	test("R-FRM-18 on 39 actions", () => {
		expect(payloads).toHaveLength(78);
		expect(payloads.filter(({ table }) => table === undefined)).toEqual([]);
	});

	test.each(payloads)("on valid payloads of $id", (payload) => {
		fc.assert(
			fc.property(validPayload(payload.id), (value) => {
				expect(officialErrors(payload, value)).toEqual([]);
				expect(validate(payload.table, value)).toBeUndefined();
			}),
			{ numRuns: 60 },
		);
	});

	test.each(payloads)("on every change at every place of $id", (payload) => {
		const largest = largestPayload(payload.id);
		expectAgreement(payload, largest);
		expect(officialErrors(payload, largest)).toEqual([]);
		for (const path of places(largest)) {
			for (const change of changes) {
				const value = changed(largest, path, change);
				if (value !== removed) expectAgreement(payload, value);
			}
		}
	});

	test.each(payloads)("on valid payloads of $id with two changes", (payload) => {
		const change = fc.tuple(fc.nat(), fc.constantFrom(...changes));
		fc.assert(
			fc.property(validPayload(payload.id), change, change, (valid, ...both) => {
				let value: unknown = valid;
				for (const [pick, apply] of both) {
					const paths = places(value);
					value = changed(value, paths[pick % paths.length], apply);
				}
				if (value !== removed) expectAgreement(payload, value);
			}),
			{ numRuns: 100 },
		);
	});

	test.each(payloads)("on any JSON instead of $id", (payload) => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => expectAgreement(payload, value)),
			{ numRuns: 30 },
		);
	});
});
