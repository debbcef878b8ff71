import fastifyRateLimit from "@fastify/rate-limit";
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import Fastify, {
	type FastifyBaseLogger,
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
	LogController,
	type RawReplyDefaultExpression,
	type RawRequestDefaultExpression,
	type RawServerDefault,
} from "fastify";
import { type TSchema, Type } from "typebox";
import type { Context } from "../context";
import { Problem } from "../problem";
import type { TlsOptions } from "../tls";
import { checkAccess } from "./access";
import { addAccountRoutes } from "./accounts";
import { addAlarmRoutes } from "./alarms";
import { addAuditRoute, auditCalls } from "./audit";
import { answerBrokenRequest } from "./broken-requests";
import { addCertificateRoutes } from "./certificates";
import { tellChanges } from "./changes";
import { addChargePointRecordRoutes } from "./charge-point-records";
import { addChargePointRoutes } from "./charge-points";
import { addChargePointsAddress } from "./charge-points-address";
import { addChargingProfileRoutes } from "./charging-profiles";
import { addCommandRoutes } from "./commands";
import { addDiagnosisRoutes } from "./diagnoses";
import { addEventRoute } from "./events";
import { addFileRoutes } from "./files";
import { addFirmwareRoutes } from "./firmware";
import { addFirmwareCampaignRoutes } from "./firmware-campaigns";
import { addFirmwareUpdateRoutes } from "./firmware-updates";
import { addFrameRoutes } from "./frames";
import { addHeaders } from "./headers";
import { addHealthRoute } from "./health";
import { addIdTagRoutes } from "./id-tags";
import { addLimits, serverTimeouts } from "./limits";
import { addLocalListRoutes } from "./local-lists";
import { addMailServerRoutes } from "./mail-server";
import { addMeRoutes } from "./me";
import { answerOtherMethods } from "./methods";
import { addNoticeRoutes } from "./notices";
import { API, addApiPage, describeApi } from "./openapi";
import { addOverviewRoutes } from "./overview";
import { addOwnAccountRoutes } from "./own-account";
import { addOwnEventRoutes } from "./own-events";
import { addPages } from "./pages";
import { addPasswordLinkRoutes } from "./password-links";
import { addRegistrationRoutes } from "./registrations";
import { addReportScheduleRoutes } from "./report-schedules";
import { addReportRoutes } from "./reports";
import { addReservationRoutes } from "./reservations";
import { ApiError } from "./schemas/fields";
import { addSecurityRecordRoutes } from "./security-records";
import { addSessionRoutes } from "./sessions";
import { addSettingsRoutes } from "./settings";
import { addStatisticsRoute } from "./statistics";
import { guardStreams } from "./streams";
import { addTariffRoutes } from "./tariffs";
import { addTokenRoutes } from "./tokens";
import { addTransactionRoutes } from "./transactions";
import { refuseUnstorable } from "./unstorable";
import { addUploadRoutes } from "./uploads";
import { addUserRoutes } from "./users";
import { addWebhookRoutes } from "./webhooks";

/** Characters of a parameter in an address: an e-mail address in percent-encoding. */
export const MAX_PARAMETER = 800;
/** Bytes of a body, unless a route takes more. */
const BODY_LIMIT = 1024 * 1024;

/** A scope of routes whose schemas are TypeBox. */
export type Api = FastifyInstance<
	RawServerDefault,
	RawRequestDefaultExpression,
	RawReplyDefaultExpression,
	FastifyBaseLogger,
	TypeBoxTypeProvider
>;

const REFUSED = Type.Object(ApiError.properties, { description: "What is wrong with the request" });
const FAILED = Type.Object(ApiError.properties, {
	description: "What went wrong here or at the charge point",
});

/** The answers of a route: the given ones, and a sentence for every error. */
export function errors<Responses extends Record<number, TSchema>>(
	responses: Responses,
): Responses & { "4xx": typeof REFUSED; "5xx": typeof FAILED } {
	return { "4xx": REFUSED, "5xx": FAILED, ...responses };
}

