import { Type } from "typebox";
import type { Context } from "../context";
import { addUser, changeUser, deleteUser, listUsers, readUser } from "../records/users";
import { hashPassword } from "../secrets";
import { NewUser, User, UserChange, UserParams, UserQuery } from "./schemas/users";
import { type Api, errors } from "./server";

/** The drivers: who they are, their ids, and what they have charged. */
export function addUserRoutes(api: Api, { store }: Context): void {
	const tags = ["users"];
	api.get(
		"/users",
		{
			schema: {
				tags,
				summary: "Users with their ids and totals, the newest first",
				querystring: UserQuery,
				response: errors({ 200: Type.Array(User) }),
			},
		},
		({ query }) => listUsers(store.db, query),
	);
	api.post(
		"/users",
		{ schema: { tags, summary: "Enter a user", body: NewUser, response: errors({ 201: User }) } },
		async ({ body: { password, ...user } }, reply) => {
			const passwordHash = password === undefined ? undefined : await hashPassword(password);
			const userId = await store.write((trx) => addUser(trx, user, passwordHash));
			return reply.code(201).send(await readUser(store.db, userId));
		},
	);
	api.get(
		"/users/:userId",
		{ schema: { tags, summary: "One user", params: UserParams, response: errors({ 200: User }) } },
		({ params }) => readUser(store.db, params.userId),
	);
	api.patch(
		"/users/:userId",
		{
			schema: {
				tags,
				summary: "Change a user; an account follows the e-mail address",
				params: UserParams,
				body: UserChange,
				response: errors({ 200: User }),
			},
		},
		async ({ params: { userId }, body: { password, ...change } }) => {
			const passwordHash = password === undefined ? undefined : await hashPassword(password);
			await store.write((trx) => changeUser(trx, userId, change, passwordHash));
			return readUser(store.db, userId);
		},
	);
	api.delete(
		"/users/:userId",
		{
			schema: {
				tags,
				summary: "Forget a person: name, e-mail address, account, ids; the transactions stay without them",
				params: UserParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params: { userId } }, reply) => {
			await store.write((trx) => deleteUser(trx, userId));
			return reply.code(204).send(null);
		},
	);
}
