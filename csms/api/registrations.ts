import { Type } from "typebox";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import { Problem, TakenProblem } from "../problem";
import {
	acceptRegistration,
	addAccountOfRegistration,
	addRegistration,
	listRegistrations,
	readRegistrationStatus,
	rejectRegistration,
	withoutKey,
} from "../records/registrations";
import { readSettings } from "../records/settings";
import { hashPassword } from "../secrets";
import { Session } from "./schemas/accounts";
import {
	DriverPassword,
	NewRegistration,
	Registration,
	RegistrationConflict,
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
				description:
					"With a password the driver has an account of the e-mail address at once, and sees how the " +
					"registration stands with GET /me.",
				body: NewRegistration,
				response: errors({ 201: RegistrationReceipt, 409: RegistrationConflict }),
			},
		},
		async ({ body }, reply) => {
			const { password, ...driver } = body;
			if (driver.consent === false) {
				throw new Problem(400, "The body is wrong: without consent nothing can be stored.");
			}
			const passwordHash = password === undefined ? undefined : await hashPassword(password);
			const entered = await store
				.write(async (trx) => {
					const { acceptRegistrations } = await readSettings(trx, settings);
					return addRegistration(trx, driver, acceptRegistrations, passwordHash);
				})
				.catch((error) => {
					if (error instanceof TakenProblem) return error;
					throw error;
				});
			if (entered instanceof TakenProblem) {
				return reply.code(409).send({ error: entered.message, field: entered.field });
			}
			const receipt = entered;
			live.tell("registration", withoutKey(receipt));
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
	api.post(
		"/registrations/:statusKey/account",
		{
			config: { access: "public", rateLimit: { max: 30, timeWindow: "1 minute" } },
			schema: {
				tags,
				summary: "Make an account for the own registration, for a driver who registered without a password",
				params: StatusKeyParams,
				body: DriverPassword,
				response: errors({ 201: Session }),
			},
		},
		async ({ params, body }, reply) => {
			const passwordHash = await hashPassword(body.password);
			const account = await store.write((trx) =>
				addAccountOfRegistration(trx, params.statusKey, passwordHash),
			);
			return reply.code(201).send({ account, role: "driver" as const });
		},
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
		({ query }) => listRegistrations(store.db, query),
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
