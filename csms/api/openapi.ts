import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import type { FastifySchema } from "fastify";
import { type Access, defaultAccess } from "./access";
import { cookieName } from "./cookie";
import {
	ChangeEvent,
	ChargePointRemovedEvent,
	ConnectorEvent,
	FrameEvent,
	HistoryEvent,
	MeterValuesEvent,
} from "./schemas/events";
import { ApiError } from "./schemas/fields";
import { OwnChargePointEvent, OwnConnectorEvent, OwnRegistrationEvent } from "./schemas/me";
import type { Api } from "./server";

/** The data of the events that no call answers. */
const EVENT_SCHEMAS: Record<string, object> = {
	ConnectorEvent,
	ChargePointRemovedEvent,
	ChangeEvent,
	MeterValuesEvent,
	FrameEvent,
	HistoryEvent,
	OwnConnectorEvent,
	OwnChargePointEvent,
	OwnRegistrationEvent,
};

const DESCRIPTION = `Charging station management system for OCPP 1.6-J charge points.

Whoever asks is known by a bearer token (\`POST /tokens\`) or by the cookie of \`POST /session\`. Each call says
who may use it (\`x-access\`): \`public\`, \`account\` (everybody who has signed in), \`driver\` (drivers alone, and only
what is their own), or the least role of staff: \`read-only\`, \`operator\`, \`administrator\`.

Lists that grow show the newest first and at most \`limit\`; the next page is that \`before\` the last number of
this one. Ids and charge points come in their order, the next page \`after\` the last of this one. Names and values that OCPP knows are spelt as OCPP spells them; dates are ISO 8601 in UTC. An error is
\`{ "error": "..." }\` with a sentence for a person.`;

/** Where the REST interface begins. */
export const API = "/api/v1";

/** What the calls are about, in the order in which they are shown. */
const TAGS: Record<string, string> = {
	accounts: "Signing in, and the accounts of the people who run the CSMS",
	tokens: "Bearer tokens for programs",
	me: "The own account; what drivers see and do",
	users: "Drivers, their ids and totals",
	registrations: "Drivers register themselves",
	"id-tags": "The ids that may charge",
	"charge-points": "Charge points, how they are, and what they told",
	commands: "OCPP requests to charge points",
	reservations: "Connectors kept for an id",
	"charging-profiles": "How much current charge points may take, and when",
	"local-lists": "The ids that charge points know themselves",
	firmware: "Images, and bringing them to charge points",
	uploads: "Diagnostics and logs of charge points",
	files: "Where charge points fetch and leave files",
	security: "Keys and security profiles of charge points",
	certificates: "The certificate authority, and what it has issued",
	overview: "The site at this moment",
	tariffs: "What charging costs, and from when",
	statistics: "What the records of a period add up to",
	reports: "What a period adds up to, as files, on demand and on schedule",
	transactions: "Charging, and who was let charge",
	diagnoses: "What is wrong with charge points, and was",
	alarms: "Who is told of which diagnoses",
	messages: "E-mail and webhooks: where they go, and what became of each",
	events: "What happens, live",
	settings: "What can be changed while it runs",
	audit: "Who changed what",
	health: "Whether this process can serve",
};

/** What the errors mean that a call can be answered with. */
const ERRORS = {
	400: "The body or a parameter is wrong; the sentence names it",
	401: "Nobody has signed in, and no valid token was sent",
	403: "Not allowed for this account",
	404: "There is no such thing",
	409: "It contradicts what is there",
	413: "The body is too large",
	415: "The body is not of a kind that is taken here",
	429: "Too many attempts",
	500: "The CSMS could not do it; its log says why",
} as const;
const MEANINGS: Record<string, string> = {
	...ERRORS,
	200: "Done",
	201: "Made",
	202: "Begun; it is done by and by",
	204: "Done; there is nothing to tell",
	502: "The charge point answered with a CALLERROR",
	503: "This process cannot serve at the moment",
	504: "The charge point did not answer in time, or its connection was lost",
};

/** Generates the description of the API from the routes' schemas. */
export async function describeApi(server: Api, tls: boolean): Promise<void> {
	await server.register(fastifySwagger, {
		openapi: {
			openapi: "3.1.0",
			info: { title: "CSMS", version: "1", description: DESCRIPTION },
			tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
			components: {
				securitySchemes: {
					bearer: { type: "http", scheme: "bearer", description: "A token, for programs" },
					session: {
						type: "apiKey",
						in: "cookie",
						name: cookieName(tls),
						description: "Set by POST /session; counts only for pages of this CSMS",
					},
				},
				schemas: EVENT_SCHEMAS,
			},
			security: [{ bearer: [] }, { session: [] }],
		},
		transform: ({ schema, url, route }) => {
			const methods = [route.method].flat();
			// Accounts count under this address alone.
			const open = !url.startsWith(`${API}/`);
			const access = route.config?.access ?? (open ? "public" : defaultAccess(methods[0]));
			return { schema: schema.hide ? schema : describe(schema, methods, url, access), url };
		},
	});
	server.get("/api/openapi.json", { schema: { hide: true } }, () => Promise.resolve(server.swagger()));
}

/** A page at `/api` to read the description and to try the calls, with all its files from here. */
export async function addApiPage(server: Api): Promise<void> {
	await server.register(fastifySwaggerUi, {
		routePrefix: "/api",
		// Without the bar that asks for another description's address.
		uiConfig: { layout: "BaseLayout", deepLinking: true, docExpansion: "none", showExtensions: true },
		theme: { title: "CSMS API" },
	});
}

function describe(schema: FastifySchema, methods: string[], url: string, access: Access): FastifySchema {
	const { body, params, querystring } = schema;
	const given = (schema.response ?? {}) as Record<string, object>;
	const statuses: (keyof typeof ERRORS)[] = [500];
	if (body || params || querystring) statuses.push(400);
	if (access !== "public") statuses.push(401);
	if (access !== "public" && access !== "account") statuses.push(403);
	if (params) statuses.push(404);
	if (body) statuses.push(413, 415);
	if (methods[0] !== "GET") statuses.push(403, 409, 429);
	const errors = Object.fromEntries(statuses.map((status) => [status, ApiError]));
	const response = Object.fromEntries(
		Object.entries({ ...errors, ...given }).map(([status, schema]) => [
			status,
			{ description: MEANINGS[status], ...schema },
		]),
	);
	const described: FastifySchema & Record<string, unknown> = {
		...schema,
		response,
		"x-access": access,
	};
	// A route of several methods is several operations, whose names must differ.
	if (methods.length === 1) described.operationId = operationId(methods[0], url);
	if (access === "public") described.security = [];
	return described;
}

/** Such as `getChargePointsIdentity`: one for each route, for programs made from the description. */
function operationId(method: string, url: string): string {
	const words = url
		.replace(API, "")
		.split(/[^A-Za-z0-9]+/)
		.filter((word) => word !== "");
	return method.toLowerCase() + words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
}