/** The HTTP side of the CSMS, not listening yet: REST, live events and pages. */
export async function makeServer(context: Context, tls: TlsOptions | undefined): Promise<Api> {
	const { requestTimeout, ...timeouts } = serverTimeouts(context.patience);
	const server = Fastify({
		loggerInstance: context.log,
		// Addresses can carry the key of a registration.
		logController: new LogController({ disableRequestLogging: true }),
		forceCloseConnections: true,
		trustProxy: (address) => context.proxies.trusts(address),
		requestTimeout,
		...(tls ? { https: { ...tls, ...timeouts, handshakeTimeout: context.patience } } : { http: timeouts }),
		bodyLimit: BODY_LIMIT,
		routerOptions: { maxParamLength: MAX_PARAMETER },
		clientErrorHandler: answerBrokenRequest,
		frameworkErrors: (_error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
			reply.code(400).send({ error: "The address is wrong: it is too long or badly encoded." });
		},
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
	await describeApi(server, tls !== undefined);
	await server.register(
		async (api: Api) => {
			answerOtherMethods(api);
			await checkAccess(api, context);
			addHealthRoute(api, context);
			refuseUnstorable(api);
			auditCalls(api, context);
			tellChanges(api, context);
			guardStreams(api, context);
			addSessionRoutes(api, context);
			addAccountRoutes(api, context);
			addTokenRoutes(api, context);
			addMeRoutes(api, context);
			addOwnAccountRoutes(api, context);
			addOwnEventRoutes(api, context);
			addPasswordLinkRoutes(api, context);
			addUserRoutes(api, context);
			addAuditRoute(api, context);
			addSettingsRoutes(api, context);
			addRegistrationRoutes(api, context);
			addIdTagRoutes(api, context);
			addChargePointRoutes(api, context);
			addChargePointRecordRoutes(api, context);
			addFrameRoutes(api, context);
			addCommandRoutes(api, context);
			addCertificateRoutes(api, context);
			addSecurityRecordRoutes(api, context);
			addTransactionRoutes(api, context);
			addOverviewRoutes(api, context);
			addStatisticsRoute(api, context);
			addTariffRoutes(api, context);
			await api.register((scope: Api) => addFirmwareRoutes(scope, context));
			addFirmwareUpdateRoutes(api, context);
			addFirmwareCampaignRoutes(api, context);
			addUploadRoutes(api, context);
			addReportRoutes(api, context);
			addReportScheduleRoutes(api, context);
			addReservationRoutes(api, context);
			addChargingProfileRoutes(api, context);
			addLocalListRoutes(api, context);
			addMailServerRoutes(api, context);
			addWebhookRoutes(api, context);
			addNoticeRoutes(api, context);
			addAlarmRoutes(api, context);
			addDiagnosisRoutes(api, context);
			addEventRoute(api, context);
		},
		{ prefix: API },
	);
	await server.register((files: Api) => addFileRoutes(files, context));
	addChargePointsAddress(server);
	await addApiPage(server);
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
		if (status >= 500 && !(error instanceof Problem)) {
			const { method, routeOptions } = request;
			context.log.error({ err: error, method, route: routeOptions.url }, "A request failed.");
			return reply.code(500).send({ error: "The CSMS could not do this; its log says why." });
		}
		return reply.code(status).send({ error: sentence(error, request.routeOptions.bodyLimit ?? BODY_LIMIT) });
	});
}

function sentence({ message, code, validation, validationContext }: FastifyError, bodyLimit: number): string {
	switch (code) {
		case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
			return "The body must be JSON, with content-type: application/json.";
		case "FST_ERR_CTP_BODY_TOO_LARGE":
			return `The body is larger than ${bodyLimit} bytes.`;
	}
	if (!validation) return message.endsWith(".") ? message : `${message}.`;
	const part = validationContext === "querystring" ? "query" : validationContext;
	const unknown = validation.find(({ keyword }) => keyword === "additionalProperties");
	if (unknown) {
		const names = [unknown.params.additionalProperties].flat().map((name) => `"${name}"`);
		const place = placeOf(unknown.instancePath);
		return `The ${part} is wrong: ${place === "" ? "" : `${place} has `}unknown fields: ${names.join(", ")}.`;
	}
	const [{ instancePath, params, message: what }] = validation;
	const choice = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(", ")}` : "";
	return `The ${part} is wrong: ${placeOf(instancePath) || "it"} ${what}${choice}.`;
}

function placeOf(instancePath: string): string {
	return instancePath.slice(1).replaceAll("/", ".");
}
