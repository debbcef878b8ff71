import type { NewFirmwareCampaign } from "../api/schemas/firmware-campaigns";
import type { Context } from "../context";
import type { CampaignRow } from "../database/tables/files";
import { momentOf, timestamp } from "../moment";
import { Problem } from "../problem";
import { findFirmware } from "../records/firmware";
import {
	addCampaign,
	type CampaignWish,
	claimDueMembers,
	type DueMember,
	listDueMembers,
	recordMemberProblem,
} from "../records/firmware-campaigns";
import { tellCampaign } from "../transfers";
import { requestFirmwareUpdate } from "./request-firmware-update";

/** Milliseconds between two looks at whose turn it is. */
const LOOKING = 1000;

/** Keeps a campaign; its charge points are asked by and by. Throws a Problem: 404, 422. */
export async function startCampaign(
	{ store }: Context,
	account: string,
	wish: NewFirmwareCampaign,
): Promise<CampaignRow> {
	const image = await findFirmware(store.db, wish.firmwareId);
	const isSigned = image.signature !== null;
	const signed = wish.signed ?? isSigned;
	if (signed && !isSigned) {
		throw new Problem(422, "A signed update needs an image that was uploaded with a signature.");
	}
	if (!signed && wish.installDate !== undefined) {
		throw new Problem(422, "Only a signed update has an installDate; UpdateFirmware knows none.");
	}
	const moment = (text: string | undefined) => (text === undefined ? null : momentOf(text));
	const campaign: CampaignWish = {
		image,
		identities: wish.identities,
		signed,
		retrieveAt: moment(wish.retrieveDate),
		installAt: moment(wish.installDate),
		retries: wish.retries ?? null,
		retryInterval: wish.retryInterval ?? null,
		atOnce: wish.atOnce ?? 10,
		account,
	};
	return store.write((trx) => addCampaign(trx, campaign, Date.now()));
}

/**
 * Asks the charge points of campaigns that are connected to this process, as their turn comes. What has been
 * asked is in the database, so that any process goes on with it after a restart. Answers what ends it.
 */
export function followCampaigns(context: Context): () => Promise<void> {
	const running = new Set<Promise<void>>();
	let looking: Promise<void> | undefined;
	const look = async () => {
		try {
			const { fleet, store, messageTimeout } = context;
			const isConnected = (identity: string) => fleet.get(identity)?.acceptance === "Accepted";
			const now = Date.now();
			const brokenSince = now - messageTimeout * 3000 - 10_000;
			const turn = { isConnected, now, brokenSince };
			if ((await listDueMembers(store.db, turn)).length === 0) return;
			for (const member of await store.write((trx) => claimDueMembers(trx, turn))) {
				const asking = ask(context, member).finally(() => running.delete(asking));
				running.add(asking);
			}
		} catch (error) {
			context.log.error(error, "The firmware campaigns could not be looked after.");
		} finally {
			looking = undefined;
		}
	};
	const timer = setInterval(() => {
		looking ??= look();
	}, LOOKING);
	timer.unref();
	return async () => {
		clearInterval(timer);
		await looking;
		await Promise.all(running);
	};
}

async function ask(context: Context, { campaign, identity }: DueMember): Promise<void> {
	const { id, account, firmware_id, retrieve_at, install_at, retries, retry_interval } = campaign;
	const date = (moment: number | null) => (moment === null ? undefined : timestamp(moment));
	try {
		await requestFirmwareUpdate(
			context,
			identity,
			account,
			{
				firmwareId: firmware_id,
				signed: campaign.signed !== 0,
				retrieveDate: date(retrieve_at),
				installDate: date(install_at),
				retries: retries ?? undefined,
				retryInterval: retry_interval ?? undefined,
			},
			id,
		);
	} catch (error) {
		await noteProblem(context, campaign, identity, error);
	}
	await tellCampaign(context, id);
}

async function noteProblem(
	context: Context,
	{ id }: CampaignRow,
	identity: string,
	error: unknown,
): Promise<void> {
	// 502 and 504: it was sent, and its update tells the rest.
	const status = error instanceof Problem ? error.statusCode : 500;
	if (status === 502 || status === 504) return;
	const isForGood = status !== 409 || context.fleet.get(identity)?.acceptance === "Accepted";
	const problem = error instanceof Problem ? error.message : "It failed inside the CSMS; its log says why.";
	if (status === 500) context.log.error({ identity, err: error }, "A firmware campaign could not go on.");
	await context.store
		.write((trx) => recordMemberProblem(trx, id, identity, problem, isForGood))
		.catch((cause) => context.log.error({ identity, err: cause }, "A campaign's problem was not noted."));
}
