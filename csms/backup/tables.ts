import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE, sql, type TableMetadata } from "kysely";
import type { AnyDb } from "./database";

/** The tables of the CSMS and of its migrations. */
export async function tablesOf(db: AnyDb): Promise<TableMetadata[]> {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	const schema = await schemaOf(db, tables);
	return tables.filter((table) => !table.isView && table.schema === schema);
}

/** PostgreSQL's introspection shows every schema; SQLite has none. */
async function schemaOf(db: AnyDb, tables: readonly TableMetadata[]): Promise<string | undefined> {
	if (!tables.some(({ schema }) => schema !== undefined)) return;
	const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(db);
	return rows[0].name;
}

/** Without those in which the migrations are counted. */
export function own(tables: readonly TableMetadata[]): TableMetadata[] {
	return tables.filter(
		({ name }) => name !== DEFAULT_MIGRATION_TABLE && name !== DEFAULT_MIGRATION_LOCK_TABLE,
	);
}

/** Each table after those that it refers to. */
export function parentsFirst(
	tables: readonly TableMetadata[],
	references: readonly { child: string; parent: string }[],
): TableMetadata[] {
	const sorted: TableMetadata[] = [];
	const seen = new Set<TableMetadata>();
	const visit = (table: TableMetadata) => {
		if (seen.has(table)) return;
		seen.add(table);
		for (const { child, parent } of references) {
			const referred = child === table.name && tables.find(({ name }) => name === parent);
			if (referred) visit(referred);
		}
		sorted.push(table);
	};
	for (const table of tables) visit(table);
	return sorted;
}
