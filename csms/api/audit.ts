import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import { maskBody } from "../masking";
import { period } from "../moment";
import { findAccount } from "../records/accounts";
import { addAuditEntry, endAuditEntry, listAuditEntries } from "../records/audit";
import { API } from "./openapi";
import { AuditEntry, AuditQuery } from "./schemas/audit";
import { type Api, errors } from "./server";

declare module "fastify" {
	interface FastifyRequest {
		/** Number of its entry once there is one. */
		auditEntry: number | null;
	}
}

const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);
/** Characters of a field of the body beyond which only its length is kept. */
const LONG = 2000;

/**
 * Keeps every call that changes something: on the disk before it is carried out, its answer's status before
 * the answer is sent. A call that gets no further than the checks is kept with the answer. Of calls without an
 * account only those are kept that did something, and wrong passwords: strangers must not fill the disk.
 */
export function auditCalls(api: Api, { store, log }: Context): void {
	api.decorateRequest("auditEntry", null);
	api.addHook("preHandler", async (request) => {
		if (!isChange(request) || !request.session) return;
		request.auditEntry = await store.write((trx) => keep(trx, request, null));
	});
	api.addHook("onSend", async (request, reply, payload) => {
		if (!isChange(request)) return payload;
		const { auditEntry } = request;
		try {
			await store.write(async (trx) => {
				if (auditEntry !== null) await endAuditEntry(trx, auditEntry, reply.statusCode);
				else if (counts(request, reply.statusCode)) await keep(trx, request, reply.statusCode);
			});
		} catch (error) {
			// What was done cannot be taken back by answering that it failed; the entry stands without an answer.
			log.error(error, "The answer of a call could not be noted in the audit.");
		}
		return payload;
	});
}

/** Reading what was kept. */
export function addAuditRoute(api: Api, { store }: Context): void {
	api.get(
		"/audit",
		{
			config: { access: "administrator" },
			schema: {
				tags: ["audit"],
				summary: "Who changed what, and how it was answered, the newest first",
				querystring: AuditQuery,
				response: errors({ 200: Type.Array(AuditEntry) }),
			},
		},
		({ query: { from, to, limit = 100, ...filter } }) =>
			listAuditEntries(store.db, { ...filter, ...period(from, to), limit }),
	);
}

/** Whether a request asks for a change. */
export function isChange({ method, routeOptions }: FastifyRequest): boolean {
	return CHANGING.has(method) && !routeOptions.config.noCall;
}

function signsIn({ method, routeOptions }: FastifyRequest): boolean {
	return method === "POST" && routeOptions.url === `${API}/session`;
}

function counts(request: FastifyRequest, status: number): boolean {
	return request.session !== null || status < 400 || (signsIn(request) && status === 401);
}

async function keep(db: Db, request: FastifyRequest, status: number | null): Promise<number> {
	const { session, method, routeOptions, body } = request;
	const route = routeOptions.url ?? "";
	return addAuditEntry(db, {
		account: signsIn(request) ? await accountTried(db, body) : (session?.account ?? null),
		token: session?.token ?? null,
		method,
		route: route.replace(/:(\w+)/g, "{$1}"),
		path: pathOf(request, route),
		body: signsIn(request) ? null : kept(body),
		status,
	});
}

/** The account with which somebody tries to sign in, if it is one: people type passwords in the wrong place. */
async function accountTried(db: Db, body: unknown): Promise<string | null> {
	if (typeof body !== "object" || body === null || !("account" in body)) return null;
	const row = await findAccount(db, String(body.account));
	return row?.account ?? null;
}

/** Without the query; the key of a registration or of a new password stays with the driver. */
function pathOf({ url, params }: FastifyRequest, route: string): string {
	const path = url.split("?", 1)[0];
	const isSecret = ["statusKey", "linkKey"].some((name) => Object.hasOwn(params as object, name));
	return isSecret ? route.replace(/:(status|link)Key/, "***") : path;
}

/** A body as it is kept: without secrets, long fields by their length; files not at all. */
function kept(body: unknown): string | null {
	if (typeof body !== "object" || body === null || Buffer.isBuffer(body) || "pipe" in body) return null;
	const masked = maskBody(body);
	return JSON.stringify(masked, (name, value) => {
		if (name === "" || value === undefined) return value;
		const length = JSON.stringify(value).length;
		return length > LONG ? `(${length} characters)` : value;
	});
}
