import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface ReceivedCall {
	headers: IncomingHttpHeaders;
	/** As it came: the signature is over these bytes. */
	text: string;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies whose shape they check
	body: any;
}

export interface WebhookReceiver {
	address: string;
	calls: ReceivedCall[];
	/** What calls are answered from now on. */
	answer: { status: number; headers?: Record<string, string>; text?: string };
}

/** Another system that is told by webhooks. */
export async function receiveCalls(): Promise<WebhookReceiver> {
	const receiver: WebhookReceiver = { address: "", calls: [], answer: { status: 204 } };
	const server = createServer(async (request, response) => {
		let text = "";
		for await (const chunk of request) text += chunk;
		receiver.calls.push({ headers: request.headers, text, body: text === "" ? null : JSON.parse(text) });
		const { status, headers, text: answer } = receiver.answer;
		response.writeHead(status, { "content-type": "text/plain", ...headers }).end(answer);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
	onTestFinished(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	receiver.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=1`;
	return receiver;
}

/** Whether a call is signed by `secret`, by the words of Standard Webhooks. */
export function isSigned({ headers, text }: ReceivedCall, secret: string): boolean {
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`;
	return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}
