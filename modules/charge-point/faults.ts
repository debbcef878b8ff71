import { frozen } from "../frozen";
import type { ConnectorStatus, ErrorCode } from "../ocpp/types";
import type { Fault } from "./interfaces";

/** Errors that leave the charging alone: reported as a warning beside the status (R-ST-07). */
const WARNINGS: readonly ErrorCode[] = frozen([
	"EVCommunicationError",
	"LocalListConflict",
	"ReaderFailure",
	"ResetFailure",
	"WeakSignal",
]);

/** Errors of the whole charge point, wherever they are seen (R-ST-15). */
const WHOLE: readonly ErrorCode[] = frozen([
	"LocalListConflict",
	"ReaderFailure",
	"ResetFailure",
	"WeakSignal",
]);

function isWarning(fault: Fault): boolean {
	return fault.warning === true || WARNINGS.includes(fault.errorCode);
}

/** Whether an error may stand beside a status: trouble with the vehicle only where there is one (R-ST-07). */
export function isReportedIn(status: ConnectorStatus, fault: Fault): boolean {
	if (fault.errorCode !== "EVCommunicationError") return true;
	return status !== "Available" && status !== "Charging" && status !== "Unavailable";
}

/** Whether an error is one of the whole charge point, at whichever connector it was seen. */
export function belongsToChargePoint(errorCode: ErrorCode): boolean {
	return WHOLE.includes(errorCode);
}

/** The hardware errors of one connector, or of the whole charge point; each comes and goes by itself. */
export class Faults {
	private readonly active: Fault[] = [];

	/** A fault that stops charging is there. */
	get isFaulted(): boolean {
		return this.active.some((fault) => !isWarning(fault));
	}

	/** What is reported: the newest fault, else the newest warning (R-ST-17). */
	get reported(): Fault | undefined {
		let warning: Fault | undefined;
		for (let i = this.active.length - 1; i >= 0; i--) {
			if (!isWarning(this.active[i])) return this.active[i];
			warning ??= this.active[i];
		}
		return warning;
	}

	/** A fault appears or clears; returns whether anything changed. */
	set(fault: Fault, active: boolean): boolean {
		const index = this.active.findIndex(
			(one) => one.errorCode === fault.errorCode && one.info === fault.info,
		);
		if (active === index >= 0) return false;
		if (active) this.active.push(fault);
		else this.active.splice(index, 1);
		return true;
	}
}
