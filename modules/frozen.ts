/**
 * Freezes a table with all that is in it: XS leaves frozen data in flash altogether, and keeps a
 * word of RAM for each object that could still change.
 */
export function frozen<T extends object>(table: T): T {
	for (const value of Object.values(table)) {
		if (typeof value === "object" && !Object.isFrozen(value)) frozen(value);
	}
	return Object.freeze(table);
}
