import own from "./own.json" with { type: "json" };
import transactions from "./transactions.json" with { type: "json" };

/** The Traditional Chinese texts of a driver's own pages, beyond those of the first. */
export const texts = { ...own, ...transactions };
