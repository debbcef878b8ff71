import type { TestProject } from "vitest/node";
import { Store } from "../../csms/database/store";
import { findPostgres } from "./find-postgres";
import { makePostgres, USER } from "./postgres-server";

declare module "vitest" {
	interface ProvidedContext {
		/** Where the tests' databases are, in the project that has PostgreSQL. */
		postgres: { administrator: string; template: string; urlOf: string } | undefined;
	}
}

/** Stands in a URL for the name of a database. */
export const NAME = "NAME-OF-DATABASE";
const TEMPLATE = "empty_csms";

/** Vitest calls it once before the tests on PostgreSQL: one server for all, with a database to copy. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const bin = findPostgres();
	if (bin === undefined) throw new Error("There is no PostgreSQL here");
	// The tests end processes, never the machine.
	const server = await makePostgres(bin, { fsync: "off", full_page_writes: "off" });
	try {
		await server.run(`create database ${TEMPLATE} owner ${USER}`);
		await (await Store.open({ url: server.url(TEMPLATE) })).close();
		const administrator = server.url("postgres", "postgres");
		project.provide("postgres", { administrator, template: TEMPLATE, urlOf: server.url(NAME) });
	} catch (error) {
		await server.remove();
		throw error;
	}
	return () => server.remove();
}
