import type { Context } from "../context";
import { isChange } from "./audit";
import { API } from "./openapi";
import type { Api } from "./server";

/**
 * Tells the live pages that a call has changed something, and of which kind: whoever shows a list of it asks
 * anew. What was changed is not told, for not everybody who listens may see it.
 */
export function tellChanges(api: Api, { live }: Context): void {
	api.addHook("onResponse", async (request, reply) => {
		if (!isChange(request) || !request.session) return;
		const [subject] = (request.routeOptions.url ?? "").slice(`${API}/`.length).split("/");
		live.tell("change", { subject, accepted: reply.statusCode < 400 });
	});
}
