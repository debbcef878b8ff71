import type { Role } from "../api/schemas/accounts";

/** The higher, the more an account of it may do; drivers stand apart. */
const RANKS = { driver: 0, "read-only": 1, operator: 2, administrator: 3 } as const satisfies Record<
	Role,
	number
>;

/** Whether `role` has all rights of `least`; nobody but a driver has a driver's. */
export function includes(role: Role, least: Role): boolean {
	if (role === "driver" || least === "driver") return role === least;
	return RANKS[role] >= RANKS[least];
}

/** What a token may whose account's role has changed since: the lesser of both, or nothing. */
export function lesserRole(token: Role, account: Role): Role | undefined {
	if (includes(account, token)) return token;
	return includes(token, account) ? account : undefined;
}
