import { Type } from "typebox";
import type { Context } from "../context";
import { findMailServer, removeMailServer, setMailServer, toMailServer } from "../notices/mail-server";
import { hasten } from "../notices/queue";
import { sendMail } from "../notices/send-mail";
import { Problem } from "../problem";
import { translator } from "../texts/translator";
import { nullable } from "./schemas/fields";
import { Delivery, MailServer, MailTest, NewMailServer } from "./schemas/notices";
import { type Api, errors } from "./server";

/** By which server e-mail goes out. */
export function addMailServerRoutes(api: Api, { store, notices }: Context): void {
	const tags = ["messages"];
	const config = { access: "administrator" } as const;
	api.get(
		"/mail-server",
		{
			config,
			schema: {
				tags,
				summary: "The mail server without its password; null until one is set up",
				response: errors({ 200: nullable(MailServer) }),
			},
		},
		async () => {
			const server = await findMailServer(store.db);
			return server ? toMailServer(server) : null;
		},
	);
	api.put(
		"/mail-server",
		{
			config,
			schema: {
				tags,
				summary: "Set up the mail server; what waits is tried again at once",
				body: NewMailServer,
				response: errors({ 200: MailServer }),
			},
		},
		async ({ body }) => {
			const server = await store.write(async (trx) => {
				const known = await setMailServer(trx, body);
				await hasten(trx, "mail", Date.now());
				return known;
			});
			notices.wake();
			return toMailServer(server);
		},
	);
	api.delete(
		"/mail-server",
		{
			config,
			schema: {
				tags,
				summary: "Send no e-mail any more; what waits is kept for a day",
				response: errors({ 204: Type.Null() }),
			},
		},
		async (_request, reply) => {
			await store.write((trx) => removeMailServer(trx));
			return reply.code(204).send(null);
		},
	);
	api.post(
		"/mail-server/test",
		{
			config,
			schema: {
				tags,
				summary: "Send a test message now, and tell what the server says",
				description: "It is not queued: a message that is not taken is not tried again.",
				body: MailTest,
				response: errors({ 200: Delivery }),
			},
		},
		async ({ body: { to, language = "en" } }) => {
			const server = await findMailServer(store.db);
			if (!server) throw new Problem(409, "There is no mail server yet; set one up first.");
			const t = translator(language);
			const domain = server.sender.slice(server.sender.lastIndexOf("@") + 1);
			const { taken, problem, answer } = await sendMail(server, {
				to,
				subject: t("mail.testSubject"),
				text: t("mail.testText"),
				html: null,
				attachments: [],
				messageId: `<test-${Date.now()}@${domain}>`,
			});
			return { taken, problem, answer };
		},
	);
}
