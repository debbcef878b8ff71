import type { RemoteStartTransactionRequest, SetChargingProfileRequest } from "../../../modules/ocpp/types";
import { Problem } from "../../problem";
import { findRunningTransaction, findTransaction } from "../../records/transactions";
import type { Check } from "../checks";
import type { SentCommand } from "../effects";
import { placeFault, profileFault, txProfileFault } from "../profile-rules";

/** R-CS-16: the profile of a remote start is a TxProfile for a transaction that has no number yet. */
export const checkRemoteStart: Check = async ({ payload }) => {
	const { connectorId, chargingProfile } = payload as unknown as RemoteStartTransactionRequest;
	if (!chargingProfile) return;
	refuse(txProfileFault(chargingProfile));
	if (chargingProfile.transactionId !== undefined) {
		refuse("The transaction of a remote start has no number yet: leave out transactionId.");
	}
	refuse(profileFault(chargingProfile));
	if (connectorId !== undefined) refuse(placeFault(connectorId, chargingProfile));
};

/** R-SC-02, R-SC-03: a plausible profile for a connector that may have it. */
export const checkSetChargingProfile: Check = async (command) => {
	const { connectorId, csChargingProfiles: profile } =
		command.payload as unknown as SetChargingProfileRequest;
	refuse(profileFault(profile));
	refuse(placeFault(connectorId, profile));
	if (profile.chargingProfilePurpose === "TxProfile") {
		refuse(await transactionFault(command, connectorId, profile.transactionId));
	}
};

/** A TxProfile is for a transaction that runs; never for one that is over when the CSMS hears of it (R-CS-09). */
async function transactionFault(
	{ context: { store }, identity }: SentCommand,
	connectorId: number,
	transactionId: number | undefined,
): Promise<string | undefined> {
	if (transactionId === undefined) {
		if (await findRunningTransaction(store.db, identity, connectorId)) return;
		return `No transaction runs on connector ${connectorId} of ${identity}, and a TxProfile needs one.`;
	}
	const row = await findTransaction(store.db, transactionId);
	if (!row || row.identity !== identity) return `${identity} has no transaction ${transactionId}.`;
	if (row.connector_id !== connectorId) {
		return `Transaction ${transactionId} is on connector ${row.connector_id}, not on ${connectorId}.`;
	}
	if (row.stop !== null || row.superseded_at !== null) {
		return `Transaction ${transactionId} has ended, and a TxProfile needs one that runs.`;
	}
}

function refuse(fault: string | undefined): void {
	if (fault !== undefined) throw new Problem(422, fault);
}
