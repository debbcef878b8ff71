import { Type } from "typebox";
import type { Context } from "../context";
import { Problem } from "../problem";
import { accountKey, accountOrProblem } from "../records/accounts";
import { addToken, deleteToken, listTokens } from "../records/tokens";
import { signedIn } from "./access";
import { IssuedToken, NewToken, Token, TokenParams, TokenQuery } from "./schemas/accounts";
import { type Api, errors } from "./server";

/** Bearer tokens of an account, for programs. */
export function addTokenRoutes(api: Api, { store }: Context): void {
	const tags = ["tokens"];
	const config = { access: "account" } as const;
	api.get(
		"/tokens",
		{
			config,
			schema: {
				tags,
				summary: "The own tokens without their secrets, the newest first; for administrators another's, too",
				querystring: TokenQuery,
				response: errors({ 200: Type.Array(Token) }),
			},
		},
		async ({ query, session }) => {
			const { account: own, role } = session!;
			const account = accountKey(query.account ?? own);
			if (account !== own) {
				if (role !== "administrator") throw new Problem(403, "This needs the role administrator.");
				await accountOrProblem(store.db, account);
			}
			return listTokens(store.db, account);
		},
	);
	api.post(
		"/tokens",
		{
			config,
			schema: {
				tags,
				summary: "Make a token, shown only in this answer",
				description:
					"Its role is the account's or a lower one, and never more than the account's is at that time. " +
					"Without expiresAt it lasts until it is deleted. Needs a session: a token makes no tokens.",
				body: NewToken,
				response: errors({ 201: IssuedToken }),
			},
		},
		async (request, reply) => {
			const asker = signedIn(request);
			return reply.code(201).send(await store.write((trx) => addToken(trx, asker, request.body)));
		},
	);
	api.delete(
		"/tokens/:id",
		{
			config,
			schema: {
				tags,
				summary: "Delete one of the own tokens; for administrators another's, too",
				params: TokenParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params, session }, reply) => {
			const { account, role } = session!;
			const whose = role === "administrator" ? undefined : account;
			await store.write((trx) => deleteToken(trx, params.id, whose));
			return reply.code(204).send(null);
		},
	);
}
