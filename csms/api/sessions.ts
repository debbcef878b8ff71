import { Type } from "typebox";
import type { Context } from "../context";
import { Problem } from "../problem";
import { accountKey, accountOrProblem, findAccount } from "../records/accounts";
import { endSession, listSessions, openSession } from "../records/sessions";
import { addressGroup, beginTry, endTry } from "../records/sign-in-tries";
import { matches, NO_PASSWORD } from "../secrets";
import { signedIn } from "./access";
import { clearCookie, cookieOf, setCookie } from "./cookie";
import { isForeign } from "./origin";
import {
	AccountParams,
	AccountSessionParams,
	Credentials,
	OpenSession,
	Session,
	SessionParams,
} from "./schemas/accounts";
import { type Api, errors } from "./server";

/** Signing in and out, and the sessions of an account. */
export function addSessionRoutes(api: Api, { store }: Context): void {
	const tags = ["accounts"];
	api.post(
		"/session",
		{
			config: { access: "public" },
			schema: {
				tags,
				summary: "Sign in",
				description:
					"Sets a cookie that lasts 12 hours, for a driver 30 days. 429: too many wrong passwords for this " +
					"account from this address, or from this address in all; after 15 minutes there is another try.",
				body: Credentials,
				response: errors({ 200: Session }),
			},
		},
		async (request, reply) => {
			if (isForeign(request)) throw new Problem(403, "A page of another origin cannot sign in here.");
			const { account, password } = request.body;
			const from = { address: request.ip, userAgent: request.headers["user-agent"] ?? "" };
			const attempt = await store.write((trx) => beginTry(trx, account, addressGroup(request.ip)));
			if (attempt === undefined) throw new Problem(429, "Too many attempts; try again in 15 minutes.");
			const row = await findAccount(store.db, account);
			// An unknown account takes as long as a known one.
			const right = await matches(password, row?.password_hash ?? NO_PASSWORD);
			if (!row || !right) throw new Problem(401, "The account or the password is wrong.");
			const cookie = await store.write(async (trx) => {
				await endTry(trx, attempt);
				return openSession(trx, row, from, cookieOf(request));
			});
			setCookie(request, reply, cookie, row.role);
			return { account: row.account, role: row.role };
		},
	);
	api.get(
		"/session",
		{
			config: { access: "account" },
			schema: { tags, summary: "Who is signed in", response: errors({ 200: Session }) },
		},
		async ({ session }) => {
			const { account, role } = session!;
			return { account, role };
		},
	);
	api.delete(
		"/session",
		{
			config: { access: "public" },
			schema: { tags, summary: "Sign out", response: errors({ 204: Type.Null() }) },
		},
		async (request, reply) => {
			const { session } = request;
			if (session?.sessionId != null) {
				const { account, sessionId } = session;
				await store.write((trx) => endSession(trx, account, sessionId));
			}
			if (!isForeign(request)) clearCookie(request, reply);
			return reply.code(204).send(null);
		},
	);
	api.get(
		"/sessions",
		{
			config: { access: "account" },
			schema: {
				tags,
				summary: "The own open sessions, the newest first",
				response: errors({ 200: Type.Array(OpenSession) }),
			},
		},
		({ session }) => listSessions(store.db, session!.account, session!.sessionId),
	);
	api.delete(
		"/sessions/:id",
		{
			config: { access: "account" },
			schema: {
				tags,
				summary: "End one of the own sessions",
				params: SessionParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async (request, reply) => {
			const { account } = signedIn(request);
			await store.write((trx) => endSession(trx, account, request.params.id));
			return reply.code(204).send(null);
		},
	);
	api.get(
		"/accounts/:account/sessions",
		{
			config: { access: "administrator" },
			schema: {
				tags,
				summary: "The open sessions of an account, the newest first",
				params: AccountParams,
				response: errors({ 200: Type.Array(OpenSession) }),
			},
		},
		async ({ params, session }) => {
			const { account } = await accountOrProblem(store.db, params.account);
			return listSessions(store.db, account, session!.sessionId);
		},
	);
	api.delete(
		"/accounts/:account/sessions/:id",
		{
			config: { access: "administrator" },
			schema: {
				tags,
				summary: "End a session of an account",
				params: AccountSessionParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			await store.write((trx) => endSession(trx, accountKey(params.account), params.id));
			return reply.code(204).send(null);
		},
	);
}
