import type { Evidence } from "../../../api/schemas/diagnoses";

/** The tab of the charge point's page on which records of a kind stand. */
const TABS: Partial<Record<Evidence["what"], string>> = {
	violation: "",
	"firmware-update": "/files",
};

/** The page on which a record stands; null where there is none. */
export function pageOf({ what, address }: Evidence, identity: string): string | null {
	const [, transaction] = /^\/transactions\/(\d+)/.exec(address) ?? [];
	if (transaction) return `/operator/transactions/${transaction}`;
	if (what === "authorization") return "/operator/authorizations";
	const tab = TABS[what];
	return tab === undefined ? null : `/operator/charge-points/${encodeURIComponent(identity)}${tab}`;
}
