import { type Static, Type } from "typebox";
import { DiagnosisKind, Severity } from "./diagnoses";
import { Email, Identity, nullable, object, some, Timestamp } from "./fields";
import { Language } from "./notices";

/** Which diagnoses are told to whom. */
export const Alarm = object({
	id: Type.Integer(),
	name: Type.String({ minLength: 1, maxLength: 50, pattern: "\\S" }),
	isOn: Type.Boolean(),
	severity: Type.Unsafe<Severity>({ ...Severity, description: "The least severe that is told" }),
	kinds: nullable(
		Type.Array(DiagnosisKind, { minItems: 1, uniqueItems: true, description: "null: all kinds" }),
	),
	identities: nullable(
		Type.Array(Identity, {
			minItems: 1,
			maxItems: 1000,
			uniqueItems: true,
			description: "null: all charge points",
		}),
	),
	emails: Type.Array(Email, { maxItems: 20, uniqueItems: true }),
	webhooks: Type.Array(Type.Integer({ minimum: 1 }), {
		maxItems: 20,
		uniqueItems: true,
		description: "Their numbers",
	}),
	language: Language,
	settleSeconds: Type.Integer({
		minimum: 0,
		maximum: 86_400,
		description:
			"A diagnosis has to last so long before it is told, and to be over so long before that is told. What comes " +
			"within it is told together; five times as long pass between two messages at least",
	}),
	remindHours: nullable(
		Type.Integer({
			minimum: 1,
			maximum: 720,
			description: "null: no reminders. None of what is acknowledged",
		}),
	),
	tellsEnd: Type.Boolean({ description: "Tells also when a diagnosis that it has told is over" }),
	createdAt: Timestamp,
});
export type Alarm = Static<typeof Alarm>;

const { id: _id, createdAt: _createdAt, ...given } = Alarm.properties;
export const NewAlarm = object({
	...given,
	isOn: Type.Optional(given.isOn),
	kinds: Type.Optional(given.kinds),
	identities: Type.Optional(given.identities),
	emails: Type.Optional(given.emails),
	webhooks: Type.Optional(given.webhooks),
	settleSeconds: Type.Optional(given.settleSeconds),
	remindHours: Type.Optional(given.remindHours),
	tellsEnd: Type.Optional(given.tellsEnd),
});
export type NewAlarm = Static<typeof NewAlarm>;
export const AlarmChange = some(given);
export type AlarmChange = Static<typeof AlarmChange>;
