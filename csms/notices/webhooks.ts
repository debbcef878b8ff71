import { randomBytes } from "node:crypto";
import {
	type IssuedWebhook,
	type NewWebhook,
	WEBHOOK_EVENTS,
	type Webhook,
	type WebhookChange,
	type WebhookEvent,
} from "../api/schemas/notices";
import type { Db } from "../database/tables";
import type { WebhookRow } from "../database/tables/notices";
import { timestamp } from "../moment";
import { Problem } from "../problem";
import { forgetWebhook } from "./alarms";

/** Webhooks that there may be. */
const MOST = 50;
/** Bytes of a key for HMAC-SHA-256. */
const KEY_LENGTH = 32;
/** What a secret begins with (Standard Webhooks). */
export const SECRET_PREFIX = "whsec_";

/** Answers the secret, this once. Throws a Problem for an address that cannot be called. */
export async function addWebhook(db: Db, given: NewWebhook): Promise<IssuedWebhook> {
	checkAddress(given.address);
	const { count } = await db
		.selectFrom("webhook")
		.select(({ fn }) => fn.countAll<number | string>().as("count"))
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST) throw new Problem(409, `There are ${MOST} webhooks; delete one first.`);
	const row = await db
		.insertInto("webhook")
		.values({
			name: given.name.trim(),
			address: given.address,
			secret: newSecret(),
			events: JSON.stringify(given.events ?? WEBHOOK_EVENTS),
			is_on: Number(given.isOn ?? true),
			created_at: Date.now(),
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	return { ...toWebhook(row), secret: row.secret };
}

/** Throws a Problem when there is no such webhook, or for an address that cannot be called. */
export async function changeWebhook(db: Db, id: number, change: WebhookChange): Promise<Webhook> {
	const row = await webhookOrProblem(db, id);
	if (change.address !== undefined) checkAddress(change.address);
	const changed = await db
		.updateTable("webhook")
		.set({
			name: change.name?.trim() ?? row.name,
			address: change.address ?? row.address,
			events: change.events ? JSON.stringify(change.events) : row.events,
			is_on: change.isOn === undefined ? row.is_on : Number(change.isOn),
		})
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toWebhook(changed);
}

/** From now on bodies are signed with a new secret, which the answer shows this once. */
export async function renewSecret(db: Db, id: number): Promise<IssuedWebhook> {
	await webhookOrProblem(db, id);
	const row = await db
		.updateTable("webhook")
		.set({ secret: newSecret() })
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return { ...toWebhook(row), secret: row.secret };
}

/** What still waits for it is not sent. */
export async function deleteWebhook(db: Db, id: number): Promise<void> {
	await webhookOrProblem(db, id);
	await db
		.updateTable("notice")
		.set({ state: "failed", ended_at: Date.now(), problem: "gone", content_id: null })
		.where("webhook_id", "=", id)
		.where("state", "=", "waiting")
		.execute();
	await forgetWebhook(db, id);
	await db.deleteFrom("webhook").where("id", "=", id).execute();
}

/** Throws a Problem (404) when there is none of that number. */
export async function webhookOrProblem(db: Db, id: number): Promise<WebhookRow> {
	const row = await db.selectFrom("webhook").selectAll().where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no webhook ${id}.`);
	return row;
}

/** By their names. */
export async function listWebhooks(db: Db): Promise<Webhook[]> {
	const rows = await db.selectFrom("webhook").selectAll().orderBy("name").orderBy("id").execute();
	return rows.map(toWebhook);
}

/** The host of a webhook's address: the rest of it may be what lets one in. */
export function withoutPath(webhook: Webhook): Webhook {
	return { ...webhook, address: new URL(webhook.address).origin };
}

/** The webhooks that are on and want this event. */
export async function webhooksFor(
	db: Db,
	ids: readonly number[],
	event: WebhookEvent,
): Promise<WebhookRow[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom("webhook")
		.selectAll()
		.where("id", "in", [...ids])
		.where("is_on", "=", 1)
		.orderBy("id")
		.execute();
	return rows.filter(({ events }) => (JSON.parse(events) as WebhookEvent[]).includes(event));
}

function newSecret(): string {
	return SECRET_PREFIX + randomBytes(KEY_LENGTH).toString("base64");
}

function checkAddress(address: string): void {
	const { username, password } = parse(address);
	if (username !== "" || password !== "") {
		throw new Problem(
			400,
			"An address with a user and a password cannot be called; the secret signs instead.",
		);
	}
}

function parse(address: string): URL {
	if (!URL.canParse(address))
		throw new Problem(400, "The address of the webhook is no http or https address.");
	return new URL(address);
}

function toWebhook(row: WebhookRow): Webhook {
	return {
		id: row.id,
		name: row.name,
		address: row.address,
		events: JSON.parse(row.events),
		isOn: row.is_on === 1,
		createdAt: timestamp(row.created_at),
	};
}
