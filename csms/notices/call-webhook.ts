import { createHmac } from "node:crypto";
import type { DeliveryProblem } from "../api/schemas/notices";
import type { WebhookRow } from "../database/tables/notices";
import type { Outcome } from "./queue";
import { SECRET_PREFIX } from "./webhooks";

/** Milliseconds that a call may take. */
const PATIENCE = 10_000;
/** Characters of an answer that are looked at. */
const ANSWER_LENGTH = 200;

/**
 * Hands one message to a webhook, signed as Standard Webhooks says (standardwebhooks.com, version 1): HMAC-SHA-256
 * over `id.timestamp.body`. Only 2xx counts as taken; redirects are not followed. Never throws.
 */
export async function callWebhook(
	{ address, secret }: Pick<WebhookRow, "address" | "secret">,
	{ id, body }: { id: string; body: string },
): Promise<Outcome> {
	const seconds = String(Math.floor(Date.now() / 1000));
	try {
		const response = await fetch(address, {
			method: "POST",
			redirect: "manual",
			signal: AbortSignal.timeout(PATIENCE),
			headers: {
				"content-type": "application/json",
				"user-agent": "xs-evse-csms",
				"webhook-id": id,
				"webhook-timestamp": seconds,
				"webhook-signature": `v1,${sign(secret, `${id}.${seconds}.${body}`)}`,
			},
			body,
		});
		const answer = `${response.status} ${response.statusText} ${await beginning(response)}`.trim();
		if (response.ok) return { taken: true, problem: null, answer, isFinal: true };
		return {
			taken: false,
			problem: problemOfStatus(response.status),
			answer,
			isFinal: response.status === 410,
		};
	} catch (error) {
		return { taken: false, ...reasonOf(error as Error), isFinal: false };
	}
}

function sign(secret: string, text: string): string {
	const key = Buffer.from(secret.slice(SECRET_PREFIX.length), "base64");
	return createHmac("sha256", key).update(text).digest("base64");
}

/** Of text alone, in one line; the rest is not waited for. */
async function beginning({ body, headers }: Response): Promise<string> {
	if (!body) return "";
	const isText = /^(text\/plain|application\/([a-z.+-]+\+)?json)/.test(headers.get("content-type") ?? "");
	let text = "";
	const decoder = new TextDecoder();
	for await (const chunk of body) {
		if (isText) text += decoder.decode(chunk as Uint8Array, { stream: true });
		if (!isText || text.length >= ANSWER_LENGTH) break;
	}
	return text.replace(/\s+/g, " ").slice(0, ANSWER_LENGTH);
}

function problemOfStatus(status: number): DeliveryProblem {
	if (status === 410) return "gone";
	if (status === 401 || status === 403) return "sign-in";
	return status >= 500 || status === 429 ? "later" : "refused";
}

/** Fetch tells the reason within its error. */
function reasonOf(error: Error): { problem: DeliveryProblem; answer: string } {
	if (error.name === "TimeoutError") return { problem: "timeout", answer: error.message };
	const cause = (error.cause ?? error) as NodeJS.ErrnoException;
	const { code = "" } = cause;
	const answer = cause.message || code || error.message;
	if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(code)) return { problem: "certificate", answer };
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return { problem: "not-found", answer };
	if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return { problem: "timeout", answer };
	return { problem: /^E|^UND_ERR/.test(code) ? "unreachable" : "failed", answer };
}
