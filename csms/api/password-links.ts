import { Type } from "typebox";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import { queueMail } from "../notices/queue";
import { Problem } from "../problem";
import {
	makeMailedLink,
	makePasswordLink,
	type NewPasswordLink,
	readPasswordLink,
	usePasswordLink,
} from "../records/password-links";
import { readSettings } from "../records/settings";
import { userOrProblem } from "../records/users";
import { hashPassword } from "../secrets";
import { translator } from "../texts/translator";
import { Session } from "./schemas/accounts";
import {
	MadePasswordLink,
	NewPassword,
	PasswordHelp,
	PasswordLink,
	PasswordLinkParams,
	PasswordLinkRequest,
} from "./schemas/password-links";
import type { Language } from "./schemas/users";
import { UserParams } from "./schemas/users";
import { type Api, errors } from "./server";

/** How a driver gets in again who has forgotten the password. */
export function addPasswordLinkRoutes(api: Api, { store, notices, settings }: Context): void {
	const tags = ["accounts"];
	const rateLimit = { max: 30, timeWindow: "1 minute" };

	/** Where links in mails lead; null when no mail with one can be sent. */
	async function linkHost(): Promise<string | null> {
		if (!(await notices.isMailSetUp())) return null;
		return (await readSettings(store.db, settings)).baseAddress;
	}

	api.get(
		"/password-links",
		{
			config: { access: "public" },
			schema: {
				tags,
				summary: "How a forgotten password can be replaced",
				response: errors({ 200: PasswordHelp }),
			},
		},
		async () => ({ byMail: (await linkHost()) !== null }),
	);
	api.post(
		"/password-links",
		{
			config: { access: "public", rateLimit },
			schema: {
				tags,
				summary: "Send a driver a link by mail with which to choose a new password within an hour",
				description:
					"The answer is the same whether there is such a driver or not. A driver is sent 3 links an hour at most.",
				body: PasswordLinkRequest,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ body: { email, language = "en" } }, reply) => {
			const host = await linkHost();
			if (host === null) throw new Problem(409, "Mail is not set up; ask an operator for a new password.");
			await store.write(async (trx) => {
				const made = await makeMailedLink(trx, email);
				if (!made) return;
				await mailLink(trx, host, made, "text", language);
			});
			notices.wake();
			return reply.code(204).send(null);
		},
	);
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
				description: "Where mail and baseAddress are set up the driver is sent it, too.",
				params: UserParams,
				response: errors({ 201: MadePasswordLink }),
			},
		},
		async ({ params: { userId } }, reply) => {
			const host = await linkHost();
			const made = await store.write(async (trx) => {
				const link = await makePasswordLink(trx, userId);
				if (host !== null) {
					const { language } = await userOrProblem(trx, userId);
					await mailLink(trx, host, link, "fromOperator", language ?? "en");
				}
				return link;
			});
			notices.wake();
			return reply.code(201).send({ ...made, mailed: host !== null });
		},
	);
}

/** Queues the mail that brings a driver the link, with the words for who asked for it. */
async function mailLink(
	db: Db,
	host: string,
	{ account, path }: NewPasswordLink,
	words: "text" | "fromOperator",
	language: Language,
): Promise<void> {
	const t = translator(language);
	await queueMail(db, {
		to: account,
		subject: t("passwordMail.subject"),
		text: t(`passwordMail.${words}`, { account, link: host + path }),
	});
}
