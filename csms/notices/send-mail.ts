import { createTransport } from "nodemailer";
import type { DeliveryProblem } from "../api/schemas/notices";
import { MASK } from "../masking";
import type { KnownMailServer } from "./mail-server";
import type { Attachment, Outcome } from "./queue";

/** Milliseconds to connect, for the greeting, and without a sign of the server after that. */
const CONNECTING = 15_000;
const SILENCE = 30_000;

export interface OutgoingMail {
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string | null;
	readonly attachments: readonly Attachment[];
	/** The same at each attempt, so that mail programs show a repetition once. */
	readonly messageId: string;
}

/** What nodemailer's errors tell (docs of NodemailerError). */
interface MailError extends Error {
	readonly code?: string;
	readonly originalCode?: string;
	readonly command?: string;
	readonly response?: string;
	readonly responseCode?: number;
	readonly permanent?: boolean;
}

/** Hands one message to the mail server; never throws. */
export async function sendMail(server: KnownMailServer, mail: OutgoingMail): Promise<Outcome> {
	const { host, port, security, user, password, trustedCertificate } = server;
	const transport = createTransport({
		host,
		port,
		secure: security === "tls",
		requireTLS: security === "starttls",
		ignoreTLS: security === "none",
		...(user !== null && { auth: { user, pass: password ?? "" } }),
		...(trustedCertificate !== null && { tls: { ca: trustedCertificate } }),
		connectionTimeout: CONNECTING,
		greetingTimeout: CONNECTING,
		dnsTimeout: CONNECTING,
		socketTimeout: SILENCE,
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	const masked = (answer: string) => (password ? answer.replaceAll(password, MASK) : answer);
	try {
		const { response } = await transport.sendMail({
			from: { name: server.senderName ?? "", address: server.sender },
			to: { name: "", address: mail.to },
			subject: mail.subject,
			text: mail.text,
			html: mail.html ?? undefined,
			attachments: mail.attachments.map(({ filename, contentType, content }) => ({
				filename,
				contentType,
				content: Buffer.from(content),
			})),
			messageId: mail.messageId,
			// No answer of an absent person's program comes back.
			headers: { "Auto-Submitted": "auto-generated" },
		});
		return { taken: true, problem: null, answer: masked(response), isFinal: true };
	} catch (error) {
		const { response, message } = error as MailError;
		return { taken: false, ...judge(error as MailError), answer: masked(response ?? message) };
	} finally {
		transport.close();
	}
}

function judge(error: MailError): { problem: DeliveryProblem; isFinal: boolean } {
	const { command, permanent = false, responseCode } = error;
	const problem = problemOf(error);
	// What an administrator can put right is tried again; what belongs to the message or its reader is not.
	const isOfMessage = command === "RCPT TO" || command === "DATA";
	return { problem, isFinal: responseCode !== undefined && permanent && isOfMessage };
}

function problemOf({ code, originalCode, command, responseCode, permanent }: MailError): DeliveryProblem {
	if (originalCode !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(originalCode))
		return "certificate";
	switch (code) {
		case "EDNS":
			return "not-found";
		case "ETIMEDOUT":
			return "timeout";
		case "EAUTH":
		case "ENOAUTH":
			return "sign-in";
		case "ETLS":
			return "no-tls";
	}
	if (responseCode !== undefined) {
		if (permanent !== true) return "later";
		if (command === "MAIL FROM") return "sender";
		if (command === "RCPT TO") return "recipient";
		return "refused";
	}
	return code === "ESOCKET" || code === "ECONNECTION" ? "unreachable" : "failed";
}
