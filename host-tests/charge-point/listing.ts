import type { AuthorizationData, IdTagInfo, SendLocalListRequest } from "../../modules/ocpp/types";
import { Rig, type RigOptions } from "./rig";

const ACCEPTED: IdTagInfo = { status: "Accepted" };

export function connected(defaults: RigOptions["defaults"] = {}, recordBlocks = 16): Rig {
	const rig = new Rig({ recordBlocks, defaults });
	rig.advance(1);
	return rig;
}

export type Entries = (string | AuthorizationData)[];

export function request(
	updateType: "Full" | "Differential",
	listVersion: number,
	entries?: Entries,
): SendLocalListRequest {
	const localAuthorizationList = entries?.map((entry) =>
		typeof entry === "string" ? { idTag: entry, idTagInfo: ACCEPTED } : entry,
	);
	return { updateType, listVersion, ...(localAuthorizationList ? { localAuthorizationList } : {}) };
}

export function full(rig: Rig, version: number, entries?: Entries): unknown {
	return (rig.csms.call("SendLocalList", request("Full", version, entries)) as { status: string }).status;
}

export function differential(rig: Rig, version: number, entries?: Entries): unknown {
	return (rig.csms.call("SendLocalList", request("Differential", version, entries)) as { status: string })
		.status;
}

export function version(rig: Rig): unknown {
	return (rig.csms.call("GetLocalListVersion", {}) as { listVersion: number }).listVersion;
}

/** Which of the ids the list lets charge: asked offline, where nothing else does. */
export function allowed(rig: Rig, ids: readonly string[]): string[] {
	const { online } = rig;
	rig.setOnline(false);
	const found = ids.filter((idTag) => {
		rig.present(idTag);
		const accepted = rig.state().idTag !== null;
		if (accepted) rig.present(idTag);
		return accepted;
	});
	rig.setOnline(online);
	rig.advance(1);
	return found;
}

/** Ids of 20 characters with parents and expiry, as long as they get. */
export function long(from: number, to: number): AuthorizationData[] {
	return Array.from({ length: to - from }, (_, i) => ({
		idTag: `LONG-ID-TAG-NR-${String(from + i).padStart(5, "0")}`,
		idTagInfo: {
			status: "Accepted",
			expiryDate: "2031-12-31T23:59:59.999Z",
			parentIdTag: `PARENT-OF-${String(from + i).padStart(10, "0")}`,
		},
	}));
}
