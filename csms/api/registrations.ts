import { Type } from "typebox";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import {
	acceptRegistration,
	addRegistration,
	listRegistrations,
	readRegistrationStatus,
	rejectRegistration,
} from "../records/registrations";
import { readSettings } from "../records/settings";
import {
	NewRegistration,
	Registration,
	RegistrationParams,
	RegistrationQuery,
	RegistrationReceipt,
	RegistrationStatus,
	StatusKeyParams,
} from "./schemas/drivers";
import { type Api, errors } from "./server";

/** Drivers register themselves; operators accept or reject them. */
export function addRegistrationRoutes(api: Api, { store, live, settings }: Context): void {
	const tags = ["registrations"];
	api.post(
		"/registrations",
		{
			config: { access: "public", rateLimit: { max: 30, timeWindow: "1 minute" } },
			schema: {
				tags,
				summary: "Register as a driver",
				body: NewRegistration,
				response: errors({ 201: RegistrationReceipt }),
			},
		},
		async ({ body }, reply) => {
			const receipt = await store.write(async (trx) => {
				const { acceptRegistrations } = await readSettings(trx, settings);
				return addRegistration(trx, body, acceptRegistrations);
			});
			const { statusKey: _, ...registration } = receipt;
			live.tell("registration", registration);
			return reply.code(201).send(receipt);
		},
	);
	api.get(
		"/registrations/:statusKey/status",
		{
			config: { access: "public" },
			schema: {
				tags,
				summary: "How the own registration stands, for the driver",
				params: StatusKeyParams,
				response: errors({ 200: RegistrationStatus }),
			},
		},
		({ params }) => readRegistrationStatus(store.db, params.statusKey),
	);
	api.get(
		"/registrations",
		{
			schema: {
				tags,
				summary: "All registrations, the newest first",
				querystring: RegistrationQuery,
				response: errors({ 200: Type.Array(Registration) }),
			},
		},
		({ query }) => listRegistrations(store.db, query.status),
	);

	const answer = async (judge: (db: Db, id: number) => Promise<Registration>, id: number) => {
		const registration = await store.write((trx) => judge(trx, id));
		live.tell("registration", registration);
		return registration;
	};
	const schema = { tags, params: RegistrationParams, response: errors({ 200: Registration }) };
	api.post(
		"/registrations/:id/accept",
		{ schema: { ...schema, summary: "Accept: the id may charge from now on" } },
		({ params }) => answer(acceptRegistration, params.id),
	);
	api.post("/registrations/:id/reject", { schema: { ...schema, summary: "Reject" } }, ({ params }) =>
		answer(rejectRegistration, params.id),
	);
}
