import type { AuthorizationData, UpdateStatus, UpdateType } from "../../modules/ocpp/types";
import type { Context } from "../context";
import type { LocalListRow } from "../database/tables/local-lists";
import { tellLocalList } from "../live-changes";
import { CSMS_ACCOUNT } from "../records/accounts";
import type { CommandOutcome } from "../records/commands";
import { claimList, endClaim, keepClaim, listDueLists, postpone } from "../records/local-list-dues";
import {
	enterLocalList,
	findLocalList,
	listWanted,
	readEntries,
	recordListSupport,
} from "../records/local-lists";
import { command } from "./commands";
import type { Connection } from "./connection";
import { planDifferential, planFull } from "./local-list-plan";

/** Entries of one message to a charge point that does not tell its SendLocalListMaxLength. */
const CAUTIOUS_LENGTH = 20;
/** Lists that one process updates at the same time. */
const PARALLEL = 20;
/** Milliseconds until a mute charge point is tried again; twice as long each time, up to the second. */
const [FIRST_RETRY, LAST_RETRY] = [60_000, 60 * 60_000];

/** One update of one list. */
interface Update {
	context: Context;
	identity: string;
	account: string;
}

/** Why an update did not come to its end. */
class UpdateEnd extends Error {
	/** Whether to try again: it is not there, or does not answer. */
	readonly retry: "never" | "connected" | "later";

	constructor(problem: string, retry: UpdateEnd["retry"] = "never") {
		super(problem);
		this.retry = retry;
	}
}

/**
 * Brings the local list of a charge point in step with the registered ids, Differential where that does, or
 * Full (R-CS-12). What came of it is in the record. Busy: nothing was done, for another update runs.
 * Postponed: there was no answer.
 */
export async function updateLocalList(
	context: Context,
	identity: string,
	account: string,
	updateType?: UpdateType,
): Promise<"ended" | "busy" | "postponed"> {
	const { store } = context;
	const now = Date.now();
	const isClaimed = await store.write(async (trx) => {
		await enterLocalList(trx, identity);
		return claimList(trx, identity, now, now + claimTime(context));
	});
	if (!isClaimed) return "busy";
	await tellLocalList(context, identity);
	try {
		await run({ context, identity, account }, updateType);
		await store.write((trx) => endClaim(trx, identity, null));
		return "ended";
	} catch (error) {
		await store.write((trx) => endBadly(trx, identity, error));
		if (!(error instanceof UpdateEnd)) throw error;
		return error.retry === "never" ? "ended" : "postponed";
	} finally {
		await tellLocalList(context, identity);
	}
}

/**
 * Keeps the lists of the charge points that are connected to this process in step, some `delay` milliseconds
 * after a change, so that several changes go in one message. Answers what ends it.
 */
export function followIdTags(context: Context, delay: number): () => Promise<void> {
	const running = new Map<string, Promise<void>>();
	/** Connections that gave no answer: their time is up to the record, that of a new connection is now. */
	const mute = new WeakSet<Connection>();
	let looking: Promise<void> | undefined;
	const update = async (identity: string, connection: Connection) => {
		try {
			const end = await updateLocalList(context, identity, CSMS_ACCOUNT);
			if (end === "postponed") mute.add(connection);
		} catch (error) {
			context.log.error({ identity, err: error }, "A local list could not be updated.");
		} finally {
			running.delete(identity);
		}
	};
	const look = async () => {
		try {
			const now = Date.now();
			for (const { identity, isPostponed } of await listDueLists(context.store.db, now - delay, now)) {
				if (running.size >= PARALLEL) break;
				const connection = context.fleet.get(identity);
				if (connection?.acceptance !== "Accepted" || running.has(identity)) continue;
				if (isPostponed && mute.has(connection)) continue;
				running.set(identity, update(identity, connection));
			}
		} catch (error) {
			context.log.error(error, "The local lists could not be looked after.");
		} finally {
			looking = undefined;
		}
	};
	const timer = setInterval(() => {
		looking ??= look();
	}, delay / 2);
	timer.unref();
	return async () => {
		clearInterval(timer);
		await looking;
		await Promise.all(running.values());
	};
}

async function run(update: Update, updateType: UpdateType | undefined): Promise<void> {
	const { context, identity } = update;
	if (!(await rowOf(update)).is_checked) await check(update);
	const row = await rowOf(update);
	if (updateType !== "Full" && row.needs_full === 0) {
		const [wanted, there] = [
			await listWanted(context.store.db, row),
			await readEntries(context.store.db, identity),
		];
		const changes = planDifferential(wanted, there, lengthOf(row), Date.now());
		if (changes && (await sendAll(update, "Differential", changes))) return;
	}
	const entries = planFull(await listWanted(context.store.db, row), lengthOf(row), Date.now());
	if (!entries) {
		throw new UpdateEnd(
			`${identity} takes ${row.list_max} ids (LocalAuthListMaxLength), and more may charge: choose some of them.`,
		);
	}
	if (await sendAll(update, "Full", entries)) return;
	throw new UpdateEnd(`${identity} did not accept the whole list of ${entries.length} ids.`);
}

