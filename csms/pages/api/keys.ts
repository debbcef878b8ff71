import type { TransactionFilter } from "./transaction-filter";

/** The names under which answers are kept; the live events change them by the same names. */
export const keys = {
	session: ["session"],
	chargePoints: ["charge-points"],
	violations: (identity: string) => ["violations", identity],
	firmwareUpdates: (identity: string) => ["firmware-updates", identity],
	uploads: (identity: string) => ["uploads", identity],
	registrations: ["registrations"],
	registrationStatus: (statusKey: string) => ["registration-status", statusKey],
	idTags: ["id-tags"],
	authorizations: ["authorizations"],
	transactions: ["transactions"],
	transactionList: (filter: TransactionFilter) => ["transactions", filter],
	transaction: (transactionId: number) => ["transaction", transactionId],
	meterValues: (transactionId: number) => ["meter-values", transactionId],
	diagnoses: ["diagnoses"],
	settings: ["settings"],
} as const;
