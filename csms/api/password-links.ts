import type { Context } from "../context";
import { makePasswordLink, readPasswordLink, usePasswordLink } from "../records/password-links";
import { hashPassword } from "../secrets";
import { Session } from "./schemas/accounts";
import { MadePasswordLink, NewPassword, PasswordLink, PasswordLinkParams } from "./schemas/password-links";
import { UserParams } from "./schemas/users";
import { type Api, errors } from "./server";

/** How a driver gets in again who has forgotten the password. */
export function addPasswordLinkRoutes(api: Api, { store }: Context): void {
	const tags = ["accounts"];
	const rateLimit = { max: 30, timeWindow: "1 minute" };
	api.get(
		"/password-links/:linkKey",
		{
			config: { access: "public", rateLimit },
			schema: {
				tags,
				summary: "Whose password can be replaced with a link",
				params: PasswordLinkParams,
				response: errors({ 200: PasswordLink }),
			},
		},
		({ params }) => readPasswordLink(store.db, params.linkKey),
	);
	api.post(
		"/password-links/:linkKey",
		{
			config: { access: "public", rateLimit },
			schema: {
				tags,
				summary: "Choose a new password with a link: it works once, and all sessions end",
				params: PasswordLinkParams,
				body: NewPassword,
				response: errors({ 200: Session }),
			},
		},
		async ({ params, body }) => {
			await readPasswordLink(store.db, params.linkKey);
			const passwordHash = await hashPassword(body.password);
			const account = await store.write((trx) => usePasswordLink(trx, params.linkKey, passwordHash));
			return { account, role: "driver" as const };
		},
	);
	api.post(
		"/users/:userId/password-link",
		{
			schema: {
				tags: ["users"],
				summary: "Make a link with which a driver chooses a new password within an hour",
				params: UserParams,
				response: errors({ 201: MadePasswordLink }),
			},
		},
		async ({ params }, reply) =>
			reply.code(201).send(await store.write((trx) => makePasswordLink(trx, params.userId))),
	);
}
