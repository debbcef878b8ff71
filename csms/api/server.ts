import fastifyRateLimit from "@fastify/rate-limit";
import fastifySwagger from "@fastify/swagger";
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import Fastify, {
	type FastifyBaseLogger,
	type FastifyError,
	type FastifyInstance,
	LogController,
	type RawReplyDefaultExpression,
	type RawRequestDefaultExpression,
	type RawServerDefault,
} from "fastify";
import type { TSchema } from "typebox";
import type { Context } from "../context";
import type { TlsOptions } from "../tls";
import { checkAccess } from "./access";
import { addAccountRoutes } from "./accounts";
import { addCertificateRoutes } from "./certificates";
import { addChargePointRecordRoutes } from "./charge-point-records";
import { addChargePointRoutes } from "./charge-points";
import { addCommandRoutes } from "./commands";
import { addEventRoute } from "./events";
import { addHeaders } from "./headers";
import { addHealthRoute } from "./health";
import { addIdTagRoutes } from "./id-tags";
import { addLimits, serverTimeouts } from "./limits";
import { refuseNul } from "./nul";
import { addPages } from "./pages";
import { addRegistrationRoutes } from "./registrations";
import { ConnectorEvent, FrameEvent, MeterValuesEvent } from "./schemas/events";
import { ApiError } from "./schemas/fields";
import { addSecurityRecordRoutes } from "./security-records";
import { addSettingsRoutes } from "./settings";
import { addTransactionRoutes } from "./transactions";

/** The data of the events that no call answers. */
const EVENT_SCHEMAS: Record<string, object> = {
	ConnectorEvent,
	MeterValuesEvent,
	FrameEvent,
};

/** A scope of routes whose schemas are TypeBox. */
export type Api = FastifyInstance<
	RawServerDefault,
	RawRequestDefaultExpression,
	RawReplyDefaultExpression,
	FastifyBaseLogger,
	TypeBoxTypeProvider
>;

/** The answers of a route: the given ones, and a sentence for every error. */
export function errors<Responses extends Record<number, TSchema>>(
	responses: Responses,
): Responses & { "4xx": typeof ApiError; "5xx": typeof ApiError } {
	return { "4xx": ApiError, "5xx": ApiError, ...responses };
}

/** The HTTP side of the CSMS, not listening yet: REST, live events and pages. */
export async function makeServer(context: Context, tls: TlsOptions | undefined): Promise<Api> {
	const { requestTimeout, ...timeouts } = serverTimeouts(context.patience);
	const server = Fastify({
		loggerInstance: context.log,
		// Addresses can carry the key of a registration.
		logController: new LogController({ disableRequestLogging: true }),
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 200 },
		trustProxy: (address) => context.proxies.trusts(address),
		requestTimeout,
		...(tls ? { https: { ...tls, ...timeouts, handshakeTimeout: context.patience } } : { http: timeouts }),
	}).withTypeProvider<TypeBoxTypeProvider>() as Api;
	server.setValidatorCompiler(TypeBoxValidatorCompiler);
	takeEmptyBodies(server);
	answerErrors(server, context);
	await addHeaders(server);
	await server.register(fastifyRateLimit, {
		global: false,
		errorResponseBuilder: (_request, { after }) => ({
			statusCode: 429,
			message: `Too many attempts; try again in ${after}.`,
		}),
	});
	addLimits(server, context.patience);
	await server.register(fastifySwagger, {
		openapi: {
			openapi: "3.1.0",
			info: {
				title: "CSMS",
				version: "1",
				description: "Charging station management system for OCPP 1.6-J charge points",
			},
			components: {
				securitySchemes: {
					bearer: { type: "http", scheme: "bearer" },
					session: { type: "apiKey", in: "cookie", name: "csms-session" },
				},
				schemas: EVENT_SCHEMAS,
			},
			security: [{ bearer: [] }, { session: [] }],
		},
	});
	server.get("/api/openapi.json", { schema: { hide: true } }, () => Promise.resolve(server.swagger()));
	await server.register(
		async (api: Api) => {
			await checkAccess(api, context);
			addHealthRoute(api, context);
			refuseNul(api);
			addAccountRoutes(api, context);
			addSettingsRoutes(api, context);
			addRegistrationRoutes(api, context);
			addIdTagRoutes(api, context);
			addChargePointRoutes(api, context);
			addChargePointRecordRoutes(api, context);
			addCommandRoutes(api, context);
			addCertificateRoutes(api, context);
			addSecurityRecordRoutes(api, context);
			addTransactionRoutes(api, context);
			addEventRoute(api, context);
		},
		{ prefix: "/api/v1" },
	);
	await addPages(server);
	return server;
}

/** A JSON body may be empty where nothing has to be said. */
function takeEmptyBodies(server: Api): void {
	// Text is no body of any call; it would be waited for.
	server.removeContentTypeParser("text/plain");
	const parse = server.getDefaultJsonParser("error", "error");
	server.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
		if (body === "") done(null, undefined);
		else parse(request, body as string, done);
	});
}

/** Every error is `{ "error": "…" }`; what went wrong inside stays inside. */
function answerErrors(server: Api, context: Context): void {
	server.setErrorHandler((error: FastifyError, request, reply) => {
		const status = error.statusCode ?? 500;
		if (status >= 500) {
			const { method, routeOptions } = request;
			context.log.error({ err: error, method, route: routeOptions.url }, "A request failed.");
			return reply.code(500).send({ error: "The CSMS could not do this; its log says why." });
		}
		return reply.code(status).send({ error: sentence(error) });
	});
}

function sentence({ message, validation, validationContext }: FastifyError): string {
	if (!validation) return message;
	const { instancePath, message: what } = validation[0];
	const where = instancePath.slice(1).replaceAll("/", ".");
	return `The ${validationContext} is wrong: ${where === "" ? "it" : where} ${what}.`;
}
