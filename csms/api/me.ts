import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { type Context, viewChargePoints } from "../context";
import { period } from "../moment";
import { type CommandRequest, command } from "../ocpp/commands";
import { Problem } from "../problem";
import { accountOrProblem, changeAccount } from "../records/accounts";
import { listMeterValues, listNewestMeterValues } from "../records/meter-values";
import {
	changeOwnIdTag,
	freeConnectors,
	listOwnChargePoints,
	listOwnIdTags,
	readOwnTransaction,
	registrationOf,
	toOwnTransaction,
	usableOwnIdTag,
} from "../records/own";
import { addOwnRegistration } from "../records/registrations";
import { readSettings } from "../records/settings";
import { addressGroup, beginTry, endTry } from "../records/sign-in-tries";
import { listTransactions, toRecord } from "../records/transactions";
import { changeUser, userOrProblem } from "../records/users";
import { hashPassword, matches } from "../secrets";
import { withCost, withCosts } from "../tariffs/costs";
import { monthTotals } from "../tariffs/month-totals";
import { knownTimeZone } from "../time-zone";
import { type Asker, signedIn } from "./access";
import { commandAnswers, sendOutcome } from "./command-answer";
import { IdTagParams } from "./schemas/drivers";
import {
	FreeConnector,
	Me,
	MeChange,
	MonthTotal,
	NewOwnIdTag,
	OwnChargePoint,
	OwnIdTag,
	OwnIdTagChange,
	OwnMeterValuesQuery,
	OwnTotalsQuery,
	OwnTransaction,
	OwnTransactionQuery,
	RemoteStart,
	RemoteStop,
} from "./schemas/me";
import { MeterValue, TransactionParams } from "./schemas/transactions";
import { type Api, errors } from "./server";

const tags = ["me"];
const driver = { access: "driver" } as const;

/** The own account of everybody, and what drivers see and do. */
export function addMeRoutes(api: Api, context: Context): void {
	addAccountRoutes(api, context);
	addIdTagRoutes(api, context);
	addTransactionRoutes(api, context);
	addRemoteRoutes(api, context);
}

/** The number of the driver who asks; throws a Problem before the registration is accepted. */
export async function acceptedDriver(
	{ store }: Context,
	{ session }: Pick<FastifyRequest, "session">,
): Promise<number> {
	const user = await userOrProblem(store.db, session!.userId!);
	const registration = await registrationOf(store.db, user);
	if (registration === "Accepted") return user.id;
	throw new Problem(
		403,
		registration === "Pending"
			? "Your registration waits for an operator's answer."
			: "Your registration was rejected.",
	);
}

/** Wrong passwords count as tries to sign in: whoever finds an open browser must not guess on. */
export async function checkOldPassword(
	{ store }: Context,
	account: string,
	ip: string,
	password: string | undefined,
): Promise<void> {
	if (password === undefined) throw new Problem(400, "The body is wrong: oldPassword is needed for this.");
	const attempt = await store.write((trx) => beginTry(trx, account, addressGroup(ip)));
	if (attempt === undefined) throw new Problem(429, "Too many attempts; try again in 15 minutes.");
	const row = await accountOrProblem(store.db, account);
	if (!(await matches(password, row.password_hash))) throw new Problem(403, "The old password is wrong.");
	await store.write((trx) => endTry(trx, attempt));
}