/** Asks for the lengths and the version. */
async function check(update: Update): Promise<void> {
	const { context, identity } = update;
	const key = ["LocalAuthListEnabled", "LocalAuthListMaxLength", "SendLocalListMaxLength"];
	const configuration = await send(update, "GetConfiguration", { key });
	const told = new Map<string, string>();
	for (const one of (configuration.response?.configurationKey ?? []) as { key: string; value?: string }[]) {
		told.set(one.key.toLowerCase(), one.value ?? "");
	}
	const isDisabled = told.get("localauthlistenabled")?.toLowerCase() === "false";
	await context.store.write((trx) =>
		recordListSupport(trx, identity, {
			support: isDisabled ? "Disabled" : "Unknown",
			list_max: length(told.get("localauthlistmaxlength")),
			send_max: length(told.get("sendlocallistmaxlength")),
		}),
	);
	if (isDisabled) {
		throw new UpdateEnd(`${identity} uses no list: set its LocalAuthListEnabled to true.`);
	}
	await send(update, "GetLocalListVersion", {});
	if ((await rowOf(update)).support === "NotSupported") throw notSupported(identity);
}

/**
 * Sends entries in as many messages as the charge point needs, the first one of the given type, the others
 * Differential. False when it refuses one: it needs a Full update then.
 */
async function sendAll(
	update: Update,
	first: UpdateType,
	entries: readonly AuthorizationData[],
): Promise<boolean> {
	const { send_max } = await rowOf(update);
	const most = send_max ?? CAUTIOUS_LENGTH;
	let updateType = first;
	for (let at = 0; at < entries.length || updateType === "Full"; at += most) {
		const listVersion = (await rowOf(update)).last_version + 1;
		const localAuthorizationList = entries.slice(at, at + most);
		const { response } = await send(update, "SendLocalList", {
			listVersion,
			updateType,
			localAuthorizationList,
		});
		const status = response?.status as UpdateStatus | undefined;
		if (status === "NotSupported") throw notSupported(update.identity);
		if (status !== "Accepted") return false;
		updateType = "Differential";
	}
	return true;
}

/** Gives a command and answers what came back, an error of the charge point included. */
async function send(
	{ context, identity, account }: Update,
	action: string,
	payload: object,
): Promise<CommandOutcome> {
	await context.store.write((trx) => keepClaim(trx, identity, Date.now() + claimTime(context)));
	const outcome = await command(context, { identity, action, payload: { ...payload }, account });
	switch (outcome.result) {
		case "NotConnected":
			throw new UpdateEnd(`${identity} is not connected.`, "connected");
		case "Refused":
			throw new UpdateEnd(`${identity} is not accepted.`, "connected");
		case "Timeout":
			throw new UpdateEnd(`${identity} did not answer ${action}.`, "later");
		case "CallError": {
			if (action === "GetConfiguration") break;
			if ((await rowOf({ context, identity, account })).support === "NotSupported")
				throw notSupported(identity);
		}
	}
	return outcome;
}

async function endBadly(
	trx: Parameters<typeof endClaim>[0],
	identity: string,
	error: unknown,
): Promise<void> {
	const { message } = error as Error;
	if (error instanceof UpdateEnd && error.retry === "never") return endClaim(trx, identity, message);
	const problem =
		error instanceof UpdateEnd ? message : "The update failed inside the CSMS; its log says why.";
	const wait = error instanceof UpdateEnd && error.retry === "connected" ? 0 : FIRST_RETRY;
	const retryAt = (attempts: number) => Date.now() + Math.min(wait * 2 ** (attempts - 1), LAST_RETRY);
	return postpone(trx, identity, problem, retryAt);
}

async function rowOf({ context, identity }: Update): Promise<LocalListRow> {
	return (await findLocalList(context.store.db, identity))!;
}

function notSupported(identity: string): UpdateEnd {
	return new UpdateEnd(`${identity} knows no local list.`);
}

/** Longer than any answer may take, with another command before this one. */
function claimTime({ messageTimeout }: Context): number {
	return messageTimeout * 3000 + 10_000;
}

function lengthOf({ list_max }: LocalListRow): number {
	return list_max ?? Number.POSITIVE_INFINITY;
}

function length(value: string | undefined): number | null {
	const number = Number(value);
	return Number.isInteger(number) && number > 0 ? number : null;
}
