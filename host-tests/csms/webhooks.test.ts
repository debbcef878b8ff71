import { expect, test } from "vitest";
import { hasten, queueCalls } from "../../csms/notices/queue";
import { addWebhook, deleteWebhook, renewSecret } from "../../csms/notices/webhooks";
import { newAccount } from "./accounts-of-tests";
import { shareCsms } from "./running-csms";
import { runNotices } from "./running-notices";
import { isSigned, receiveCalls } from "./webhook-receiver";

const csms = shareCsms();

test("a webhook is called with a body that its secret has signed", async () => {
	const receiver = await receiveCalls();
	const added = await csms.rest("POST", "/webhooks", { name: "Desk", address: receiver.address });
	expect(added).toMatchObject({ status: 201, body: { isOn: true, events: expect.any(Array) } });
	const { id, secret } = added.body;
	expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
	const listed = await csms.rest("GET", "/webhooks");
	expect(listed.body).toMatchObject([{ id, name: "Desk", address: receiver.address }]);
	expect(JSON.stringify(listed.body)).not.toContain(secret);
	expect(JSON.stringify((await csms.rest("GET", "/audit")).body)).not.toContain(secret);

	const test = await csms.rest("POST", `/webhooks/${id}/test`);
	expect(test.body).toEqual({ taken: true, problem: null, answer: "204 No Content" });
	expect(receiver.calls[0].body).toMatchObject({ type: "test", data: {} });
	expect(isSigned(receiver.calls[0], secret)).toBe(true);
	expect(isSigned({ ...receiver.calls[0], text: "{}" }, secret)).toBe(false);
	const age = Date.now() / 1000 - Number(receiver.calls[0].headers["webhook-timestamp"]);
	expect(Math.abs(age)).toBeLessThan(10);

	const renewed = await csms.rest("POST", `/webhooks/${id}/secret`);
	await csms.rest("POST", `/webhooks/${id}/test`);
	expect(isSigned(receiver.calls[1], secret)).toBe(false);
	expect(isSigned(receiver.calls[1], renewed.body.secret)).toBe(true);
	expect((await csms.rest("DELETE", `/webhooks/${id}`)).status).toBe(204);
	expect((await csms.rest("POST", `/webhooks/${id}/test`)).status).toBe(404);
});

test.each([
	[{ status: 302, headers: { location: "/elsewhere" } }, "refused", "302 Found"],
	[{ status: 403, text: "No entry\nhere" }, "sign-in", "403 Forbidden No entry here"],
	[{ status: 500, text: "x".repeat(1000) }, "later", `500 Internal Server Error ${"x".repeat(200)}`],
	[{ status: 410 }, "gone", "410 Gone"],
])("an answer %o is no yes", async (answer, problem, words) => {
	const receiver = await receiveCalls();
	receiver.answer = answer;
	const { body } = await csms.rest("POST", "/webhooks", { name: "Other", address: receiver.address });
	const test = await csms.rest("POST", `/webhooks/${body.id}/test`);
	expect(test.body).toEqual({ taken: false, problem, answer: words });
	// A redirect is not followed.
	expect(receiver.calls).toHaveLength(1);
	await csms.rest("DELETE", `/webhooks/${body.id}`);
});

test.each([
	"ftp://example.com/",
	"file:///etc/passwd",
	"http://user:key@example.com/",
	"https://",
	"not an address",
])("%s is no address of a webhook", async (address) => {
	const { status } = await csms.rest("POST", "/webhooks", { name: "Wrong", address });
	expect(status).toBe(400);
});

test("who is no administrator sees only the host of a webhook, and changes none", async () => {
	const { body } = await csms.rest("POST", "/webhooks", {
		name: "Chat",
		address: "https://chat.example/hooks/secret-part",
	});
	const { cookie } = await newAccount(csms, "operator", "webhook-operator");
	const headers = { cookie, origin: csms.url };
	const listed = await csms.rest("GET", "/webhooks", undefined, headers);
	expect(listed.body).toMatchObject([{ name: "Chat", address: "https://chat.example" }]);
	for (const [method, path] of [
		["POST", "/webhooks"],
		["PATCH", `/webhooks/${body.id}`],
		["POST", `/webhooks/${body.id}/test`],
		["POST", `/webhooks/${body.id}/secret`],
		["DELETE", `/webhooks/${body.id}`],
	]) {
		expect((await csms.rest(method, path, {}, headers)).status, `${method} ${path}`).toBe(403);
	}
});

test("a call that is not taken is made again with the same id, until the webhook is gone", async () => {
	const process = await runNotices();
	const receiver = await receiveCalls();
	receiver.answer = { status: 503 };
	const { webhook, secret } = await process.store.write(async (trx) => {
		const added = await addWebhook(trx, { name: "Desk", address: receiver.address });
		await queueCalls(trx, [added], { event: "diagnosis.opened", body: '{"a":"充電"}' });
		return { webhook: added, secret: (await renewSecret(trx, added.id)).secret };
	});
	process.notices.wake();
	await expect
		.poll(() => process.list())
		.toMatchObject([{ channel: "webhook", recipient: "Desk", attempts: 1 }]);
	await process.store.write((trx) => hasten(trx, "webhook", Date.now()));
	process.notices.wake();
	await expect
		.poll(() => process.list())
		.toMatchObject([{ state: "waiting", problem: "later", attempts: 2 }]);
	const [first, second] = receiver.calls;
	expect(first.body).toEqual({ a: "充電" });
	expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
	expect([first, second].every((call) => isSigned(call, secret))).toBe(true);
	await process.store.write((trx) => deleteWebhook(trx, webhook.id));
	expect(await process.list()).toMatchObject([{ state: "failed", problem: "gone", isKept: false }]);
});
