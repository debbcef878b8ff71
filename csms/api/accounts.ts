import { Type } from "typebox";
import type { Context } from "../context";
import { addAccount, changeAccount, deleteAccount, listAccounts } from "../records/accounts";
import { hashPassword } from "../secrets";
import { AccountChange, AccountParams, AccountRecord, NewAccount } from "./schemas/accounts";
import { type Api, errors } from "./server";

/** The accounts of the people who run the CSMS. */
export function addAccountRoutes(api: Api, { store }: Context): void {
	const administrator = { access: "administrator" } as const;
	api.get(
		"/accounts",
		{
			config: administrator,
			schema: {
				tags: ["accounts"],
				summary: "All accounts of staff; drivers' are with their users",
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
