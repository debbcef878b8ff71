import { Type } from "typebox";
import type { Context } from "../context";
import { listNotices, sendAgain } from "../notices/queue";
import { Notice, NoticesQuery, NumberParams } from "./schemas/notices";
import { type Api, errors } from "./server";

/** What was sent by e-mail and webhooks, and what waits. */
export function addNoticeRoutes(api: Api, { store, live, notices }: Context): void {
	const tags = ["messages"];
	api.get(
		"/notices",
		{
			schema: {
				tags,
				summary: "Messages of the last 30 days and what became of them, the newest first",
				querystring: NoticesQuery,
				response: errors({ 200: Type.Array(Notice) }),
			},
		},
		({ query: { limit = 100, ...filter } }) => listNotices(store.db, { ...filter, limit }),
	);
	api.post(
		"/notices/:id/send-again",
		{
			schema: {
				tags,
				summary: "Try a message that has failed for another day",
				params: NumberParams,
				response: errors({ 200: Notice }),
			},
		},
		async ({ params }) => {
			const notice = await store.write((trx) => sendAgain(trx, params.id, Date.now()));
			live.tell("notice", notice);
			notices.wake();
			return notice;
		},
	);
}
