import { describe, expect, test } from "vitest";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { sameCiString } from "../../modules/ocpp/ci-string";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import { parseDateTime } from "../../modules/ocpp/date-time";
import { validate } from "../../modules/ocpp/validate";

const time = "2026-01-02T03:04:05Z";

function meterValues(sampledValue: unknown) {
	return { connectorId: 1, meterValue: [{ timestamp: time, sampledValue: [{ value: "1" }, sampledValue] }] };
}

function profile(limit: unknown, more: object = {}) {
	return {
		connectorId: 1,
		csChargingProfiles: {
			chargingProfileId: 1,
			stackLevel: 0,
			chargingProfilePurpose: "TxProfile",
			chargingProfileKind: "Absolute",
			chargingSchedule: {
				chargingRateUnit: "A",
				chargingSchedulePeriod: [{ startPeriod: 0, limit }],
				...more,
			},
		},
	};
}

describe("the first violation", () => {
	test.each([
		[{ value: "1", unit: "Parsec" }, "PropertyConstraintViolation", "unit", "is none of the allowed values"],
		[{ value: 1 }, "TypeConstraintViolation", "value", "must be text"],
		[{ unit: "Wh" }, "ProtocolError", "value", "is missing"],
		[{ value: "1", extra: 1 }, "FormationViolation", "extra", "is no field of this message"],
	])("R-FRM-13 R-FRM-15 in %j is %s at its place", (sampledValue, code, field, detail) => {
		const violation = validate(csmsSchemas.requests.MeterValues, meterValues(sampledValue));
		expect(violation).toEqual({ code, path: `meterValue[0].sampledValue[1].${field}`, detail });
	});

	test("R-FRM-13 in a list of texts has the place of the text", () => {
		expect(validate(chargePointSchemas.requests.GetConfiguration, { key: ["a", "x".repeat(51)] })).toEqual({
			code: "PropertyConstraintViolation",
			path: "key[1]",
			detail: "has more than 50 characters",
		});
	});

	test("R-FRM-13 too few items violate the occurence", () => {
		const value = { status: "Accepted", certificateHashData: [] };
		expect(validate(csmsSchemas.responses.GetInstalledCertificateIds, value)?.code).toBe(
			"OccurenceConstraintViolation",
		);
	});

	test("R-FRM-15 extra fields may be passed over, inner ones too, and nothing else", () => {
		const accepted = { idTagInfo: { status: "Accepted", more: {} }, more: 1 };
		const { Authorize } = chargePointSchemas.responses;
		expect(validate(Authorize, accepted)?.code).toBe("FormationViolation");
		expect(validate(Authorize, accepted, true)).toBeUndefined();
		expect(validate(Authorize, { ...accepted, idTagInfo: {} }, true)?.code).toBe("ProtocolError");
		expect(validate(Authorize, [], true)?.code).toBe("FormationViolation");
	});

	test("R-FRM-22 lengths are maxima in characters", () => {
		const { Authorize } = csmsSchemas.requests;
		expect(validate(Authorize, { idTag: "x".repeat(20) })).toBeUndefined();
		expect(validate(Authorize, { idTag: "x".repeat(21) })?.code).toBe("PropertyConstraintViolation");
		expect(validate(Authorize, { idTag: "😀".repeat(20) })).toBeUndefined();
		expect(validate(Authorize, { idTag: "😀".repeat(21) })?.code).toBe("PropertyConstraintViolation");
	});

	test.each([0, 16, 21.4, 0.1 + 0.2, 4.35 * 2, 32.1, 99999.9, -6.5, 1e9 + 0.1])(
		"R-FRM-23 %s has one decimal",
		(limit) => {
			expect(validate(chargePointSchemas.requests.SetChargingProfile, profile(limit))).toBeUndefined();
			const minimum = profile(1, { minChargingRate: limit });
			expect(validate(chargePointSchemas.requests.SetChargingProfile, minimum)).toBeUndefined();
		},
	);

	test.each([
		[21.45, "PropertyConstraintViolation"],
		[0.001, "PropertyConstraintViolation"],
		["16", "TypeConstraintViolation"],
		[null, "TypeConstraintViolation"],
	])("R-FRM-23 %j does not fit", (limit, code) => {
		expect(validate(chargePointSchemas.requests.SetChargingProfile, profile(limit))?.code).toBe(code);
	});

	test("R-FRM-24 interval and retries are whole numbers, inner objects have no extra fields", () => {
		const boot = { status: "Accepted", currentTime: time, interval: 1.5 };
		expect(validate(chargePointSchemas.responses.BootNotification, boot)?.code).toBe(
			"TypeConstraintViolation",
		);
		const diagnostics = { location: "ftp://host/", retries: 0.5 };
		expect(validate(chargePointSchemas.requests.GetDiagnostics, diagnostics)?.code).toBe(
			"TypeConstraintViolation",
		);
		const set = profile(1, { extra: 1 });
		expect(validate(chargePointSchemas.requests.SetChargingProfile, set)?.code).toBe("FormationViolation");
	});

	test.each([
		"ftp://user:pass@host:21/a%20b",
		"sftp://[::1]/x",
		"file:///tmp/x",
		"HTTPS://host/ü",
		"x-own:1",
	])("the location %s is a URI", (location) => {
		expect(validate(chargePointSchemas.requests.GetDiagnostics, { location })).toBeUndefined();
	});

	test.each(["", "host/path", "ftp:", "://host", "ftp://host/a b", "1ftp://host"])(
		"the location %j is none",
		(location) => {
			expect(validate(chargePointSchemas.requests.GetDiagnostics, { location })?.code).toBe(
				"PropertyConstraintViolation",
			);
		},
	);
});

