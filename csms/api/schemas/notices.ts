import { type Static, Type } from "typebox";
import { Email, nullable, object, PageQuery, some, Timestamp } from "./fields";

/** Mail, webhooks, and what was sent by them. */

const Host = Type.String({
	minLength: 1,
	maxLength: 253,
	pattern: "^[A-Za-z0-9.:_-]+$",
	description: "Name or IP address",
});

/** How the CSMS reaches the mail server. The password is never read back. */
export const MailServer = object({
	host: Host,
	port: Type.Integer({ minimum: 1, maximum: 65535 }),
	security: Type.Enum(["starttls", "tls", "none"], {
		description: "starttls: must change to TLS (587). tls: from the beginning (465). none: without TLS (25)",
	}),
	user: nullable(Type.String({ minLength: 1, maxLength: 254 })),
	hasPassword: Type.Boolean(),
	sender: Email,
	senderName: nullable(Type.String({ minLength: 1, maxLength: 100, pattern: "^[^\\r\\n]*\\S[^\\r\\n]*$" })),
	trustedCertificate: nullable(
		Type.String({
			maxLength: 20_000,
			pattern: "-----BEGIN CERTIFICATE-----",
			description: "Certificate (PEM) that the server's has to come from; null: from a known authority",
		}),
	),
});
export type MailServer = Static<typeof MailServer>;

const { hasPassword: _, ...given } = MailServer.properties;
/** `password` left out: the former one stays; null: none. */
export const NewMailServer = object({
	...given,
	password: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 1000 }))),
	trustedCertificate: Type.Optional(given.trustedCertificate),
	senderName: Type.Optional(given.senderName),
});
export type NewMailServer = Static<typeof NewMailServer>;

/** Why a message could not be handed over. */
const DELIVERY_PROBLEMS = [
	"not-set-up",
	"unreachable",
	"not-found",
	"timeout",
	"certificate",
	"no-tls",
	"sign-in",
	"sender",
	"recipient",
	"refused",
	"later",
	"gone",
	"failed",
] as const;
export const DeliveryProblem = Type.Enum([...DELIVERY_PROBLEMS]);
export type DeliveryProblem = Static<typeof DeliveryProblem>;

/** What became of one attempt. */
export const Delivery = object({
	taken: Type.Boolean({ description: "The other side has taken the message" }),
	problem: nullable(DeliveryProblem),
	answer: nullable(
		Type.String({ description: "What the other side said, or the system about the connection" }),
	),
});
export type Delivery = Static<typeof Delivery>;

export const Language = Type.Enum(["en", "zh-TW"]);

export const MailTest = object({ to: Email, language: Type.Optional(Language) });

/** What a webhook can be told. */
export const WEBHOOK_EVENTS = ["diagnosis.opened", "diagnosis.reminder", "diagnosis.ended"] as const;
const WebhookEvents = Type.Array(Type.Enum([...WEBHOOK_EVENTS]), { minItems: 1, uniqueItems: true });
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const WebhookName = Type.String({ minLength: 1, maxLength: 50, pattern: "\\S" });
export const Webhook = object({
	id: Type.Integer(),
	name: WebhookName,
	address: Type.String({ description: "For administrators whole; for others its host alone" }),
	events: WebhookEvents,
	isOn: Type.Boolean(),
	createdAt: Timestamp,
});
export type Webhook = Static<typeof Webhook>;

const WebhookAddress = Type.String({
	minLength: 1,
	maxLength: 2000,
	pattern: "^https?://[^\\s]+$",
	description: "http or https; redirects are not followed",
});
export const NewWebhook = object({
	name: WebhookName,
	address: WebhookAddress,
	events: Type.Optional(WebhookEvents),
	isOn: Type.Optional(Type.Boolean()),
});
export type NewWebhook = Static<typeof NewWebhook>;
export const WebhookChange = some(NewWebhook.properties);
export type WebhookChange = Static<typeof WebhookChange>;

/** The answer that shows the secret, this once. */
export const IssuedWebhook = object({
	...Webhook.properties,
	secret: Type.String({ description: "`whsec_` and base64 of the key that bodies are signed with" }),
});
export type IssuedWebhook = Static<typeof IssuedWebhook>;

export const NumberParams = object({ id: Type.Integer({ minimum: 1 }) });

export const Notice = object({
	id: Type.Integer(),
	channel: Type.Enum(["mail", "webhook"]),
	recipient: Type.String({ description: "An e-mail address, or the name of a webhook" }),
	subject: Type.String(),
	createdAt: Timestamp,
	state: Type.Enum(["waiting", "sent", "failed"], { description: "failed: it is not tried again" }),
	attempts: Type.Integer(),
	dueAt: nullable(Timestamp),
	endedAt: nullable(Timestamp),
	problem: nullable(DeliveryProblem),
	answer: nullable(Type.String({ description: "What the other side said at the last attempt" })),
	isKept: Type.Boolean({ description: "It can be sent again" }),
});
export type Notice = Static<typeof Notice>;

export const NoticesQuery = object({
	...PageQuery.properties,
	state: Type.Optional(Notice.properties.state),
});
