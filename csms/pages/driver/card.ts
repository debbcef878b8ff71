import type { OwnIdTag } from "../../api/schemas/me";

export type CardState = "mayCharge" | "Pending" | "Rejected" | "blocked" | "expired";

/** Whether a card may charge, or why not. */
export function stateOf({ status, blocked, expiryDate }: OwnIdTag): CardState {
	if (status !== "Accepted") return status;
	if (blocked) return "blocked";
	return expiryDate !== null && Date.parse(expiryDate) <= Date.now() ? "expired" : "mayCharge";
}

/** Whether a card may charge now. */
export function mayCharge(card: OwnIdTag): boolean {
	return stateOf(card) === "mayCharge";
}

/** What the driver calls a card, with its number. */
export function cardName({ idTag, label }: Pick<OwnIdTag, "idTag" | "label">): string {
	return label === null ? idTag : `${label} · ${idTag}`;
}
