import type { SendLocalListRequest } from "../../../modules/ocpp/types";
import { Problem } from "../../problem";
import { idTagKey } from "../../records/id-tags";
import { findLocalList } from "../../records/local-lists";
import type { Check } from "../checks";

/** R-CS-12: what no charge point may accept is not sent. */
export const checkSendLocalList: Check = async ({ context: { store }, identity, payload }) => {
	const request = payload as unknown as SendLocalListRequest;
	const fault = listFault(request);
	if (fault !== undefined) throw new Problem(422, fault);
	const most = (await findLocalList(store.db, identity))?.send_max ?? null;
	const count = request.localAuthorizationList?.length ?? 0;
	if (most !== null && count > most) {
		throw new Problem(
			422,
			`${identity} takes ${most} ids in one message (SendLocalListMaxLength), not ${count}.`,
		);
	}
};

function listFault({
	listVersion,
	updateType,
	localAuthorizationList = [],
}: SendLocalListRequest): string | undefined {
	if (listVersion <= 0) return "listVersion must be 1 or more.";
	const keys = new Set<string>();
	for (const { idTag, idTagInfo } of localAuthorizationList) {
		const key = idTagKey(idTag);
		if (keys.has(key)) return `"${idTag}" is in the list twice; upper and lower case are the same.`;
		keys.add(key);
		if (updateType === "Full" && !idTagInfo)
			return `"${idTag}" needs idTagInfo: a Full update deletes nobody.`;
	}
}
