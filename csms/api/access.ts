import fastifyCookie from "@fastify/cookie";
import type { FastifyRequest } from "fastify";
import type { Context } from "../context";
import { Problem } from "../problem";
import { TOKEN_ACCOUNT } from "../records/accounts";
import { includes } from "../records/roles";
import { findSession } from "../records/sessions";
import { findToken, recordTokenUse } from "../records/tokens";
import { sameToken } from "../secrets";
import { cookieOf } from "./cookie";
import { isForeign } from "./origin";
import type { Role, Session } from "./schemas/accounts";
import type { Api } from "./server";

/**
 * Who may use a route, stated by its `config`: anybody (`public`), every account (`account`), or the accounts of
 * a role. A staff role includes those below it: `operator` is for operators and administrators, `read-only` for
 * all staff. `driver` is for drivers alone, and such a route answers nothing but the driver's own.
 *
 * A route that says nothing: `read-only` for GET, `operator` for everything else. So a forgotten word never
 * shows anything to drivers, and never lets those change something who may only look.
 */
export type Access = "public" | "account" | Role;

/** Who asks, and how that is known. */
export interface Asker extends Session {
	/** Null when a token was sent. */
	sessionId: number | null;
	/** Name of the token; null with a session. */
	token: string | null;
	/** The driver whose account it is; null for staff. */
	userId: number | null;
}

declare module "fastify" {
	interface FastifyContextConfig {
		access?: Access;
		/** Answers what is no call of the API. */
		noCall?: boolean;
	}
	interface FastifyRequest {
		/** Who asks; null without an account. */
		session: Asker | null;
	}
}

/** What a route of that method is that says nothing. */
export function defaultAccess(method: string): Access {
	return method === "GET" || method === "HEAD" ? "read-only" : "operator";
}

/** Puts the check of accounts and roles before every route of `api`. */
export async function checkAccess(api: Api, context: Context): Promise<void> {
	await api.register(fastifyCookie);
	api.decorateRequest("session", null);
	api.addHook("onRoute", (route) => {
		const access = route.config?.access ?? defaultAccess([route.method].flat()[0]);
		// A copy: routes may share theirs.
		route.config = { ...route.config, access };
	});
	api.addHook("onRequest", async (request, reply) => {
		request.session = (await sessionOf(request, context)) ?? null;
		if (!request.session) await api.limitStranger(request, reply);
		check(request.routeOptions.config.access!, request.session);
	});
}

function check(access: Access, session: Asker | null): void {
	if (access === "public") return;
	if (!session) throw new Problem(401, "Sign in first, or send a bearer token.");
	if (allows(access, session)) return;
	throw new Problem(
		403,
		access === "driver" ? "This is for drivers alone." : `This needs the role ${access}.`,
	);
}

/** Whether a route of that access is for somebody who is known. */
export function allows(access: Access, { role }: Pick<Asker, "role">): boolean {
	return access === "public" || access === "account" || includes(role, access);
}

/** Who asks, by a bearer token or by the cookie of a session that is still open. */
export async function sessionOf(request: FastifyRequest, context: Context): Promise<Asker | undefined> {
	const [scheme, token] = (request.headers.authorization ?? "").split(" ");
	if (scheme.toLowerCase() === "bearer" && token) return bearerOf(token, context);
	const cookie = cookieOf(request);
	if (cookie === undefined || isForeign(request)) return;
	const session = await findSession(context.store.db, cookie);
	return session && { ...session, token: null };
}

async function bearerOf(token: string, { store, apiToken, log }: Context): Promise<Asker | undefined> {
	if (apiToken !== undefined && sameToken(token, apiToken)) {
		return { account: TOKEN_ACCOUNT, role: "administrator", sessionId: null, token: null, userId: null };
	}
	const found = await findToken(store.db, token);
	if (!found) return;
	const { id, account, role, name, userId, unnoted } = found;
	if (unnoted) {
		store
			.write((trx) => recordTokenUse(trx, id))
			.catch((error) => log.error(error, "The use of a token could not be noted."));
	}
	return { account, role, sessionId: null, token: name, userId };
}

/** Whoever signed in with a password; throws a Problem for tokens, which cannot make themselves last or spread. */
export function signedIn({ session }: FastifyRequest): Asker & { sessionId: number } {
	if (session?.sessionId == null) {
		throw new Problem(403, "A token cannot do this; sign in with the account's password.");
	}
	return { ...session, sessionId: session.sessionId };
}
