import type {
	ClearChargingProfileRequest,
	RemoteStartTransactionRequest,
	SetChargingProfileRequest,
} from "../../../modules/ocpp/types";
import type { ProfileAssignment } from "../../api/schemas/charging-profiles";
import { tellProfiles } from "../../live-changes";
import type { CommandOutcome } from "../../records/commands";
import {
	addAssignment,
	answerAssignment,
	clearAssignments,
	type GivenProfile,
} from "../../records/profile-assignments";
import { findRunningTransaction } from "../../records/transactions";
import type { Effect, SentCommand } from "../effects";

/** Keeps every profile that a charge point is given, with its answer. */
export const keepProfile: Effect = async (command) => {
	const { connectorId, csChargingProfiles: profile } =
		command.payload as unknown as SetChargingProfileRequest;
	const { identity, account, context } = command;
	let transactionId = profile.transactionId ?? null;
	if (profile.chargingProfilePurpose === "TxProfile") {
		transactionId ??= (await findRunningTransaction(context.store.db, identity, connectorId))?.id ?? null;
	}
	return keep(command, { identity, connectorId, transactionId, idTag: undefined, profile, account });
};

/** The profile of a remote start is kept, too; it counts once its transaction has started. */
export const keepRemoteStartProfile: Effect = async (command) => {
	const {
		connectorId = null,
		idTag,
		chargingProfile: profile,
	} = command.payload as unknown as RemoteStartTransactionRequest;
	if (!profile) return;
	const { identity, account } = command;
	return keep(command, { identity, connectorId, transactionId: null, idTag, profile, account });
};

/** After an answer nothing that was named is there any more (R-SC-15). */
export const clearProfiles: Effect = async ({ context, identity, payload }) => {
	const request = payload as unknown as ClearChargingProfileRequest;
	return async ({ response }) => {
		if (!response) return;
		await context.store.write((trx) => clearAssignments(trx, identity, request, Date.now()));
		tellProfiles(context, identity);
	};
};

async function keep(
	{ context }: SentCommand,
	given: GivenProfile,
): Promise<(outcome: CommandOutcome) => Promise<void>> {
	const { store } = context;
	const id = await store.write((trx) => addAssignment(trx, given, Date.now()));
	tellProfiles(context, given.identity);
	return async ({ response, callError }) => {
		if (!response && !callError) return;
		const status = response ? (response.status as ProfileAssignment["status"]) : "Failed";
		await store.write((trx) => answerAssignment(trx, id, status, Date.now()));
		tellProfiles(context, given.identity);
	};
}
