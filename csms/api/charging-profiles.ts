import { Type } from "typebox";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import type { ChargingProfile } from "../../modules/ocpp/types";
import { validate } from "../../modules/ocpp/validate";
import type { Context } from "../context";
import { tellProfiles } from "../live-changes";
import { command } from "../ocpp/commands";
import { profileFault, txProfileFault } from "../ocpp/profile-rules";
import { Problem } from "../problem";
import {
	addProfile,
	changeProfile,
	deleteProfile,
	listProfiles,
	readOcppProfile,
	readProfile,
} from "../records/charging-profiles";
import {
	listAssignments,
	listPlaces,
	readAssignments,
	readNewestAssignment,
} from "../records/profile-assignments";
import { findRunningTransaction } from "../records/transactions";
import { chargePointOrProblem } from "./charge-points";
import { sendFailure } from "./command-answer";
import { ChargePointParams } from "./schemas/charge-points";
import {
	AssignmentQuery,
	Cleared,
	ClearQuery,
	NewAssignment,
	NewProfile,
	ProfileAssignment,
	ProfileChange,
	ProfileParams,
	StoredProfile,
} from "./schemas/charging-profiles";
import { CommandError } from "./schemas/commands";
import { ApiError } from "./schemas/fields";
import { type Api, errors } from "./server";

const tags = ["charging-profiles"];

/** Charging profiles: kept for use, given to charge points, taken away. */
export function addChargingProfileRoutes(api: Api, context: Context): void {
	addStoredProfileRoutes(api, context);
	addAssignmentRoutes(api, context);
}

function addStoredProfileRoutes(api: Api, context: Context): void {
	const { store } = context;
	api.get(
		"/charging-profiles",
		{ schema: { tags, summary: "All kept profiles", response: errors({ 200: Type.Array(StoredProfile) }) } },
		() => listProfiles(store.db),
	);
	api.post(
		"/charging-profiles",
		{
			schema: {
				tags,
				summary: "Keep a profile for use",
				description: "422: it breaks a rule of OCPP; the sentence says which.",
				body: NewProfile,
				response: errors({ 201: StoredProfile }),
			},
		},
		async ({ body }, reply) => {
			checkProfile({ chargingProfileId: body.chargingProfileId ?? 1, ...body });
			const profile = await store.write((trx) => addProfile(trx, body, Date.now()));
			tellProfiles(context);
			return reply.code(201).send(profile);
		},
	);
	api.get(
		"/charging-profiles/:chargingProfileId",
		{
			schema: {
				tags,
				summary: "One kept profile",
				params: ProfileParams,
				response: errors({ 200: StoredProfile }),
			},
		},
		({ params }) => readProfile(store.db, params.chargingProfileId),
	);
	api.get(
		"/charging-profiles/:chargingProfileId/places",
		{
			schema: {
				tags,
				summary: "Where a kept profile is installed, for all we know",
				params: ProfileParams,
				response: errors({ 200: Type.Array(ProfileAssignment) }),
			},
		},
		async ({ params }) => listPlaces(store.db, await readProfile(store.db, params.chargingProfileId)),
	);
	api.put(
		"/charging-profiles/:chargingProfileId",
		{
			schema: {
				tags,
				summary: "Change a kept profile; where it is installed it stays as it was sent",
				params: ProfileParams,
				body: ProfileChange,
				response: errors({ 200: StoredProfile }),
			},
		},
		async ({ params: { chargingProfileId }, body }) => {
			checkProfile({ chargingProfileId, ...body });
			const profile = await store.write((trx) => changeProfile(trx, chargingProfileId, body, Date.now()));
			tellProfiles(context);
			return profile;
		},
	);
	api.delete(
		"/charging-profiles/:chargingProfileId",
		{
			schema: {
				tags,
				summary: "Delete a kept profile; where it is installed it stays",
				params: ProfileParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			await store.write((trx) => deleteProfile(trx, params.chargingProfileId));
			tellProfiles(context);
			return reply.code(204).send(null);
		},
	);
}

function addAssignmentRoutes(api: Api, context: Context): void {
	const { store } = context;
	api.get(
		"/charge-points/:identity/charging-profiles",
		{
			schema: {
				tags,
				summary: "The profiles in a charge point, for all we know, the newest first",
				params: ChargePointParams,
				querystring: AssignmentQuery,
				response: errors({ 200: Type.Array(ProfileAssignment) }),
			},
		},
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listAssignments(store.db, identity, query);
		},
	);
	api.post(
		"/charge-points/:identity/charging-profiles",
		{
			schema: {
				tags,
				summary: "Give a charge point a profile: sends SetChargingProfile and waits for the answer",
				description:
					"201: the charge point accepted. 200: it did not; `status` is its answer. 422: the profile, or " +
					"its place, breaks a rule of OCPP.",
				params: ChargePointParams,
				body: NewAssignment,
				response: errors({
					...{ 200: ProfileAssignment, 201: ProfileAssignment },
					...{ 502: CommandError, 504: ApiError },
				}),
			},
		},
		async ({ params: { identity }, body, session }, reply) => {
			await chargePointOrProblem(context, identity);
			const { connectorId } = body;
			const csChargingProfiles = await profileOf(context, identity, body);
			const asked = { identity, action: "SetChargingProfile", account: session!.account };
			const outcome = await command(context, { ...asked, payload: { connectorId, csChargingProfiles } });
			if (outcome.result !== "Response") return sendFailure(reply, asked, outcome);
			reply.code(outcome.response!.status === "Accepted" ? 201 : 200);
			return readNewestAssignment(store.db, identity, csChargingProfiles.chargingProfileId);
		},
	);
	api.delete(
		"/charge-points/:identity/charging-profiles",
		{
			schema: {
				tags,
				summary: "Clear the profiles that fit all that is given: sends ClearChargingProfile",
				params: ChargePointParams,
				querystring: ClearQuery,
				response: errors({ 200: Cleared, 502: CommandError, 504: ApiError }),
			},
		},
		async ({ params: { identity }, query, session }, reply) => {
			await chargePointOrProblem(context, identity);
			const before = await listAssignments(store.db, identity, { installed: true, limit: 1000 });
			const asked = { identity, action: "ClearChargingProfile", account: session!.account };
			const outcome = await command(context, { ...asked, payload: { ...query } });
			if (outcome.result !== "Response") return sendFailure(reply, asked, outcome);
			const after = await listAssignments(store.db, identity, { installed: true, limit: 1000 });
			const left = new Set(after.map((one) => one.id));
			const gone = before.flatMap(({ id }) => (left.has(id) ? [] : [id]));
			const status = outcome.response!.status === "Accepted" ? "Accepted" : "Unknown";
			return reply.send({ status, cleared: await readAssignments(store.db, gone) });
		},
	);
}

