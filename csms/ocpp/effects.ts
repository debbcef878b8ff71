import type { CsmsAction } from "../../modules/ocpp/types";
import type { Context } from "../context";
import type { CommandOutcome } from "../records/commands";
import {
	deleteCertificate,
	installCertificate,
	listCertificateIds,
	sendCertificate,
} from "./effects/certificates";
import { clearProfiles, keepProfile, keepRemoteStartProfile } from "./effects/charging-profiles";
import { keepConfiguration, keepConfigurationChange } from "./effects/configuration";
import { changeCredentials } from "./effects/credentials";
import { keepDataTransfer } from "./effects/data-transfer";
import { keepListVersion, keepLocalList, noticeListSwitch } from "./effects/local-lists";
import { endReservation, keepReservation } from "./effects/reservations";
import { followTransfer } from "./effects/transfers";

/** A command on its way to a charge point. */
export interface SentCommand {
	context: Context;
	identity: string;
	action: CsmsAction;
	/** Fits the action's schema. */
	payload: Record<string, unknown>;
	/** Who gave it. */
	account: string;
	/** The transfer that this is the request of, if it is noted already. */
	transferId?: number;
}

/**
 * What a command means to the CSMS itself. It runs before the command is sent; what it answers runs with the
 * outcome, before whoever gave the command hears of it. Both run in the process that holds the connection.
 */
export type Effect = (
	command: SentCommand,
) => Promise<((outcome: CommandOutcome) => Promise<void>) | undefined>;

/** By action; the other commands have no effect here. */
export const effects: Partial<Record<CsmsAction, Effect>> = {
	CancelReservation: endReservation,
	ChangeConfiguration: inTurn(changeCredentials, keepConfigurationChange, noticeListSwitch),
	ClearChargingProfile: clearProfiles,
	CertificateSigned: sendCertificate,
	DeleteCertificate: deleteCertificate,
	GetInstalledCertificateIds: listCertificateIds,
	InstallCertificate: installCertificate,
	DataTransfer: keepDataTransfer,
	GetConfiguration: keepConfiguration,
	GetDiagnostics: followTransfer,
	GetLog: followTransfer,
	SignedUpdateFirmware: followTransfer,
	UpdateFirmware: followTransfer,
	GetLocalListVersion: keepListVersion,
	RemoteStartTransaction: keepRemoteStartProfile,
	ReserveNow: keepReservation,
	SendLocalList: keepLocalList,
	SetChargingProfile: keepProfile,
};

/** Several effects of one command, one after the other. */
function inTurn(...all: readonly Effect[]): Effect {
	return async (command) => {
		const afters: Awaited<ReturnType<Effect>>[] = [];
		for (const effect of all) afters.push(await effect(command));
		return async (outcome) => {
			for (const after of afters) await after?.(outcome);
		};
	};
}
