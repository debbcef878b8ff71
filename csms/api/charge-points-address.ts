import type { FastifyReply, FastifyRequest } from "fastify";
import { OCPP } from "../ocpp/upgrade";
import type { Api } from "./server";

/** Tells whoever comes to the address of charge points without asking for a WebSocket what it is. */
export function addChargePointsAddress(server: Api): void {
	const answer = (_request: FastifyRequest, reply: FastifyReply) =>
		reply
			.code(426)
			.headers({ upgrade: "websocket", connection: "upgrade" })
			.send({
				error: `Charge points connect here by WebSocket: ${OCPP} and the percent-encoded identity.`,
			});
	for (const url of [OCPP.slice(0, -1), `${OCPP}*`]) server.get(url, { schema: { hide: true } }, answer);
}
