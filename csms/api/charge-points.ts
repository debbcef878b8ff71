import { Type } from "typebox";
import { type Context, tellChargePoint, viewChargePoint, viewChargePoints } from "../context";
import { keyBytes } from "../ocpp/credentials";
import { Problem } from "../problem";
import { removeChargePoint } from "../records/charge-point-removal";
import { addChargePoint, changeChargePoint, findChargePoint } from "../records/charge-points";
import { listNotifications } from "../records/notifications";
import { listOddStops } from "../records/odd-stops";
import { hashKey } from "../secrets";
import {
	ChargePoint,
	ChargePointChange,
	ChargePointParams,
	ChargePointQuery,
	NewChargePointParams,
	Notification,
} from "./schemas/charge-points";
import { PageQuery } from "./schemas/fields";
import { OddStop } from "./schemas/transactions";
import { type Api, errors } from "./server";

/** The charge points, how they are, and with which credentials they may connect. */
export function addChargePointRoutes(api: Api, context: Context): void {
	const { store, cluster, live } = context;
	const tags = ["charge-points"];
	api.get(
		"/charge-points",
		{
			schema: {
				tags,
				summary: "The charge points by identity: all, or page by page",
				querystring: ChargePointQuery,
				response: errors({ 200: Type.Array(ChargePoint) }),
			},
		},
		({ query }) => viewChargePoints(context, query),
	);
	api.get(
		"/charge-points/:identity",
		{
			schema: {
				tags,
				summary: "One charge point",
				params: ChargePointParams,
				response: errors({ 200: ChargePoint }),
			},
		},
		async ({ params: { identity } }) => chargePointOrProblem(context, identity),
	);
	api.put(
		"/charge-points/:identity",
		{
			config: { access: "administrator" },
			schema: {
				tags,
				summary: "Enter or change a charge point; what is left out stays, or has its default",
				params: NewChargePointParams,
				body: ChargePointChange,
				response: errors({ 200: ChargePoint, 201: ChargePoint }),
			},
		},
		async ({ params: { identity }, body }, reply) => {
			const { authorizationKey: key, ...others } = body;
			const authorizationKeyHash = typeof key === "string" ? await hashKey(keyBytes(key)) : key;
			const settings = { ...others, authorizationKeyHash };
			const entered = await store.write(async (trx) => {
				const before = await findChargePoint(trx, identity);
				if (before) await changeChargePoint(trx, before, settings);
				else await addChargePoint(trx, identity, settings);
				return before === undefined;
			});
			await cluster.follow(identity);
			await tellChargePoint(context, identity);
			return reply.code(entered ? 201 : 200).send(await chargePointOrProblem(context, identity));
		},
	);
	api.delete(
		"/charge-points/:identity",
		{
			config: { access: "administrator" },
			schema: {
				tags,
				summary: "Remove a charge point and close its connection; its records stay",
				description:
					"409 while a transaction runs there. Where unknown charge points are taken in, one that still has " +
					"this address comes back.",
				params: ChargePointParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params: { identity } }, reply) => {
			await store.write((trx) => removeChargePoint(trx, identity, Date.now()));
			await cluster.follow(identity);
			live.tell("charge-point-removed", { identity });
			return reply.code(204).send(null);
		},
	);
	api.get(
		"/charge-points/:identity/notifications",
		{
			schema: {
				tags,
				summary: "Firmware, upload and security notifications, the newest first",
				params: ChargePointParams,
				querystring: PageQuery,
				response: errors({ 200: Type.Array(Notification) }),
			},
		},
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listNotifications(store.db, identity, query);
		},
	);
	api.get(
		"/charge-points/:identity/odd-stops",
		{
			schema: {
				tags,
				summary: "StopTransaction messages that did not fit, the newest first",
				params: ChargePointParams,
				querystring: PageQuery,
				response: errors({ 200: Type.Array(OddStop) }),
			},
		},
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listOddStops(store.db, identity, query);
		},
	);
}

/** The charge point as the API has it. Throws a Problem (404). */
export async function chargePointOrProblem(context: Context, identity: string): Promise<ChargePoint> {
	const chargePoint = await viewChargePoint(context, identity);
	if (!chargePoint) throw new Problem(404, `There is no charge point "${identity}".`);
	return chargePoint;
}