test("nothing in the tables can change, so that they need no RAM", () => {
	const thawed = (value: unknown): boolean =>
		typeof value === "object" &&
		value !== null &&
		(!Object.isFrozen(value) || Object.values(value).some(thawed));
	expect([chargePointSchemas, csmsSchemas].map(thawed)).toEqual([false, false]);
});

describe("R-FRM-21 dates", () => {
	test.each([
		["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"],
		["2026-01-02T03:04:05.6Z", "2026-01-02T03:04:05.600Z"],
		["2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123Z"],
		["2026-01-02T03:04:05.999999Z", "2026-01-02T03:04:05.999Z"],
		["2026-01-02T03:04:05+08:00", "2026-01-01T19:04:05.000Z"],
		["2026-01-02T03:04:05-0330", "2026-01-02T06:34:05.000Z"],
		["2026-01-02T03:04:05+01", "2026-01-02T02:04:05.000Z"],
		["2026-01-02t03:04:05z", "2026-01-02T03:04:05.000Z"],
		["2026-12-31T23:59:60Z", "2027-01-01T00:00:00.000Z"],
		["2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z"],
		["1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"],
		["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
		["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
	])("%s is %s", (text, expected) => {
		expect(new Date(parseDateTime(text)!).toISOString()).toBe(expected);
	});

	test("every day of eight centuries is the one that the engine knows", () => {
		for (let time = Date.UTC(1600, 0, 1); time < Date.UTC(2400, 0, 1); time += 86_400_000) {
			const text = new Date(time).toISOString();
			if (parseDateTime(text) !== time) expect(parseDateTime(text), text).toBe(time);
		}
	});

	test.each([
		"",
		"x",
		"2026-01-02",
		"2026-01-02T03:04:05",
		"2026-02-30T00:00:00Z",
		"2026-01-02T03:04:05Z ",
		"\u0662026-01-02T03:04:05Z",
	])("%j is none", (text) => {
		expect(parseDateTime(text)).toBeUndefined();
	});
});

describe("R-FRM-22 CiStrings", () => {
	test("compare without regard to case", () => {
		expect(sameCiString("AbC-1", "aBc-1")).toBe(true);
		expect(sameCiString("abc", "abd")).toBe(false);
		expect(sameCiString("abc", "abcd")).toBe(false);
	});
});
