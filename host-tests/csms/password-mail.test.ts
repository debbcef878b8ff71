import { SMTPServer } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";
import { newAccount, signIn } from "./accounts-of-tests";
import { runCsms } from "./running-csms";

/** A mail server that keeps what it was given. */
async function openMailServer(): Promise<{ port: number; mails: string[] }> {
	const mails: string[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ["STARTTLS"],
		onData(stream, _session, done) {
			let text = "";
			stream.on("data", (data) => (text += data));
			stream.on("end", () => {
				mails.push(text);
				done();
			});
		},
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
	return { port: (server.server.address() as { port: number }).port, mails };
}

/** The text of a mail in which long lines and other letters are encoded. */
function textOf(mail: string): string {
	const [head, ...body] = mail.split("\r\n\r\n");
	const text = body.join("\r\n\r\n");
	if (/base64/i.test(head)) return Buffer.from(text, "base64").toString("utf8");
	const joined = text.replace(/=\r\n/g, "");
	return decodeURIComponent(joined.replace(/%/g, "%25").replace(/=([0-9A-F]{2})/gi, "%$1"));
}

test("with mail and an address of the pages, a link comes by mail, works once, and tells strangers nothing", async () => {
	const { port, mails } = await openMailServer();
	const csms = await runCsms();
	await newAccount(csms, "driver", "mailed");
	const ask = (email: string, language = "en") =>
		csms.rest("POST", "/password-links", { email, language }, {});
	const byMail = async () => (await csms.rest("GET", "/password-links", undefined, {})).body.byMail;
	expect([await byMail(), (await ask("mailed@example.com")).status]).toEqual([false, 409]);
	const server = { host: "127.0.0.1", port, security: "none", user: null, sender: "csms@example.com" };
	expect((await csms.rest("PUT", "/mail-server", server)).status).toBeLessThan(300);
	expect(await byMail()).toBe(false);
	await csms.rest("PATCH", "/settings", { baseAddress: "https://charging.example.com" });
	expect(await byMail()).toBe(true);

	expect((await ask("nobody@example.com")).status).toBe(204);
	expect((await ask("Mailed@example.com")).status).toBe(204);
	await expect.poll(() => mails.length).toBe(1);
	expect(mails[0]).toContain("To: mailed@example.com");
	const [, key] = /https:\/\/charging\.example\.com\/new-password\/([\w-]{43})/.exec(textOf(mails[0]))!;
	const use = () => csms.rest("POST", `/password-links/${key}`, { password: "a new password" }, {});
	expect((await use()).status).toBe(200);
	expect((await use()).status).toBe(404);
	await signIn(csms, "mailed@example.com", "a new password");

	// Nobody's mailbox is filled.
	for (let number = 0; number < 5; number++) {
		expect((await ask("mailed@example.com", "zh-TW")).status).toBe(204);
	}
	await expect.poll(() => mails.length).toBe(4);
	expect(textOf(mails[3])).toContain("設定新密碼");
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(mails).toHaveLength(4);

	// One that an operator makes is mailed as well, in the driver's language.
	const [{ userId }] = (await csms.rest("GET", "/users?search=mailed")).body;
	await csms.rest("PATCH", `/users/${userId}`, { language: "zh-TW" });
	const { body: made } = await csms.rest("POST", `/users/${userId}/password-link`);
	expect(made).toMatchObject({ account: "mailed@example.com", mailed: true });
	await expect.poll(() => mails.length).toBe(5);
	expect(textOf(mails[4])).toContain("營運人員為帳號 mailed@example.com");
	expect(textOf(mails[4])).toContain(`https://charging.example.com${made.path}`);
});
