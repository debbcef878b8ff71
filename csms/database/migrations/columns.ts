import type { ColumnDefinitionBuilder } from "kysely";

export const required = (column: ColumnDefinitionBuilder) => column.notNull();
export const key = (column: ColumnDefinitionBuilder) => column.primaryKey();
/** Ids that are never given out twice, also after a deletion. */
export const numbered = (column: ColumnDefinitionBuilder) => column.primaryKey().autoIncrement();
