import { expect, test } from "vitest";
import { setMailServer } from "../../csms/notices/mail-server";
import { hasten, sendAgain } from "../../csms/notices/queue";
import { MAIL_PASSWORD, receiveMail } from "./mail-receiver";
import { runCsms, temporaryFolder } from "./running-csms";
import { runNotices } from "./running-notices";

const MAIL = { subject: "Subject", text: "Text" };

test("the password of the mail server is never read back, and stays when it is not given anew", async () => {
	const csms = await runCsms();
	expect((await csms.rest("GET", "/mail-server")).body).toBe(null);
	const server = await receiveMail();
	const { password, ...others } = server.settings;
	const put = await csms.rest("PUT", "/mail-server", { ...others, password });
	expect(put).toMatchObject({ status: 200, body: { hasPassword: true, user: "csms", port: server.port } });
	expect(JSON.stringify(put.body)).not.toContain(MAIL_PASSWORD);
	await csms.rest("PUT", "/mail-server", others);
	const read = (await csms.rest("GET", "/mail-server")).body;
	expect(read).toMatchObject({ hasPassword: true, senderName: null });
	expect(JSON.stringify(read)).not.toContain(MAIL_PASSWORD);
	expect(JSON.stringify((await csms.rest("GET", "/audit")).body)).not.toContain(MAIL_PASSWORD);
	expect((await csms.rest("POST", "/mail-server/test", { to: "a@example.com" })).body.taken).toBe(true);
	await csms.rest("PUT", "/mail-server", { ...others, password: null });
	expect((await csms.rest("GET", "/mail-server")).body.hasPassword).toBe(false);
	expect((await csms.rest("DELETE", "/mail-server")).status).toBe(204);
	expect((await csms.rest("POST", "/mail-server/test", { to: "a@example.com" })).status).toBe(409);
});

test("a mail goes over TLS with the password, in the words of all languages, to each recipient alone", async () => {
	const process = await runNotices();
	expect(await process.notices.isMailSetUp()).toBe(false);
	const server = await receiveMail();
	await process.store.write((trx) =>
		setMailServer(trx, { ...server.settings, senderName: "Laden & Parken" }),
	);
	expect(await process.notices.isMailSetUp()).toBe(true);
	await process.notices.mail({
		to: ["a@example.com", "b@example.com", "a@example.com"],
		subject: "Über\r\nBcc: 充電",
		text: "First line\nSecond: 充電",
		html: "<b>Bold</b>",
		attachments: [{ filename: "報表.pdf", contentType: "application/pdf", content: Buffer.from("PDF!") }],
	});
	await expect.poll(() => server.received.length).toBe(2);
	const [mail] = server.received;
	expect(server.received.map(({ to }) => to.join()).sort()).toEqual(["a@example.com", "b@example.com"]);
	expect(mail).toMatchObject({ user: "csms", isSecure: true });
	expect(mail.header("Subject")).toBe("Über Bcc: 充電");
	expect(mail.header("Bcc")).toBe("");
	expect(mail.header("From")).toContain("csms@example.com");
	expect(mail.part("text/plain")).toContain("Second: 充電");
	expect(mail.part("text/html")).toContain("<b>Bold</b>");
	expect(mail.part("application/pdf")).toBe("PDF!");
	await expect.poll(async () => (await process.list()).map(({ state }) => state)).toEqual(["sent", "sent"]);
	expect((await process.list())[0]).toMatchObject({
		channel: "mail",
		attempts: 1,
		problem: null,
		isKept: false,
	});
});

test.each([
	["sign-in", { password: "wrong" }, /535/],
	["certificate", { trustedCertificate: null }, /certificate/],
	["unreachable", { port: 1 }, /ECONNREFUSED/],
	["not-found", { host: "mail.invalid" }, /mail\.invalid/],
] as const)("the test message tells the problem %s", async (problem, change, answer) => {
	const csms = await runCsms();
	const server = await receiveMail();
	await csms.rest("PUT", "/mail-server", { ...server.settings, ...change });
	const { body } = await csms.rest("POST", "/mail-server/test", { to: "a@example.com" });
	expect(body).toMatchObject({ taken: false, problem });
	expect(body.answer).toMatch(answer);
	// The server of the tests repeats it.
	expect(body.answer).not.toContain("wrong");
});

test("a server that cannot do TLS is not told the password", async () => {
	const csms = await runCsms();
	const commands: string[] = [];
	const server = await receiveMail({
		hideSTARTTLS: true,
		disabledCommands: ["STARTTLS"],
		allowInsecureAuth: true,
		onAuth: ({ username }, _session, done) => {
			commands.push(`AUTH ${username}`);
			done(null, { user: username });
		},
	});
	await csms.rest("PUT", "/mail-server", server.settings);
	const { body } = await csms.rest("POST", "/mail-server/test", { to: "a@example.com" });
	expect(body).toMatchObject({ taken: false, problem: "no-tls" });
	expect(commands).toEqual([]);
});

test("what waits for a mail server that is down goes once it is back, also after a restart", async () => {
	const data = temporaryFolder();
	const first = await runNotices(data);
	const server = await receiveMail();
	await server.close();
	await first.notices.mail({ to: "a@example.com", ...MAIL });
	await expect.poll(() => first.list()).toMatchObject([{ state: "waiting", problem: "not-set-up" }]);
	await first.store.write(async (trx) => {
		await setMailServer(trx, server.settings);
		await hasten(trx, "mail", Date.now());
	});
	first.notices.wake();
	await expect
		.poll(() => first.list())
		.toMatchObject([{ state: "waiting", problem: "unreachable", attempts: 2 }]);
	await first.stop();

	const again = await receiveMail({}, server.port);
	const second = await runNotices(data);
	expect(await second.list()).toMatchObject([{ state: "waiting", attempts: 2, endedAt: null }]);
	await second.store.write(async (trx) => {
		await setMailServer(trx, again.settings);
		await hasten(trx, "mail", Date.now());
	});
	second.notices.wake();
	await expect.poll(() => again.received.length).toBe(1);
	await expect.poll(() => second.list()).toMatchObject([{ state: "sent", attempts: 3, problem: null }]);
});

test("an address that the server refuses is not tried again, until somebody asks for it", async () => {
	const process = await runNotices();
	let refuses = true;
	const server = await receiveMail({
		onRcptTo({ address }, _session, done) {
			if (!refuses) return done();
			const isBusy = address.startsWith("busy");
			done(Object.assign(new Error(isBusy ? "Later" : "No such user"), { responseCode: isBusy ? 450 : 550 }));
		},
	});
	await process.store.write((trx) => setMailServer(trx, server.settings));
	await process.notices.mail({ to: "nobody@example.com", ...MAIL });
	await process.notices.mail({ to: "busy@example.com", ...MAIL });
	await expect
		.poll(() => process.list())
		.toMatchObject([
			{ state: "waiting", problem: "later", answer: expect.stringContaining("Later"), attempts: 1 },
			{
				state: "failed",
				problem: "recipient",
				answer: expect.stringContaining("No such user"),
				isKept: true,
			},
		]);
	refuses = false;
	const [busy, nobody] = await process.list();
	const again = (id: number) => process.store.write((trx) => sendAgain(trx, id, Date.now()));
	await expect(again(busy.id)).rejects.toMatchObject({ statusCode: 409 });
	await expect(again(999)).rejects.toMatchObject({ statusCode: 404 });
	await again(nobody.id);
	process.notices.wake();
	await expect.poll(() => server.received.map(({ to }) => to[0])).toEqual(["nobody@example.com"]);
});
