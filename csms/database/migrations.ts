import type { Migration, MigrationProvider } from "kysely";
import { makeFirstTables } from "./migrations/001-first-tables";

/** Every step from an empty database to `tables.ts`, in the order of the names. A step never changes. */
const MIGRATIONS: Record<string, Migration> = {
	"001 first tables": { up: makeFirstTables },
};

export const migrations: MigrationProvider = {
	getMigrations: () => Promise.resolve(MIGRATIONS),
};
