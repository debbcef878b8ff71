import type { CsmsAction } from "../../modules/ocpp/types";
import { checkCertificate, checkCertificateChain } from "./checks/certificates";
import { checkRemoteStart, checkSetChargingProfile } from "./checks/charging-profiles";
import { checkCredentialsChange } from "./checks/credentials";
import { checkSendLocalList } from "./checks/local-lists";
import { checkTrigger } from "./checks/triggers";
import type { SentCommand } from "./effects";

/** Rules of OCPP beyond the schemas that a command has to keep; throws a Problem (409, 422) before anything is sent. */
export type Check = (command: SentCommand) => Promise<void>;

/** By action; the other commands have no such rules. */
export const checks: Partial<Record<CsmsAction, Check>> = {
	CertificateSigned: checkCertificateChain,
	ChangeConfiguration: checkCredentialsChange,
	ExtendedTriggerMessage: checkTrigger,
	InstallCertificate: checkCertificate,
	TriggerMessage: checkTrigger,
	RemoteStartTransaction: checkRemoteStart,
	SendLocalList: checkSendLocalList,
	SetChargingProfile: checkSetChargingProfile,
};
