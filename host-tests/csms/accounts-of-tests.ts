import type { Role } from "../../csms/api/schemas/accounts";
import { type Answer, callRest, PASSWORD, type RunningCsms } from "./running-csms";

/** An account of a test, with the headers of its session. */
export interface SignedIn {
	account: string;
	cookie: string;
	/** A call under /api/v1 with the cookie of the session. */
	rest(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Signs in and fails when that is refused. */
export async function signIn(csms: RunningCsms, account: string, password = PASSWORD): Promise<SignedIn> {
	const answer = await callRest(csms.url, "POST", "/session", { account, password }, {});
	if (answer.status !== 200) throw new Error(`${account}: ${JSON.stringify(answer.body)}`);
	const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0];
	return {
		account: answer.body.account,
		cookie,
		rest: (method, path, body, headers = {}) =>
			callRest(csms.url, method, path, body, { cookie, ...headers }),
	};
}

/** A new account of that role, signed in; a driver has been accepted with the id `idTag`. */
export async function newAccount(
	csms: RunningCsms,
	role: Role,
	name: string,
	idTag = `${name}-card`,
): Promise<SignedIn> {
	if (role !== "driver") {
		await csms.rest("POST", "/accounts", { account: name, role, password: PASSWORD });
		return signIn(csms, name);
	}
	const email = `${name}@example.com`;
	const form = { name, email, idTag, password: PASSWORD, consent: true };
	const { body } = await csms.rest("POST", "/registrations", form, {});
	await csms.rest("POST", `/registrations/${body.id}/accept`);
	return signIn(csms, email);
}
