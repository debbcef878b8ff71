import type { Transaction } from "../../api/schemas/transactions";

/** Which transactions a list holds; what is left out or empty does not choose. */
export interface TransactionFilter {
	identity?: string;
	idTag?: string;
	/** ISO 8601: started at this moment or later. */
	from?: string;
	/** ISO 8601: started before this moment. */
	to?: string;
	active?: boolean;
	/** Without a stop although something says that it has ended. */
	open?: boolean;
	userId?: number;
}

/** Whether a list with this filter holds the transaction. */
export function fits(filter: TransactionFilter, transaction: Transaction): boolean {
	const { identity, idTag, from, to, active, open, userId } = filter;
	const start = Date.parse(transaction.start);
	return (
		(!identity || transaction.identity === identity) &&
		(!idTag || transaction.idTag.toLowerCase() === idTag.toLowerCase()) &&
		(!from || start >= Date.parse(from)) &&
		(!to || start < Date.parse(to)) &&
		(userId === undefined || transaction.userId === userId) &&
		(open === undefined || (transaction.openReason !== null) === open) &&
		(active === undefined || transaction.active === active)
	);
}
