import { errorCodes } from "../modules/ocpp/csms-enums.generated";
import type { ErrorCode } from "../modules/ocpp/types";
import type { ConnectorWorld } from "./connector-world";
import { LockedError } from "./connector-world";
import type { FirmwareProcess } from "./firmware-process";
import { METER_FAULTS, type MeterFaultName } from "./meter-fault";
import type { World } from "./world";

/** What can be wrong with the hardware, by the names of OCPP. */
const FAULTS: readonly ErrorCode[] = errorCodes.filter((code) => code !== "NoError");

/** Characters of an OCPP idTag. */
const LONGEST_ID = 20;

/** An answer of the control API other than success: status 400 or 409. */
export class RefusedError extends Error {
	readonly status: number;

	constructor(status: 400 | 409, message: string) {
		super(message);
		this.status = status;
	}
}

interface Target {
	connector: number;
	value: unknown;
	world: World;
	firmware: FirmwareProcess;
}

type Input = (target: Target) => void;

/** Moves a thing of the world at one connector; this can always be done. */
function atConnector<Value>(
	check: (value: unknown) => Value,
	move: (connector: ConnectorWorld, value: Value) => void,
): Input {
	return ({ connector, value, world }) => {
		const found = world.connectors[connector - 1];
		if (!found) throw new RefusedError(400, "This input belongs to a connector, from connector 1 on.");
		move(found, check(value));
	};
}

/** Something that only running firmware can take. */
function toFirmware<Value>(
	check: (value: unknown) => Value,
	give: (target: Target, value: Value) => void,
): Input {
	return (target) => {
		const value = check(target.value);
		if (!target.firmware.powered) throw new RefusedError(409, "The power is off.");
		if (!target.firmware.running) throw new RefusedError(409, "The firmware is still starting.");
		give(target, value);
	};
}

/** Something that there is once for the whole charge point. */
function atChargePoint(input: Input): Input {
	return (target) => {
		if (target.connector !== 0)
			throw new RefusedError(400, "This input belongs to the whole charge point, connector 0.");
		input(target);
	};
}

const INPUTS = new Map<string, Input>([
	["cable", atConnector(aBoolean, (connector, inserted) => connector.moveCable(inserted))],
	["ev", atConnector(aBoolean, (connector, plugged) => connector.moveVehicle(plugged))],
	["plug", atConnector(aBoolean, (connector, plugged) => connector.movePlug(plugged))],
	["evReady", atConnector(aBoolean, (connector, ready) => connector.setEvReady(ready))],
	["demandA", atConnector(aCurrent, (connector, amperes) => connector.setDemand(amperes))],
	["lockJam", atConnector(aBoolean, (connector, jammed) => connector.setLockJam(jammed))],
	["meter", atConnector(aMeterFault, (connector, fault) => connector.setMeterFault(fault))],
	[
		"idTag",
		toFirmware(anIdTag, ({ connector, firmware }, idTag) => firmware.send({ idTag: { connector, idTag } })),
	],
	[
		"fault",
		toFirmware(aFault, ({ connector, world }, { errorCode, active }) =>
			world.setFault(connector, errorCode, active),
		),
	],
	[
		"emergencyStop",
		atChargePoint(toFirmware(aBoolean, ({ world }, pressed) => world.setEmergencyStop(pressed))),
	],
	["tamper", atChargePoint(toFirmware(onlyTrue, ({ world }) => world.tamper()))],
	["oled", atChargePoint(({ value, world }) => world.setOled(aBoolean(value)))],
]);

/** Does what a body of `POST /api/inputs` asks; throws a RefusedError that says why not. */
export function giveInput(body: unknown, world: World, firmware: FirmwareProcess): void {
	const { connector, input, value } = (body ?? {}) as Record<string, unknown>;
	const found = typeof input === "string" ? INPUTS.get(input) : undefined;
	if (!found) throw new RefusedError(400, `"input" is one of ${[...INPUTS.keys()].join(", ")}.`);
	const last = world.connectors.length;
	if (!Number.isInteger(connector) || Number(connector) < 0 || Number(connector) > last)
		throw new RefusedError(400, `"connector" is a whole number from 0, the whole charge point, to ${last}.`);
	try {
		found({ connector: Number(connector), value, world, firmware });
	} catch (error) {
		if (error instanceof LockedError) throw new RefusedError(400, error.message);
		throw error;
	}
}

/** Reads one boolean member of a request's body. */
export function booleanMember(body: unknown, name: string): boolean {
	const value = ((body ?? {}) as Record<string, unknown>)[name];
	if (typeof value !== "boolean") throw new RefusedError(400, `"${name}" is true or false.`);
	return value;
}

function aBoolean(value: unknown): boolean {
	if (typeof value !== "boolean") throw new RefusedError(400, `"value" is true or false.`);
	return value;
}

function onlyTrue(value: unknown): true {
	if (value !== true) throw new RefusedError(400, `"value" is true.`);
	return value;
}

function aCurrent(value: unknown): number {
	if (typeof value !== "number" || value < 0)
		throw new RefusedError(400, `"value" is a current in A, 0 or more.`);
	return value;
}

function aMeterFault(value: unknown): MeterFaultName {
	if (!METER_FAULTS.includes(value as MeterFaultName))
		throw new RefusedError(400, `"value" is one of ${METER_FAULTS.join(", ")}.`);
	return value as MeterFaultName;
}

function anIdTag(value: unknown): string {
	if (typeof value !== "string" || value.length === 0 || value.length > LONGEST_ID)
		throw new RefusedError(400, `"value" is an id of 1 to ${LONGEST_ID} characters.`);
	return value;
}

function aFault(value: unknown): { errorCode: ErrorCode; active: boolean } {
	const { errorCode, active } = (value ?? {}) as Record<string, unknown>;
	if (!FAULTS.includes(errorCode as ErrorCode) || typeof active !== "boolean")
		throw new RefusedError(
			400,
			`"value" has "errorCode", one of ${FAULTS.join(", ")}, and "active", true or false.`,
		);
	return { errorCode: errorCode as ErrorCode, active };
}
