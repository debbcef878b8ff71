import type { AuthorizeRequest, AuthorizeResponse } from "../../../modules/ocpp/types";
import { judge, recordAuthorization } from "../../records/authorizations";
import type { Call } from "../connection";

/** Says what an id may do. How many transactions it has counts only when one starts. */
export async function authorize(
	{ context, connection, receivedAt }: Call,
	{ idTag }: AuthorizeRequest,
): Promise<AuthorizeResponse> {
	const { identity } = connection;
	const { idTagInfo, authorization } = await context.store.write(async (trx) => {
		const { idTagInfo } = await judge(trx, idTag, receivedAt);
		const { status } = idTagInfo;
		const asked = {
			identity,
			connectorId: null,
			idTag,
			action: "Authorize",
			status,
			at: receivedAt,
		} as const;
		return { idTagInfo, authorization: await recordAuthorization(trx, asked) };
	});
	context.live.tell("authorization", authorization);
	return { idTagInfo };
}
