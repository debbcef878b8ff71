import { describe, expect, test } from "vitest";
import {
	ACTIONS,
	type CommandValues,
	missingFields,
	payloadOf,
} from "../../csms/pages/operator/commands/commands";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { validate } from "../../modules/ocpp/validate";

const EMPTY: CommandValues = {
	connectorId: "",
	idTag: "",
	transactionId: "",
	type: "",
	requestedMessage: "",
};
/** Something in every field that the command has. */
const FILLED = {
	RemoteStartTransaction: { ...EMPTY, idTag: " A1 ", connectorId: "2" },
	RemoteStopTransaction: { ...EMPTY, transactionId: "17" },
	UnlockConnector: { ...EMPTY, connectorId: "1" },
	ChangeAvailability: { ...EMPTY, connectorId: "0", type: "Inoperative" },
	Reset: { ...EMPTY, type: "Hard" },
	TriggerMessage: { ...EMPTY, requestedMessage: "MeterValues", connectorId: "1" },
};

describe.each(ACTIONS)("%s", (action) => {
	test("a filled form is a payload by the schema", () => {
		const payload = payloadOf(action, FILLED[action]);
		expect(missingFields(action, FILLED[action])).toEqual([]);
		expect(validate(chargePointSchemas.requests[action], payload)).toBeUndefined();
	});

	test("what the form demands is what the schema demands", () => {
		const demanded = Object.keys(chargePointSchemas.requests[action].required);
		expect(missingFields(action, EMPTY).toSorted()).toEqual(demanded.toSorted());
	});
});

test("numbers are numbers, blanks at the ends go, and what is empty is left out", () => {
	expect(payloadOf("RemoteStartTransaction", FILLED.RemoteStartTransaction)).toEqual({
		idTag: "A1",
		connectorId: 2,
	});
	expect(payloadOf("RemoteStartTransaction", { ...EMPTY, idTag: "A1" })).toEqual({ idTag: "A1" });
	expect(payloadOf("ChangeAvailability", FILLED.ChangeAvailability)).toEqual({
		connectorId: 0,
		type: "Inoperative",
	});
	expect(missingFields("RemoteStartTransaction", { ...EMPTY, idTag: "  " })).toEqual(["idTag"]);
});