/** The profile that is meant, with the transaction that it is for. Throws a Problem. */
async function profileOf(
	{ store }: Context,
	identity: string,
	{ connectorId, chargingProfileId, chargingProfile, transactionId }: NewAssignment,
): Promise<ChargingProfile> {
	if ((chargingProfileId === undefined) === (chargingProfile === undefined)) {
		throw new Problem(400, "The body is wrong: it needs either chargingProfileId or chargingProfile.");
	}
	const profile: ChargingProfile = chargingProfile ?? (await readOcppProfile(store.db, chargingProfileId!));
	checkProfile(profile);
	if (profile.chargingProfilePurpose !== "TxProfile") {
		if (transactionId !== undefined) return { ...profile, transactionId };
		return profile;
	}
	const fault = txProfileFault(profile);
	if (fault !== undefined) throw new Problem(422, fault);
	const named = transactionId ?? profile.transactionId;
	const id = named ?? (await findRunningTransaction(store.db, identity, connectorId))?.id;
	return id === undefined ? profile : { ...profile, transactionId: id };
}

/** Throws a Problem (422) for a profile that no charge point should be given. */
function checkProfile(profile: object): void {
	const {
		chargingProfileId,
		description: _,
		...fields
	} = profile as ChargingProfile & { description?: unknown };
	const csChargingProfiles = { chargingProfileId, ...fields };
	const payload = { connectorId: 0, csChargingProfiles };
	const violation = validate(chargePointSchemas.requests.SetChargingProfile, payload);
	if (violation) {
		const where = violation.path.replace(/^csChargingProfiles\.?/, "");
		throw new Problem(422, `The profile is wrong: ${where === "" ? "it" : where} ${violation.detail}.`);
	}
	const fault = profileFault(csChargingProfiles);
	if (fault !== undefined) throw new Problem(422, fault);
}
