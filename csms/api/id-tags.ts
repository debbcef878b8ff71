import { Type } from "typebox";
import type { Context } from "../context";
import { addIdTag, changeIdTag, deleteIdTag, listIdTags, readIdTag } from "../records/id-tags";
import { listUnknownIdTags } from "../records/unknown-id-tags";
import { IdTag, IdTagChange, IdTagParams, IdTagQuery, NewIdTag, UnknownIdTag } from "./schemas/drivers";
import { NewestQuery } from "./schemas/fields";
import { type Api, errors } from "./server";

/** The ids that may charge, or no longer may. */
export function addIdTagRoutes(api: Api, { store, live }: Context): void {
	const tags = ["id-tags"];

	/** To the drivers whose it was and is. */
	function tell(idTag: string, ...userIds: (number | null)[]): void {
		for (const userId of new Set(userIds)) live.tell("id-tag", { idTag, userId });
	}

	api.get(
		"/id-tags",
		{
			schema: {
				tags,
				summary: "The ids in their order: all, or page by page",
				querystring: IdTagQuery,
				response: errors({ 200: Type.Array(IdTag) }),
			},
		},
		({ query }) => listIdTags(store.db, query),
	);
	api.get(
		"/unknown-id-tags",
		{
			schema: {
				tags,
				summary: "Ids that were presented and that nobody has entered, the newest first",
				querystring: NewestQuery,
				response: errors({ 200: Type.Array(UnknownIdTag) }),
			},
		},
		({ query }) => listUnknownIdTags(store.db, query.limit ?? 100),
	);
	api.post(
		"/id-tags",
		{ schema: { tags, summary: "Add an id", body: NewIdTag, response: errors({ 201: IdTag }) } },
		async ({ body }, reply) => {
			const added = await store.write((trx) => addIdTag(trx, body));
			tell(added.idTag, added.userId);
			return reply.code(201).send(added);
		},
	);
	api.get(
		"/id-tags/:idTag",
		{ schema: { tags, summary: "One id", params: IdTagParams, response: errors({ 200: IdTag }) } },
		({ params }) => readIdTag(store.db, params.idTag),
	);
	api.patch(
		"/id-tags/:idTag",
		{
			schema: {
				tags,
				summary: "Change an id",
				params: IdTagParams,
				body: IdTagChange,
				response: errors({ 200: IdTag }),
			},
		},
		async ({ params, body }) => {
			const [before, changed] = await store.write(async (trx) => [
				await readIdTag(trx, params.idTag),
				await changeIdTag(trx, params.idTag, body),
			]);
			tell(changed.idTag, before.userId, changed.userId);
			return changed;
		},
	);
	api.delete(
		"/id-tags/:idTag",
		{
			schema: {
				tags,
				summary: "Delete an id; its transactions stay",
				params: IdTagParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			const { idTag, userId } = await store.write(async (trx) => {
				const deleted = await readIdTag(trx, params.idTag);
				await deleteIdTag(trx, params.idTag);
				return deleted;
			});
			tell(idTag, userId);
			return reply.code(204).send(null);
		},
	);
}
