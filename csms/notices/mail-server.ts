import type { MailServer, NewMailServer } from "../api/schemas/notices";
import type { Db } from "../database/tables";

const NAME = "mailServer";

/** The mail server with its password. */
export type KnownMailServer = Omit<MailServer, "hasPassword"> & { password: string | null };

/** Undefined until somebody has set one up. */
export async function findMailServer(db: Db): Promise<KnownMailServer | undefined> {
	const row = await db.selectFrom("setting").select("value").where("name", "=", NAME).executeTakeFirst();
	return row && JSON.parse(row.value);
}

/** Sets up the mail server; a password that is left out stays as it was. */
export async function setMailServer(db: Db, given: NewMailServer): Promise<KnownMailServer> {
	const { password = (await findMailServer(db))?.password ?? null, ...others } = given;
	const server = { trustedCertificate: null, senderName: null, ...others, password };
	const value = JSON.stringify(server);
	await db
		.insertInto("setting")
		.values({ name: NAME, value })
		.onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
		.execute();
	return server;
}

/** From then on no e-mail goes out. */
export async function removeMailServer(db: Db): Promise<void> {
	await db.deleteFrom("setting").where("name", "=", NAME).execute();
}

/** Without the password. */
export function toMailServer({ password, ...server }: KnownMailServer): MailServer {
	return { ...server, hasPassword: password !== null };
}
