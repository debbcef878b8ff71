import type { FastifyReply, FastifyRequest } from "fastify";
import { sessionHours } from "../records/sessions";
import type { Role } from "./schemas/accounts";

/** The prefix makes browsers refuse a cookie of that name from another host or without TLS. */
const NAMES = { https: "__Host-csms-session", http: "csms-session" } as const;

/** What the cookie of a session is called. */
export function cookieName(tls: boolean): string {
	return tls ? NAMES.https : NAMES.http;
}

/** The token of the session that the browser has sent, if it has one. */
export function cookieOf(request: FastifyRequest): string | undefined {
	return request.cookies[NAMES[request.protocol]];
}

/** Gives the browser the token of a session, for as long as one of that role lasts. */
export function setCookie(request: FastifyRequest, reply: FastifyReply, token: string, role: Role): void {
	const maxAge = sessionHours(role) * 3600;
	reply.setCookie(NAMES[request.protocol], token, { ...cookieOptions(request), maxAge });
}

/** Takes the token of the session from the browser. */
export function clearCookie(request: FastifyRequest, reply: FastifyReply): void {
	reply.clearCookie(NAMES[request.protocol], cookieOptions(request));
}

function cookieOptions({ protocol }: FastifyRequest) {
	return { path: "/", httpOnly: true, sameSite: "strict", secure: protocol === "https" } as const;
}
