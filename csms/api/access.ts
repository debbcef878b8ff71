import fastifyCookie from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context";
import { Problem } from "../problem";
import { findSession, SESSION_HOURS } from "../records/accounts";
import { sameToken } from "../secrets";
import type { Role, Session } from "./schemas/accounts";
import type { Api } from "./server";

/** Who may use a route: anybody, any account, or accounts of a role. */
export type Access = "public" | "account" | Role;

declare module "fastify" {
	interface FastifyContextConfig {
		/** `account` when left out. */
		access?: Access;
	}
	interface FastifyRequest {
		/** Who asks; null without an account. */
		session: Session | null;
	}
}

const COOKIE = "csms-session";
/** How records name the bearer of the token for scripts. */
const TOKEN_ACCOUNT = "api-token";

/** Puts the check of accounts and roles before every route of `api`. */
export async function checkAccess(api: Api, context: Context): Promise<void> {
	await api.register(fastifyCookie);
	api.decorateRequest("session", null);
	api.addHook("onRequest", async (request, reply) => {
		const access = request.routeOptions.config.access ?? "account";
		request.session = (await sessionOf(request, context)) ?? null;
		if (!request.session) await api.limitStranger(request, reply);
		if (access === "public") return;
		if (!request.session) throw new Problem(401, "Sign in first, or send a bearer token.");
		if (access !== "account" && access !== request.session.role) {
			throw new Problem(403, `This needs the role ${access}.`);
		}
	});
}

/** Who asks, by a bearer token or by the cookie of a session that is still open. */
export async function sessionOf(request: FastifyRequest, context: Context): Promise<Session | undefined> {
	const [scheme, token] = (request.headers.authorization ?? "").split(" ");
	if (scheme.toLowerCase() === "bearer" && token) {
		if (context.apiToken === undefined || !sameToken(token, context.apiToken)) return;
		return { account: TOKEN_ACCOUNT, role: "administrator" };
	}
	const cookie = cookieOf(request);
	if (cookie === undefined || isForeign(request)) return;
	return findSession(context.store.db, cookie);
}

export function cookieOf(request: FastifyRequest): string | undefined {
	return request.cookies[COOKIE];
}

export function setCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
	const maxAge = SESSION_HOURS * 3600;
	reply.setCookie(COOKIE, token, { ...cookieOptions(request), maxAge });
}

export function clearCookie(request: FastifyRequest, reply: FastifyReply): void {
	reply.clearCookie(COOKIE, cookieOptions(request));
}

function cookieOptions({ protocol }: FastifyRequest) {
	return { path: "/", httpOnly: true, sameSite: "strict", secure: protocol === "https" } as const;
}

/**
 * A page of another origin asks. SameSite keeps the cookie from other sites, but another port of
 * this host is the same site.
 */
function isForeign({ headers }: FastifyRequest): boolean {
	const { origin, host } = headers;
	if (origin === undefined) return false;
	return !URL.canParse(origin) || new URL(origin).host !== host;
}
