import { Type } from "typebox";
import type { Context } from "../context";
import { Problem } from "../problem";
import {
	addAccount,
	changeAccount,
	closeSession,
	deleteAccount,
	findAccount,
	listAccounts,
	openSession,
} from "../records/accounts";
import { hashPassword, matches, NO_PASSWORD } from "../secrets";
import { clearCookie, cookieOf, setCookie } from "./access";
import {
	AccountChange,
	AccountParams,
	AccountRecord,
	Credentials,
	NewAccount,
	Session,
} from "./schemas/accounts";
import { type Api, errors } from "./server";

/** Signing in and out, and the accounts of the people who run the CSMS. */
export function addAccountRoutes(api: Api, { store }: Context): void {
	api.post(
		"/session",
		{
			config: { access: "public", rateLimit: { max: 10, timeWindow: "1 minute" } },
			schema: {
				tags: ["accounts"],
				summary: "Sign in",
				body: Credentials,
				response: errors({ 200: Session }),
			},
		},
		async (request, reply) => {
			const { account, password } = request.body;
			const row = await findAccount(store.db, account);
			// An unknown account takes as long as a known one.
			const right = await matches(password, row?.password_hash ?? NO_PASSWORD);
			if (!row || !right) throw new Problem(401, "The account or the password is wrong.");
			setCookie(request, reply, await store.write((trx) => openSession(trx, row.account)));
			return { account: row.account, role: row.role };
		},
	);
	api.get(
		"/session",
		{ schema: { tags: ["accounts"], summary: "Who is signed in", response: errors({ 200: Session }) } },
		// The access check has let nobody in without one.
		(request) => Promise.resolve(request.session!),
	);
	api.delete(
		"/session",
		{
			config: { access: "public" },
			schema: { tags: ["accounts"], summary: "Sign out", response: errors({ 204: Type.Null() }) },
		},
		async (request, reply) => {
			const cookie = cookieOf(request);
			if (cookie !== undefined) await store.write((trx) => closeSession(trx, cookie));
			clearCookie(request, reply);
			return reply.code(204).send(null);
		},
	);

	const administrator = { access: "administrator" } as const;
	api.get(
		"/accounts",
		{
			config: administrator,
			schema: {
				tags: ["accounts"],
				summary: "All accounts",
				response: errors({ 200: Type.Array(AccountRecord) }),
			},
		},
		() => listAccounts(store.db),
	);
	api.post(
		"/accounts",
		{
			config: administrator,
			schema: {
				tags: ["accounts"],
				summary: "Add an account",
				body: NewAccount,
				response: errors({ 201: AccountRecord }),
			},
		},
		async ({ body: { account, role, password } }, reply) => {
			const passwordHash = await hashPassword(password);
			reply.code(201);
			return store.write((trx) => addAccount(trx, { account, role, passwordHash }));
		},
	);
	api.patch(
		"/accounts/:account",
		{
			config: administrator,
			schema: {
				tags: ["accounts"],
				summary: "Change an account; a new password ends its sessions",
				params: AccountParams,
				body: AccountChange,
				response: errors({ 200: AccountRecord }),
			},
		},
		async ({ params, body: { role, password } }) => {
			const passwordHash = password === undefined ? undefined : await hashPassword(password);
			return store.write((trx) => changeAccount(trx, params.account, { role, passwordHash }));
		},
	);
	api.delete(
		"/accounts/:account",
		{
			config: administrator,
			schema: {
				tags: ["accounts"],
				summary: "Delete an account",
				params: AccountParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			await store.write((trx) => deleteAccount(trx, params.account));
			return reply.code(204).send(null);
		},
	);
}