function addAccountRoutes(api: Api, context: Context): void {
	const { store } = context;
	const config = { access: "account" } as const;
	api.get(
		"/me",
		{ config, schema: { tags, summary: "The own account", response: errors({ 200: Me }) } },
		({ session }) => me(session!),
	);
	api.patch(
		"/me",
		{
			config,
			schema: {
				tags,
				summary: "Change the own account; a new password ends its other sessions",
				description:
					"A new password or e-mail address needs the oldPassword, and a session: a token cannot change " +
					"them. Accounts that are no driver's have a password alone.",
				body: MeChange,
				response: errors({ 200: Me }),
			},
		},
		async (request) => {
			const { password, oldPassword, ...change } = request.body;
			const asker = request.session!;
			if (password !== undefined || change.email !== undefined) {
				await checkOldPassword(context, signedIn(request).account, request.ip, oldPassword);
			}
			const passwordHash = password === undefined ? undefined : await hashPassword(password);
			const { account, userId, sessionId } = asker;
			await store.write(async (trx) => {
				if (userId !== null) {
					await changeUser(trx, userId, change, passwordHash, sessionId);
				} else if (Object.keys(change).length > 0) {
					throw new Problem(409, `"${account}" is no driver's account, so it has a password alone.`);
				} else if (passwordHash !== undefined) {
					await changeAccount(trx, account, { passwordHash }, sessionId);
				}
			});
			return me(change.email === undefined ? asker : { ...asker, account: change.email.toLowerCase() });
		},
	);

	async function me({ account, role, userId }: Asker): Promise<Me> {
		if (userId === null) {
			return { account, role, userId, name: null, email: null, language: null, registration: null };
		}
		const user = await userOrProblem(store.db, userId);
		const { name, email, language } = user;
		return {
			account,
			role,
			userId,
			name,
			email,
			language,
			registration: await registrationOf(store.db, user),
		};
	}
}

function addIdTagRoutes(api: Api, context: Context): void {
	const { store, live, settings } = context;
	api.get(
		"/me/id-tags",
		{
			config: driver,
			schema: {
				tags,
				summary: "The own cards, and those that wait for an answer",
				response: errors({ 200: Type.Array(OwnIdTag) }),
			},
		},
		({ session }) => listOwnIdTags(store.db, session!.userId!),
	);
	api.post(
		"/me/id-tags",
		{
			config: driver,
			schema: {
				tags,
				summary: "Add a card; it waits for an operator's answer unless registrations are accepted at once",
				body: NewOwnIdTag,
				response: errors({ 201: OwnIdTag }),
			},
		},
		async (request, reply) => {
			const userId = await acceptedDriver(context, request);
			const registration = await store.write(async (trx) => {
				const { acceptRegistrations } = await readSettings(trx, settings);
				const user = await userOrProblem(trx, userId);
				return addOwnRegistration(trx, user, request.body, acceptRegistrations);
			});
			live.tell("registration", registration);
			const { idTag, status, createdAt } = registration;
			const label = request.body.label?.trim() ?? null;
			return reply.code(201).send({ idTag, label, status, blocked: false, expiryDate: null, createdAt });
		},
	);
	api.patch(
		"/me/id-tags/:idTag",
		{
			config: driver,
			schema: {
				tags,
				summary: "Block a card that was lost, or call it something else",
				description:
					"Only an operator lets it charge again: whoever has found the card may have found the phone, too.",
				params: IdTagParams,
				body: OwnIdTagChange,
				response: errors({ 200: OwnIdTag }),
			},
		},
		async (request) => {
			const userId = await acceptedDriver(context, request);
			const { idTag } = request.params;
			const changed = await store.write((trx) => changeOwnIdTag(trx, userId, idTag, request.body));
			live.tell("id-tag", { idTag: changed.idTag, userId });
			return changed;
		},
	);
}

