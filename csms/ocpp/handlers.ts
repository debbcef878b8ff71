import type { ChargePointAction, Requests, Responses } from "../../modules/ocpp/types";
import type { Call } from "./connection";
import { authorize } from "./handlers/authorize";
import { bootNotification, heartbeat } from "./handlers/boot";
import { dataTransfer } from "./handlers/data-transfer";
import {
	diagnosticsStatusNotification,
	firmwareStatusNotification,
	logStatusNotification,
	securityEventNotification,
	signedFirmwareStatusNotification,
} from "./handlers/notifications";
import { signCertificate } from "./handlers/sign-certificate";
import { statusNotification } from "./handlers/status";
import { meterValues, startTransaction, stopTransaction } from "./handlers/transactions";

type Handlers = {
	[A in ChargePointAction]: (call: Call, request: Requests[A]) => Promise<Responses[A]>;
};

/** What the CSMS does with each message of a charge point; resolved when its data is on the disk. */
export const handlers: Handlers = {
	Authorize: authorize,
	BootNotification: bootNotification,
	DataTransfer: dataTransfer,
	DiagnosticsStatusNotification: diagnosticsStatusNotification,
	FirmwareStatusNotification: firmwareStatusNotification,
	Heartbeat: heartbeat,
	LogStatusNotification: logStatusNotification,
	MeterValues: meterValues,
	SecurityEventNotification: securityEventNotification,
	SignCertificate: signCertificate,
	SignedFirmwareStatusNotification: signedFirmwareStatusNotification,
	StartTransaction: startTransaction,
	StatusNotification: statusNotification,
	StopTransaction: stopTransaction,
};
