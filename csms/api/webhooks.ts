import { Type } from "typebox";
import type { Context } from "../context";
import { callWebhook } from "../notices/call-webhook";
import { hasten } from "../notices/queue";
import {
	addWebhook,
	changeWebhook,
	deleteWebhook,
	listWebhooks,
	renewSecret,
	webhookOrProblem,
	withoutPath,
} from "../notices/webhooks";
import { Delivery, IssuedWebhook, NewWebhook, NumberParams, Webhook, WebhookChange } from "./schemas/notices";
import { type Api, errors } from "./server";

/** Addresses of other systems that are told what happens. They can lie inside: for administrators alone. */
export function addWebhookRoutes(api: Api, { store, notices }: Context): void {
	const tags = ["messages"];
	const config = { access: "administrator" } as const;
	api.get(
		"/webhooks",
		{
			schema: {
				tags,
				summary: "The webhooks by their names, without their secrets",
				response: errors({ 200: Type.Array(Webhook) }),
			},
		},
		async ({ session }) => {
			const webhooks = await listWebhooks(store.db);
			return session?.role === "administrator" ? webhooks : webhooks.map(withoutPath);
		},
	);
	api.post(
		"/webhooks",
		{
			config,
			schema: {
				tags,
				summary: "Add a webhook; its secret is shown only in this answer",
				description:
					"The CSMS calls the address from where it runs, also one inside its network. Bodies are signed as " +
					"Standard Webhooks says; docs/csms-alarms.md has them, and how to check the signature.",
				body: NewWebhook,
				response: errors({ 201: IssuedWebhook }),
			},
		},
		async ({ body }, reply) => reply.code(201).send(await store.write((trx) => addWebhook(trx, body))),
	);
	api.patch(
		"/webhooks/:id",
		{
			config,
			schema: {
				tags,
				summary: "Change a webhook; what waits is tried again at once",
				params: NumberParams,
				body: WebhookChange,
				response: errors({ 200: Webhook }),
			},
		},
		async ({ params, body }) => {
			const webhook = await store.write(async (trx) => {
				const changed = await changeWebhook(trx, params.id, body);
				await hasten(trx, "webhook", Date.now());
				return changed;
			});
			notices.wake();
			return webhook;
		},
	);
	api.post(
		"/webhooks/:id/secret",
		{
			config,
			schema: {
				tags,
				summary: "Sign with a new secret from now on, shown only in this answer",
				params: NumberParams,
				response: errors({ 200: IssuedWebhook }),
			},
		},
		({ params }) => store.write((trx) => renewSecret(trx, params.id)),
	);
	api.delete(
		"/webhooks/:id",
		{
			config,
			schema: {
				tags,
				summary: "Remove a webhook; what waits for it is not sent",
				params: NumberParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			await store.write((trx) => deleteWebhook(trx, params.id));
			return reply.code(204).send(null);
		},
	);
	api.post(
		"/webhooks/:id/test",
		{
			config,
			schema: {
				tags,
				summary: "Call the webhook now with the event `test`, and tell what it answers",
				description: "It is not queued: a call that is not taken is not tried again.",
				params: NumberParams,
				response: errors({ 200: Delivery }),
			},
		},
		async ({ params }) => {
			const webhook = await webhookOrProblem(store.db, params.id);
			const body = JSON.stringify({ type: "test", timestamp: new Date().toISOString(), data: {} });
			const id = `test-${webhook.id}-${Date.now()}`;
			const { taken, problem, answer } = await callWebhook(webhook, { id, body });
			return { taken, problem, answer };
		},
	);
}
