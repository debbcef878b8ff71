import { sql } from "kysely";
import { Client } from "pg";
import { StartError } from "../start-error";
import type { Db } from "./tables";

/** The oldest PostgreSQL that can say what became of a commit, as its number. */
const OLDEST = 130_000;

/** Throws a StartError for a server that is too old or a database that cannot hold every character. */
export async function checkServer(db: Db): Promise<void> {
	const { rows } = await sql<{ version: string; number: number; encoding: string }>`
		select current_setting('server_version') as version,
			current_setting('server_version_num')::bigint as number,
			current_setting('server_encoding') as encoding`.execute(db);
	const [{ version, number, encoding }] = rows;
	if (number < OLDEST) {
		throw new StartError(`The server is PostgreSQL ${version}; 13 or newer is needed.`);
	}
	if (encoding !== "UTF8") {
		throw new StartError(
			`The database has the encoding ${encoding}, which does not know every character; ` +
				"make it with the encoding UTF8.",
		);
	}
}

/** Throws a StartError unless it is the URL of a PostgreSQL database; `source` is where it was given. */
export function checkDatabaseUrl(url: string, source: string): void {
	if (/^postgres(ql)?:\/\//.test(url)) {
		try {
			new Client({ connectionString: url });
			return;
		} catch {
			// The error would show the password.
		}
	}
	throw new StartError(
		`${source} is not the URL of a PostgreSQL database; it has the form postgres://USER:PASSWORD@HOST:5432/DATABASE.`,
	);
}

/** What kept the database from opening, in a sentence without its password. */
export function explain(error: unknown, url: string): StartError {
	if (error instanceof StartError) return error;
	const { host, port, user, database } = new Client({ connectionString: url });
	const server = host.startsWith("/") ? host : `${host}:${port}`;
	const { code, message } = error as { code?: string; message: string };
	const what = message || code || "no reason was given";
	switch (code) {
		case "28P01":
		case "28000":
			return new StartError(
				`The PostgreSQL server ${server} refuses the user "${user}" (${what}); correct the user and the password in the URL of the database.`,
			);
		case "3D000":
			return new StartError(
				`The PostgreSQL server ${server} has no database "${database}"; make it with: createdb --owner=${user} --encoding=UTF8 ${database}`,
			);
		case "42501":
			return new StartError(
				`The user "${user}" may not make tables in the database "${database}" of ${server} (${what}); make "${user}" its owner.`,
			);
	}
	if (code === undefined || /^E[A-Z]/.test(code)) {
		return new StartError(
			`The PostgreSQL server ${server} cannot be reached (${what}); start it, or correct the URL of the database.`,
		);
	}
	return new StartError(`The database "${database}" of ${server} cannot be opened (${what}).`);
}
