import { isIPv4, isIPv6 } from "node:net";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { hashToken } from "../secrets";
import { accountKey } from "./accounts";

/** Milliseconds over which failures count. */
const WINDOW = 15 * 60_000;
/** Failures of one account from one address. */
const MOST_OF_BOTH = 10;
/** Failures from one address, of whatever accounts: a company has many people behind one. */
const MOST_OF_ADDRESS = 50;
/**
 * Failures of one account from addresses from which it never signed in. Those from which it did are not
 * concerned: nobody keeps a person out from elsewhere.
 */
const MOST_OF_ACCOUNT = 100;
/** Milliseconds that tries are kept: so long an address is known. */
const KEPT = 30 * 24 * 3_600_000;

/**
 * Notes a try as failed before the password is checked, so that tries at the same time count too. Answers
 * its number, or undefined when there were too many: then the password must not be checked.
 */
export async function beginTry(db: Db, typed: string, address: string): Promise<number | undefined> {
	const now = Date.now();
	const account = accountHash(typed);
	await db
		.deleteFrom("sign_in_try")
		.where("at", "<", now - KEPT)
		.execute();
	const since = now - WINDOW;
	const lastSuccess = await db
		.selectFrom("sign_in_try")
		.select("at")
		.where("account", "=", account)
		.where("address", "=", address)
		.where("succeeded", "=", 1)
		.orderBy("id", "desc")
		.executeTakeFirst();
	const ofBoth = await countFailures(db, { account, address }, Math.max(since, lastSuccess?.at ?? 0));
	if (ofBoth >= MOST_OF_BOTH) return;
	if ((await countFailures(db, { address }, since)) >= MOST_OF_ADDRESS) return;
	if (!lastSuccess && (await countFailures(db, { account }, since)) >= MOST_OF_ACCOUNT) return;
	const { id } = await db
		.insertInto("sign_in_try")
		.values({ account, address, at: now, succeeded: 0 })
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** How a try names its account: people type passwords in the wrong place, so what they typed is not kept. */
export function accountHash(typed: string): string {
	return hashToken(accountKey(typed));
}

/** The password of that try was right. */
export async function endTry(db: Db, id: number): Promise<void> {
	await db.updateTable("sign_in_try").set({ succeeded: 1 }).where("id", "=", id).execute();
}

/** What counts as one address: a customer's whole network in IPv6. */
export function addressGroup(ip: string): string {
	const plain = ip.replace(/^::ffff:(?=\d+\.)/i, "");
	if (isIPv4(plain) || !isIPv6(plain)) return plain;
	const [head, tail] = plain.split("%", 1)[0].split("::");
	const first = head === "" ? [] : head.split(":");
	const last = tail === undefined || tail === "" ? [] : tail.split(":");
	const zeros = tail === undefined ? [] : Array<string>(8 - first.length - last.length).fill("0");
	const groups = [...first, ...zeros, ...last].slice(0, 4);
	return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

async function countFailures(
	db: Db,
	of: { account?: string; address?: string },
	since: Moment,
): Promise<number> {
	let query = db
		.selectFrom("sign_in_try")
		.select((select) => select.fn.countAll<number | string>().as("count"))
		.where("succeeded", "=", 0)
		.where("at", ">", since);
	if (of.account !== undefined) query = query.where("account", "=", of.account);
	if (of.address !== undefined) query = query.where("address", "=", of.address);
	return Number((await query.executeTakeFirstOrThrow()).count);
}
