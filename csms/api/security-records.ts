import { Type } from "typebox";
import type { Context } from "../context";
import { listSecurityEvents } from "../records/notifications";
import { listRefusals } from "../records/refused-handshakes";
import {
	RefusedHandshake,
	RefusedHandshakeQuery,
	SecurityEvent,
	SecurityEventQuery,
} from "./schemas/certificates";
import { type Api, errors } from "./server";

/** What happened to the security of the charge points and of their connections. */
export function addSecurityRecordRoutes(api: Api, { store, refusals }: Context): void {
	const tags = ["security"];
	api.get(
		"/security-events",
		{
			schema: {
				tags,
				summary: "Security events that charge points have told, the newest first",
				querystring: SecurityEventQuery,
				response: errors({ 200: Type.Array(SecurityEvent) }),
			},
		},
		({ query }) => listSecurityEvents(store.db, query),
	);
	api.get(
		"/refused-handshakes",
		{
			schema: {
				tags,
				summary: "Refused connections of charge points, counted; those that happened last come first",
				querystring: RefusedHandshakeQuery,
				response: errors({ 200: Type.Array(RefusedHandshake) }),
			},
		},
		async ({ query }) => {
			await refusals.flush();
			return listRefusals(store.db, { ...query, limit: query.limit ?? 100 });
		},
	);
}
