import { Type } from "typebox";
import type { Context } from "../context";
import { Problem } from "../problem";
import { activeOwnTransactions, toOwnTransaction } from "../records/own";
import { readOwnData } from "../records/own-data";
import { listTransactions } from "../records/transactions";
import { deleteUser } from "../records/users";
import { withCosts } from "../tariffs/costs";
import { signedIn } from "./access";
import { clearCookie } from "./cookie";
import { checkOldPassword } from "./me";
import { AccountClosing } from "./schemas/me";
import { OwnData } from "./schemas/own-data";
import { type Api, errors } from "./server";

/** More transactions than one driver ever has. */
const ALL = 1_000_000;

/** What the law gives a driver: to see all that is kept, and to have it forgotten. */
export function addOwnAccountRoutes(api: Api, context: Context): void {
	const { store } = context;
	const tags = ["me"];
	const config = { access: "driver" } as const;
	api.get(
		"/me/data",
		{
			config,
			schema: {
				tags,
				summary: "All that is kept about the driver, as a file",
				description:
					"Account, registrations, cards, transactions, where cards were presented, commands, open sessions. " +
					"The meter values of a transaction are at /me/transactions/{transactionId}/meter-values.",
				response: errors({ 200: OwnData }),
			},
		},
		async ({ session }, reply) => {
			const { userId, account } = session!;
			const rows = await listTransactions(store.db, { userId: userId!, limit: ALL });
			const data = {
				...(await readOwnData(store.db, userId!, account)),
				transactions: (await withCosts(store.db, rows)).map(toOwnTransaction),
			};
			const day = data.madeAt.slice(0, 10);
			return reply
				.header("content-disposition", `attachment; filename="charging-data-${day}.json"`)
				.send(data);
		},
	);
	api.post(
		"/me/closing",
		{
			config,
			schema: {
				tags,
				summary: "Close the own account",
				description:
					"Name, e-mail address, account, cards and registrations are deleted at once. The transactions stay " +
					"for the accounts, with the numbers of the cards and without whose they were. Needs the password and " +
					"a session, and no transaction that runs (409).",
				body: AccountClosing,
				response: errors({ 204: Type.Null() }),
			},
		},
		async (request, reply) => {
			const { account, userId } = signedIn(request);
			await checkOldPassword(context, account, request.ip, request.body.oldPassword);
			await store.write(async (trx) => {
				if ((await activeOwnTransactions(trx, userId!)).length > 0) {
					throw new Problem(409, "A session is running; stop it first.");
				}
				await deleteUser(trx, userId!);
			});
			clearCookie(request, reply);
			return reply.code(204).send(null);
		},
	);
}
