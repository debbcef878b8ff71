import type { CsmsAction } from "../../modules/ocpp/types";
import type { Context } from "../context";
import type { CommandOutcome } from "../records/commands";
import {
	deleteCertificate,
	installCertificate,
	listCertificateIds,
	sendCertificate,
} from "./effects/certificates";
import { keepConfiguration, keepConfigurationChange } from "./effects/configuration";
import { changeCredentials } from "./effects/credentials";
import { keepDataTransfer } from "./effects/data-transfer";

/** A command on its way to a charge point. */
export interface SentCommand {
	context: Context;
	identity: string;
	/** Fits the action's schema. */
	payload: Record<string, unknown>;
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
	CertificateSigned: sendCertificate,
	DeleteCertificate: deleteCertificate,
	GetInstalledCertificateIds: listCertificateIds,
	InstallCertificate: installCertificate,
	ChangeConfiguration: both(changeCredentials, keepConfigurationChange),
	DataTransfer: keepDataTransfer,
	GetConfiguration: keepConfiguration,
};

/** Two effects of one command, one after the other. */
function both(first: Effect, second: Effect): Effect {
	return async (command) => {
		const afters = [await first(command), await second(command)];
		return async (outcome) => {
			for (const after of afters) await after?.(outcome);
		};
	};
}
