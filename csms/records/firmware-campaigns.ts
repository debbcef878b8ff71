import type {
	CampaignMember,
	CampaignMemberState,
	FirmwareCampaign,
	FirmwareCampaignWithMembers,
} from "../api/schemas/firmware-campaigns";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { CampaignMemberRow, CampaignRow, TransferRow } from "../database/tables/files";
import { timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import type { FirmwareImage } from "./firmware";
import { stateAt } from "./transfer-states";
import { viewFirmwareUpdates } from "./transfer-views";

/** Rows of one statement. */
const ROWS = 500;

/** What a campaign is made of. */
export interface CampaignWish {
	image: FirmwareImage;
	identities: readonly string[];
	signed: boolean;
	retrieveAt: Moment | null;
	installAt: Moment | null;
	retries: number | null;
	retryInterval: number | null;
	atOnce: number;
	account: string;
}

/** Keeps a new campaign; nobody has been asked. Throws a Problem (404) for an unknown charge point. */
export async function addCampaign(db: Db, wish: CampaignWish, now: Moment): Promise<CampaignRow> {
	const rows = await db.selectFrom("charge_point").select("identity").execute();
	const known = new Set(rows.map(({ identity }) => identity));
	const unknown = wish.identities.find((identity) => !known.has(identity));
	if (unknown !== undefined) throw new Problem(404, `There is no charge point "${unknown}".`);
	const { image } = wish;
	const campaign = await db
		.insertInto("firmware_campaign")
		.values({
			firmware_id: image.id,
			firmware_name: image.name,
			firmware_version: image.version,
			firmware_size: image.size,
			signed: wish.signed ? 1 : 0,
			retrieve_at: wish.retrieveAt,
			install_at: wish.installAt,
			retries: wish.retries,
			retry_interval: wish.retryInterval,
			at_once: wish.atOnce,
			account: wish.account,
			created_at: now,
			stopped_at: null,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	const members = wish.identities.map((identity) => ({
		...{ campaign_id: campaign.id, identity, asked_at: null, problem: null },
		...{ is_given_up: 0 as const, after_transfer: 0 },
	}));
	for (let at = 0; at < members.length; at += ROWS) {
		await db
			.insertInto("firmware_campaign_member")
			.values(members.slice(at, at + ROWS))
			.execute();
	}
	return campaign;
}

/** Throws a Problem (404). */
export async function findCampaign(db: Db, id: number): Promise<CampaignRow> {
	const row = await db.selectFrom("firmware_campaign").selectAll().where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no firmware campaign ${id}.`);
	return row;
}

/** The newest first. */
export async function listCampaigns(
	db: Db,
	{ limit = 100, before }: { limit?: number; before?: number },
): Promise<FirmwareCampaign[]> {
	let query = db.selectFrom("firmware_campaign").selectAll().orderBy("id", "desc").limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	return viewCampaigns(db, await query.execute());
}

/** As they are at this moment. */
export async function viewCampaigns(db: Db, rows: readonly CampaignRow[]): Promise<FirmwareCampaign[]> {
	const now = Date.now();
	const members = await membersOf(db, rows);
	return rows.map((row) => toCampaign(row, members.get(row.id) ?? [], now));
}

/** One campaign with all its charge points. Throws a Problem (404). */
export async function readCampaign(db: Db, id: number): Promise<FirmwareCampaignWithMembers> {
	const now = Date.now();
	const campaign = await findCampaign(db, id);
	const members = (await membersOf(db, [campaign])).get(id) ?? [];
	const transfers = members.flatMap(({ transfer }) => transfer ?? []);
	const updates = new Map((await viewFirmwareUpdates(db, transfers)).map((update) => [update.id, update]));
	const chargePoints = members.map(
		(member): CampaignMember => ({
			identity: member.identity,
			state: stateOf(member, now),
			problem: member.problem,
			update: member.transfer ? (updates.get(member.transfer.id) ?? null) : null,
		}),
	);
	return { ...toCampaign(campaign, members, now), chargePoints };
}

/** Since `stoppedAt` no further charge point is asked; null: it goes on. Throws a Problem (404). */
export async function stopCampaign(db: Db, id: number, stoppedAt: Moment | null): Promise<CampaignRow> {
	await findCampaign(db, id);
	return db
		.updateTable("firmware_campaign")
		.set({ stopped_at: stoppedAt })
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
}

/** Charge points whose update has failed are to be asked again; answers how many there are. Throws a Problem (404). */
export async function retryMembers(db: Db, id: number, identities?: readonly string[]): Promise<number> {
	const now = Date.now();
	const campaign = await findCampaign(db, id);
	const members = (await membersOf(db, [campaign])).get(id) ?? [];
	const failed = members.filter(
		(member) => stateOf(member, now) === "Failed" && (identities?.includes(member.identity) ?? true),
	);
	for (const { identity, transfer, after_transfer } of failed) {
		await db
			.updateTable("firmware_campaign_member")
			.set({
				asked_at: null,
				problem: null,
				is_given_up: 0,
				after_transfer: transfer?.id ?? after_transfer,
			})
			.where("campaign_id", "=", id)
			.where("identity", "=", identity)
			.execute();
	}
	return failed.length;
}

/** A charge point whose turn it is. */
export interface DueMember {
	campaign: CampaignRow;
	identity: string;
}

/** Campaigns that may still have somebody to ask. */
function openCampaigns(db: Db): Promise<CampaignRow[]> {
	return db
		.selectFrom("firmware_campaign")
		.selectAll()
		.where("stopped_at", "is", null)
		.where(({ exists, selectFrom }) =>
			exists(
				selectFrom("firmware_campaign_member as member")
					.select("member.identity")
					.whereRef("member.campaign_id", "=", "firmware_campaign.id")
					.where("member.is_given_up", "=", 0)
					.where((of) =>
						of.not(
							of.exists(
								of
									.selectFrom("transfer")
									.select("transfer.id")
									.whereRef("transfer.campaign_id", "=", "member.campaign_id")
									.whereRef("transfer.identity", "=", "member.identity")
									.whereRef("transfer.id", ">", "member.after_transfer"),
							),
						),
					),
			),
		)
		.orderBy("id")
		.execute();
}

/** Whose turn it may be. */
export interface Turn {
	isConnected: (identity: string) => boolean;
	now: Moment;
	/** Who was taken before this and never asked is to be asked again. */
	brokenSince: Moment;
}

/** The charge points whose turn it is: connected ones, as many as their campaign has room for. */
export async function listDueMembers(db: Db, turn: Turn): Promise<DueMember[]> {
	return dueMembers(db, await openCampaigns(db), turn);
}

/** Takes the charge points whose turn it is for this process. */
export async function claimDueMembers(db: Db, turn: Turn): Promise<DueMember[]> {
	const campaigns = await openCampaigns(db);
	// One process after the other counts who is under way: the rows stay locked until the end of the job.
	for (const { id, at_once } of campaigns) {
		await db.updateTable("firmware_campaign").set({ at_once }).where("id", "=", id).execute();
	}
	const due = await dueMembers(db, campaigns, turn);
	for (const { campaign, identity } of due) {
		await changeMember(db, campaign.id, identity, { asked_at: turn.now, problem: null });
	}
	return due;
}

async function dueMembers(
	db: Db,
	campaigns: readonly CampaignRow[],
	{ isConnected, now, brokenSince }: Turn,
): Promise<DueMember[]> {
	const members = await membersOf(db, campaigns);
	return campaigns.flatMap((campaign) => {
		const all = members.get(campaign.id) ?? [];
		const isTaken = ({ asked_at }: Member) => asked_at !== null && asked_at > brokenSince;
		const underWay = all.filter(
			(member) => stateOf(member, now) === "UnderWay" && (member.transfer || isTaken(member)),
		);
		return all
			.filter(
				(member) =>
					!member.transfer && !member.is_given_up && !isTaken(member) && isConnected(member.identity),
			)
			.slice(0, Math.max(0, campaign.at_once - underWay.length))
			.map(({ identity }) => ({ campaign, identity }));
	});
}

/** It could not be asked: for good, or it waits for its next turn. */
export function recordMemberProblem(
	db: Db,
	campaignId: number,
	identity: string,
	problem: string,
	isForGood: boolean,
): Promise<void> {
	return changeMember(db, campaignId, identity, {
		asked_at: null,
		problem,
		is_given_up: isForGood ? 1 : 0,
	});
}

async function changeMember(
	db: Db,
	campaignId: number,
	identity: string,
	values: Partial<CampaignMemberRow>,
): Promise<void> {
	await db
		.updateTable("firmware_campaign_member")
		.set(values)
		.where("campaign_id", "=", campaignId)
		.where("identity", "=", identity)
		.execute();
}

type Member = CampaignMemberRow & { transfer: TransferRow | undefined };

/** The members of campaigns with their newest updates, by identity. */
async function membersOf(db: Db, campaigns: readonly CampaignRow[]): Promise<Map<number, Member[]>> {
	const members = new Map(campaigns.map(({ id }) => [id, [] as Member[]]));
	if (campaigns.length === 0) return members;
	const ids = [...members.keys()];
	const rows = await db
		.selectFrom("firmware_campaign_member")
		.selectAll()
		.where("campaign_id", "in", ids)
		.orderBy("campaign_id")
		.orderBy("identity")
		.execute();
	const transfers = await db
		.selectFrom("transfer")
		.selectAll()
		.where("campaign_id", "in", ids)
		.orderBy("id")
		.execute();
	const newest = new Map(transfers.map((row) => [`${row.campaign_id} ${row.identity}`, row]));
	for (const row of rows) {
		const transfer = newest.get(`${row.campaign_id} ${row.identity}`);
		const isOfThisTry = transfer !== undefined && transfer.id > row.after_transfer;
		members.get(row.campaign_id)!.push({ ...row, transfer: isOfThisTry ? transfer : undefined });
	}
	return members;
}

function stateOf({ transfer, asked_at, is_given_up }: Member, now: Moment): CampaignMemberState {
	if (!transfer) return is_given_up ? "Failed" : asked_at === null ? "Waiting" : "UnderWay";
	switch (stateAt(transfer, now)) {
		case "Requested":
		case "Accepted":
		case "Running":
			return "UnderWay";
		case "Succeeded":
			return "Succeeded";
		default:
			return "Failed";
	}
}

function toCampaign(row: CampaignRow, members: readonly Member[], now: Moment): FirmwareCampaign {
	const counts = { Waiting: 0, UnderWay: 0, Succeeded: 0, Failed: 0 };
	for (const member of members) counts[stateOf(member, now)]++;
	const isOver = counts.Waiting === 0 && counts.UnderWay === 0;
	return {
		id: row.id,
		firmware: {
			id: row.firmware_id,
			name: row.firmware_name,
			version: row.firmware_version,
			size: row.firmware_size,
		},
		signed: row.signed !== 0,
		retrieveDate: timestampOrNull(row.retrieve_at),
		installDate: timestampOrNull(row.install_at),
		retries: row.retries,
		retryInterval: row.retry_interval,
		atOnce: row.at_once,
		account: row.account,
		createdAt: timestamp(row.created_at),
		stoppedAt: timestampOrNull(row.stopped_at),
		state: isOver ? "Done" : row.stopped_at === null ? "Running" : "Stopped",
		counts,
	};
}