function addTransactionRoutes(api: Api, context: Context): void {
	const { store } = context;
	api.get(
		"/me/transactions",
		{
			config: driver,
			schema: {
				tags,
				summary: "The own transactions, the newest first",
				querystring: OwnTransactionQuery,
				response: errors({ 200: Type.Array(OwnTransaction) }),
			},
		},
		async (request) => {
			const userId = await acceptedDriver(context, request);
			const { from, to, limit = 100, ...filter } = request.query;
			const transactions = await listTransactions(store.db, {
				...filter,
				...period(from, to),
				userId,
				limit,
			});
			return (await withCosts(store.db, transactions)).map(toOwnTransaction);
		},
	);
	api.get(
		"/me/transactions/:transactionId",
		{
			config: driver,
			schema: {
				tags,
				summary: "One of the own transactions",
				params: TransactionParams,
				response: errors({ 200: OwnTransaction }),
			},
		},
		async (request) => {
			const userId = await acceptedDriver(context, request);
			const row = await readOwnTransaction(store.db, userId, request.params.transactionId);
			return toOwnTransaction(await withCost(store.db, row));
		},
	);
	api.get(
		"/me/transactions/:transactionId/meter-values",
		{
			config: driver,
			schema: {
				tags,
				summary: "The meter values of one of the own transactions by their timestamps",
				params: TransactionParams,
				querystring: OwnMeterValuesQuery,
				response: errors({ 200: Type.Array(MeterValue) }),
			},
		},
		async (request) => {
			const { transactionId } = request.params;
			const { newest } = request.query;
			await readOwnTransaction(store.db, await acceptedDriver(context, request), transactionId);
			return newest === undefined
				? listMeterValues(store.db, transactionId)
				: listNewestMeterValues(store.db, transactionId, newest);
		},
	);
	api.get(
		"/me/totals",
		{
			config: driver,
			schema: {
				tags,
				summary: "What the own transactions of each month add up to, the newest first",
				querystring: OwnTotalsQuery,
				response: errors({ 200: Type.Array(MonthTotal) }),
			},
		},
		async (request) => {
			const userId = await acceptedDriver(context, request);
			const { from, to, timeZone } = request.query;
			const { currency, ...site } = await readSettings(store.db, context.settings);
			const zone = timeZone === undefined ? site.timeZone : knownTimeZone(timeZone);
			return monthTotals(store.db, userId, { ...period(from, to), timeZone: zone, currency });
		},
	);
}

function addRemoteRoutes(api: Api, context: Context): void {
	const { store } = context;
	api.get(
		"/me/connectors",
		{
			config: driver,
			schema: {
				tags,
				summary: "The connectors at which charging can be started",
				response: errors({ 200: Type.Array(FreeConnector) }),
			},
		},
		async (request) => {
			await acceptedDriver(context, request);
			return freeConnectors(store.db, await viewChargePoints(context));
		},
	);
	api.get(
		"/me/charge-points",
		{
			config: driver,
			schema: {
				tags,
				summary: "How people call the charge points at which the driver has charged",
				response: errors({ 200: Type.Array(OwnChargePoint) }),
			},
		},
		async (request) => listOwnChargePoints(store.db, await acceptedDriver(context, request)),
	);
	const description = "The answers are those of the commands to charge points.";
	api.post(
		"/me/remote-start",
		{
			config: driver,
			schema: {
				tags,
				summary: "Start charging with one of the own cards",
				description,
				body: RemoteStart,
				response: errors(commandAnswers),
			},
		},
		async (request, reply) => {
			const userId = await acceptedDriver(context, request);
			const { identity, connectorId } = request.body;
			const own = await usableOwnIdTag(store.db, userId, request.body, Date.now());
			return give(reply, {
				identity,
				action: "RemoteStartTransaction",
				payload: { connectorId, idTag: own },
				account: request.session!.account,
			});
		},
	);
	api.post(
		"/me/remote-stop",
		{
			config: driver,
			schema: {
				tags,
				summary: "Stop one of the own transactions",
				description,
				body: RemoteStop,
				response: errors(commandAnswers),
			},
		},
		async (request, reply) => {
			const userId = await acceptedDriver(context, request);
			const { transactionId } = request.body;
			const { identity, active } = toRecord(await readOwnTransaction(store.db, userId, transactionId));
			if (!active) throw new Problem(409, `The transaction ${transactionId} has ended.`);
			return give(reply, {
				identity,
				action: "RemoteStopTransaction",
				payload: { transactionId },
				account: request.session!.account,
			});
		},
	);

	async function give(reply: FastifyReply, request: CommandRequest) {
		return sendOutcome(reply, request, await command(context, request));
	}
}
