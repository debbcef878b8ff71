import { expect } from "vitest";
import type { AuthorizationData, IdTagInfo } from "../../modules/ocpp/types";
import { Rig, type RigOptions } from "./rig";

export const ACCEPTED = { status: "Accepted" } as const;
export const FAMILY = { status: "Accepted", parentIdTag: "FAMILY" } as const;

/** A moment of the CSMS's clock, `seconds` from now. */
export function inSeconds(rig: Rig, seconds: number): string {
	return new Date(Date.parse(rig.csms.time) + seconds * 1000).toISOString();
}

export function sendList(rig: Rig, ids: Record<string, IdTagInfo>, listVersion = 1): void {
	const localAuthorizationList: AuthorizationData[] = [];
	for (const idTag in ids) localAuthorizationList.push({ idTag, idTagInfo: ids[idTag] });
	const request = { listVersion, updateType: "Full", localAuthorizationList } as const;
	expect(rig.csms.call("SendLocalList", request)).toEqual({ status: "Accepted" });
}

/** A connected charge point with a list. */
export function listed(ids: Record<string, IdTagInfo>, defaults: RigOptions["defaults"] = {}): Rig {
	const rig = new Rig({ recordBlocks: 16, defaults });
	rig.advance(1);
	sendList(rig, ids);
	return rig;
}

/** Lets the CSMS say something of an id, once, so that the cache knows it. */
export function teach(rig: Rig, idTag: string, idTagInfo: IdTagInfo): void {
	rig.csms.answer("Authorize", { idTagInfo });
	rig.present(idTag);
	if (rig.state().idTag !== null) rig.present(idTag);
	rig.csms.answerAsUsual("Authorize");
	rig.csms.clear();
}

/** A connected charge point whose cache knows ids. */
export function cached(ids: Record<string, IdTagInfo>, defaults: RigOptions["defaults"] = {}): Rig {
	const rig = new Rig({ defaults });
	rig.advance(1);
	for (const idTag in ids) teach(rig, idTag, ids[idTag]);
	return rig;
}

/** Plugs and presents; tells whether energy flows. */
export function charges(rig: Rig, idTag: string): boolean {
	rig.charge(idTag);
	rig.advance(1);
	return rig.connector.contactor;
}

export function leave(rig: Rig): void {
	const { transactionId, idTag } = rig.state();
	if (transactionId !== null || rig.connector.locked) rig.present(idTag ?? "");
	rig.connector.plug(false);
	rig.advance(1);
}

export const warnings = (rig: Rig) =>
	rig.csms
		.all("StatusNotification")
		.filter(({ connectorId }) => connectorId === 0)
		.map(({ status, errorCode, info }) => [status, errorCode, info].filter(Boolean).join(" "));

export const PRE = { LocalPreAuthorize: "true" };
