import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";
import type { NewMailServer } from "../../csms/api/schemas/notices";
import { Authority } from "../charge-point/certificates";
import { VALIDITY } from "./secure-csms";

export const MAIL_PASSWORD = "password of the mail";

/** A message that a mail server took. */
interface ReceivedMail {
	to: string[];
	user: unknown;
	isSecure: boolean;
	/** With its headers, as it came. */
	raw: string;
	/** The part of that type, decoded. */
	part(type: string): string;
	header(name: string): string;
}

export interface MailReceiver {
	port: number;
	received: ReceivedMail[];
	/** What the CSMS has to know of it. */
	settings: NewMailServer;
	close(): Promise<void>;
}

/** A mail server with STARTTLS that takes `csms` with {@link MAIL_PASSWORD}; `port` 0 takes a free one. */
export async function receiveMail(options: SMTPServerOptions = {}, port = 0): Promise<MailReceiver> {
	const root = await Authority.root("Root of the mail server", "P-256", VALIDITY);
	const { cert, key } = await root.issue("localhost", { dns: ["localhost"], ...VALIDITY });
	const received: ReceivedMail[] = [];
	const server = new SMTPServer({
		cert,
		key,
		// CRAM-MD5 tells the server no password.
		authMethods: ["PLAIN", "LOGIN"],
		onAuth({ username, password }, _session, done) {
			if (username === "csms" && password === MAIL_PASSWORD) done(null, { user: username });
			else done(new Error(`Wrong password ${password}`));
		},
		onData(stream, session, done) {
			const chunks: Buffer[] = [];
			stream.on("data", (chunk: Buffer) => chunks.push(chunk));
			stream.on("end", () => {
				const raw = Buffer.concat(chunks).toString();
				received.push({
					to: session.envelope.rcptTo.map(({ address }) => address),
					user: session.user,
					isSecure: session.secure,
					raw,
					part: (type) => partOf(raw, type),
					header: (name) => headerOf(raw, name),
				});
				done();
			});
		},
		...options,
	});
	server.on("error", () => {});
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
	let closed: Promise<void> | undefined;
	const close = () => {
		closed ??= new Promise<void>((resolve) => server.close(() => resolve()));
		return closed;
	};
	onTestFinished(close);
	const { port: taken } = server.server.address() as AddressInfo;
	return {
		port: taken,
		received,
		settings: {
			host: "localhost",
			port: taken,
			security: "starttls",
			user: "csms",
			password: MAIL_PASSWORD,
			sender: "csms@example.com",
			trustedCertificate: root.pem,
		},
		close,
	};
}

function headerOf(raw: string, name: string): string {
	const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
	const value = new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "";
	return value
		.replace(/\?= =\?/g, "?==?")
		.replace(/=\?UTF-8\?([BQ])\?(.*?)\?=/gi, (_, encoding: string, text: string) =>
			encoding.toUpperCase() === "B"
				? Buffer.from(text, "base64").toString()
				: unquoted(text.replaceAll("_", " ")),
		);
}

function partOf(raw: string, type: string): string {
	for (const section of raw.split(/\r\n--[^\r\n]+/)) {
		const at = section.indexOf("\r\n\r\n");
		const head = section.slice(0, at);
		if (!new RegExp(`content-type: ${type}`, "i").test(head)) continue;
		const body = section.slice(at + 4);
		if (/encoding: base64/i.test(head)) return Buffer.from(body, "base64").toString();
		if (/encoding: quoted-printable/i.test(head)) return unquoted(body.replace(/=\r\n/g, ""));
		return body;
	}
	return "";
}

function unquoted(text: string): string {
	const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
	return Buffer.from(bytes, "latin1").toString();
}
