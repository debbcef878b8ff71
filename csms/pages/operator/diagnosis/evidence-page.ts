import type { Evidence } from "../../../api/schemas/diagnoses";

/** Where records of a kind stand on the charge point's page. */
const TABS: Partial<Record<Evidence["what"], string>> = {
	"status-notification": "history?of=status",
	connection: "history?of=connections",
	"boot-notification": "history?of=boots",
	"security-event": "history?of=security",
	violation: "history?of=violations",
	command: "commands",
	"firmware-update": "files",
	certificate: "certificates",
	"local-list": "local-list",
};

/** The page on which a record stands; null where there is none. */
export function pageOf({ what, address }: Evidence, identity: string): string | null {
	const [, transaction] = /^\/transactions\/(\d+)/.exec(address) ?? [];
	if (transaction) return `/operator/transactions/${transaction}`;
	if (what === "authorization") return "/operator/authorizations";
	if (what === "refused-handshake") return "/operator";
	const tab = TABS[what];
	return tab === undefined ? null : `/operator/charge-points/${encodeURIComponent(identity)}/${tab}`;
}
