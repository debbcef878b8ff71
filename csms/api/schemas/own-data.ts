import { type Static, Type } from "typebox";
import { OpenSession } from "./accounts";
import { Authorization, RegistrationState } from "./drivers";
import { nullable, object, Timestamp } from "./fields";
import { OwnIdTag, OwnTransaction } from "./me";
import { Language } from "./users";

const { id: _1, ...presentation } = Authorization.properties;
const { current: _2, ...session } = OpenSession.properties;

/** The answer of `GET /me/data`: what is kept about a driver. */
export const OwnData = object({
	madeAt: Timestamp,
	account: object({
		account: Type.String(),
		name: Type.String(),
		email: Type.String(),
		language: nullable(Language),
		createdAt: Timestamp,
	}),
	registrations: Type.Array(
		object({
			name: Type.String(),
			email: Type.String(),
			idTag: Type.String(),
			status: RegistrationState,
			createdAt: Timestamp,
			consentAt: nullable(Timestamp),
		}),
	),
	idTags: Type.Array(OwnIdTag),
	transactions: Type.Array(OwnTransaction),
	presentations: Type.Array(object(presentation), { description: "Where the cards were presented" }),
	commands: Type.Array(object({ identity: Type.String(), action: Type.String(), sentAt: Timestamp }), {
		description: "What the driver told charge points to do",
	}),
	sessions: Type.Array(object(session), { description: "Where the driver is signed in" }),
});
export type OwnData = Static<typeof OwnData>;
