import { parseDateTime } from "../../ocpp/date-time";
import type { SignedUpdateFirmwareRequest, UpdateFirmwareRequest } from "../../ocpp/types";

/** What the CSMS has asked for; it survives restarts. */
export interface FirmwareTask {
	/** Of SignedUpdateFirmware, which this is then. */
	requestId?: number;
	location: string;
	/** Not to be fetched before, and not to be installed before: ms since 1970 UTC. */
	retrieveAt: number;
	installAt: number;
	/** How often it is tried again after the first try, and the wait before each, s. */
	retries: number;
	interval: number;
	signingCertificate?: string;
	signature?: string;
}

/** Seconds between tries when the CSMS leaves them to us. */
const OWN_INTERVAL = 10;

/** The retries of a request, or of an upload's: none unless they are asked for. */
export function retriesOf({ retries = 0, retryInterval = OWN_INTERVAL }): {
	retries: number;
	interval: number;
} {
	return { retries: Math.max(0, retries), interval: Math.max(0, retryInterval) };
}

/** The task that UpdateFirmware gives. */
export function taskOf(request: UpdateFirmwareRequest): FirmwareTask {
	const location = request.location;
	return {
		location,
		retrieveAt: parseDateTime(request.retrieveDate) ?? 0,
		installAt: 0,
		...retriesOf(request),
	};
}

/** The task that SignedUpdateFirmware gives, with what its signature is checked by. */
export function signedTaskOf(request: SignedUpdateFirmwareRequest): FirmwareTask {
	const { location, installDateTime } = request.firmware;
	return {
		requestId: request.requestId,
		location,
		retrieveAt: parseDateTime(request.firmware.retrieveDateTime) ?? 0,
		installAt: (installDateTime !== undefined && parseDateTime(installDateTime)) || 0,
		...retriesOf(request),
		signingCertificate: request.firmware.signingCertificate,
		signature: request.firmware.signature,
	};
}

/** A stored task; undefined where the text is something else, such as another firmware's. */
export function parseTask(text: string): FirmwareTask | undefined {
	if (text === "") return;
	try {
		const task = JSON.parse(text);
		const { retries, interval } = task;
		const isTask =
			typeof task.location === "string" && task.retrieveAt + task.installAt + retries + interval >= 0;
		return isTask ? task : undefined;
	} catch {
		return;
	}
}
