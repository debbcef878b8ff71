import { type Static, Type } from "typebox";
import { type ChargePoint, Connector } from "./charge-points";
import type { Command } from "./commands";
import type { Diagnosis } from "./diagnoses";
import type { Authorization, Registration } from "./drivers";
import { nullable, object, Timestamp } from "./fields";
import type { FirmwareUpdate } from "./firmware";
import type { FirmwareCampaign } from "./firmware-campaigns";
import type { LocalListState } from "./local-lists";
import type { Notice } from "./notices";
import type { ReportRun } from "./reports";
import type { Reservation } from "./reservations";
import { MeterValue, type Transaction } from "./transactions";
import type { Upload } from "./uploads";

/** The server-sent events of `GET /events`: the event's name is the key, its data the value. */

/** The answer of a live stream, which only ends when the one who asked goes. */
export const EventStream = {
	description: "The stream",
	content: { "text/event-stream": { schema: Type.String() } },
};

export const ConnectorEvent = object({ identity: Type.String(), ...Connector.properties });
export type ConnectorEvent = Static<typeof ConnectorEvent>;

export const MeterValuesEvent = object({
	identity: Type.String(),
	connectorId: Type.Integer(),
	transactionId: nullable(Type.Integer()),
	meterValue: Type.Array(MeterValue),
});
export type MeterValuesEvent = Static<typeof MeterValuesEvent>;

export const FrameEvent = object({
	timestamp: Timestamp,
	identity: Type.String(),
	direction: Type.Enum(["in", "out"], { description: "in: from the charge point" }),
	id: Type.Integer({ description: "Counts up in the process of the CSMS that the frame passed" }),
	frame: Type.Unknown({ description: "The OCPP-J array; text if it is none. Secrets are masked" }),
});
export type FrameEvent = Static<typeof FrameEvent>;

/** Something of this charge point has changed; without `identity` what belongs to none. Ask for it anew. */
const StaleEvent = object({ identity: Type.Optional(Type.String()) });
type StaleEvent = Static<typeof StaleEvent>;

export const ChargePointRemovedEvent = object({ identity: Type.String() });
export type ChargePointRemovedEvent = Static<typeof ChargePointRemovedEvent>;

/** An id was entered, changed or deleted by a call of the API. */
const IdTagEvent = object({
	idTag: Type.String(),
	userId: nullable(Type.Integer({ description: "Whose it is, or was until now" })),
});
type IdTagEvent = Static<typeof IdTagEvent>;

export const ChangeEvent = object({
	subject: Type.String({
		description: "The first part of the call's path, such as id-tags; never what was changed",
	}),
	accepted: Type.Boolean({ description: "false: the call was refused, and only the audit has it" }),
});
export type ChangeEvent = Static<typeof ChangeEvent>;
/** What a charge point has a history of. */
const HISTORIES = [
	"status-notifications",
	"connections",
	"boot-notifications",
	"security-events",
	"data-transfers",
	"violations",
	"configuration",
] as const;

export const HistoryEvent = object({
	identity: Type.String(),
	history: Type.Enum([...HISTORIES], { description: "Which list has something new" }),
});
export type HistoryEvent = Static<typeof HistoryEvent>;

export interface Events {
	/** Entered, changed, connected, disconnected, booted. */
	"charge-point": ChargePoint;
	"charge-point-removed": ChargePointRemovedEvent;
	/** A call of the API that changes something was answered, or charge points were refused. */
	change: ChangeEvent;
	/** A StatusNotification. */
	connector: ConnectorEvent;
	/** Started, stopped, or its energy has grown. */
	transaction: Transaction;
	"meter-values": MeterValuesEvent;
	/** New, accepted or rejected. */
	registration: Registration;
	/** Entered, changed or deleted; when it goes to another user, told of both. */
	"id-tag": IdTagEvent;
	/** A charge point asked about an id; also the refused ones. */
	authorization: Authorization;
	/** Asked for, answered, a status, a boot with it, or more of the image fetched. */
	"firmware-update": FirmwareUpdate;
	/** Asked for, answered, a status, or the file has come. */
	upload: Upload;
	/** Started, stopped, or one of its charge points has got on. */
	"firmware-campaign": FirmwareCampaign;
	/** Asked for, answered, used, cancelled, replaced; time alone ends one without an event. */
	reservation: Reservation;
	/** What a charge point was given, or the kept ones. */
	"charging-profiles": StaleEvent;
	"local-list": LocalListState;
	/** A charge point's certificates, its requests or the roots that it keeps. */
	certificates: StaleEvent;
	/** A command was given, or has ended. */
	command: Command;
	/** Something was added to one of the histories of a charge point. */
	history: HistoryEvent;
	/** A message by e-mail or webhook: queued, sent, or not taken. */
	notice: Notice;
	/** Found, worse or better, over, there again, or acknowledged. */
	diagnosis: Diagnosis;
	/** A report of a schedule: begun, made or not. */
	"report-run": ReportRun;
	/** Every OCPP-J frame of every charge point. */
	frame: FrameEvent;
}

export type EventName = keyof Events;

const EVENTS: Record<EventName, true> = {
	"charge-point": true,
	"charge-point-removed": true,
	change: true,
	connector: true,
	transaction: true,
	"meter-values": true,
	registration: true,
	"id-tag": true,
	authorization: true,
	"firmware-update": true,
	upload: true,
	"firmware-campaign": true,
	reservation: true,
	"charging-profiles": true,
	"local-list": true,
	certificates: true,
	command: true,
	history: true,
	notice: true,
	diagnosis: true,
	"report-run": true,
	frame: true,
};

/** The name of every event. */
export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[];

/** Which events a reader of the stream wants. */
export const EventsQuery = object({
	names: Type.Optional(
		Type.String({
			pattern: "^[a-z-]+(,[a-z-]+)*$",
			description: `Names of events with commas between them, of ${EVENT_NAMES.join(", ")}; all when left out`,
		}),
	),
	identity: Type.Optional(
		Type.String({ description: "Only of this charge point, and what belongs to none; of all when left out" }),
	),
});
