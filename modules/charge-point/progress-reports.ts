import { chargePointSchemas } from "../ocpp/charge-point-schemas.generated";
import type { Requests } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import { type Core, isOnline } from "./core";

type ProgressAction =
	| "DiagnosticsStatusNotification"
	| "FirmwareStatusNotification"
	| "LogStatusNotification"
	| "SignedFirmwareStatusNotification";

/** How far an upload or a firmware update has come. */
export type ProgressReport = {
	[A in ProgressAction]: {
		action: A;
		payload: Requests[A];
		/** How it has ended: this is told whatever happens. */
		end: boolean;
	};
}[ProgressAction];

/** A change of the records that goes with a report. */
type Change = readonly [key: string, value: string | undefined];

const RECORD = "reports";
/** So many ends wait to be told; older ones are given up. */
const LIMIT = 8;
/** Wait before an end that nobody has answered is told again, ms. */
const REPEAT_WAIT = 60_000;

/**
 * Tells how uploads and updates go on, in order. Of what happens offline only the latest state is told, and
 * every end (R-QUE-12), which survives a restart.
 */
export class ProgressReports {
	private readonly core: Core;
	private pending: ProgressReport[];
	private sending = false;
	private repeat: TimerHandle | undefined;

	constructor(core: Core) {
		this.core = core;
		this.pending = parseReports(core.records.get(RECORD));
	}

	/** Tells as soon as possible; `changes` of the records are stored together with an end. */
	tell(report: ProgressReport, changes: readonly Change[] = []): void {
		const status = report.payload.status;
		this.core.log(`${report.action}: ${status}`);
		this.pending.push(report);
		if (!isOnline(this.core)) this.forgetStates();
		if (report.end) this.store(changes);
		this.send();
	}

	/** The CSMS can be told again. */
	send(): void {
		const report = this.pending[0];
		if (this.sending || !report || !isOnline(this.core)) return;
		this.sending = true;
		this.core.timers.clear(this.repeat);
		this.core.connection.call(report.action, report.payload, (outcome) => {
			this.sending = false;
			if (!outcome.ok && outcome.reason === "closed") {
				this.forgetStates();
			} else if (!outcome.ok && outcome.reason === "timeout" && report.end) {
				this.repeat = this.core.timers.set(() => this.send(), REPEAT_WAIT);
			} else {
				this.pending = this.pending.filter((other) => other !== report);
				if (report.end) this.store([]);
				this.send();
			}
		});
	}

	/** Offline the latest state alone counts, and the ends. */
	private forgetStates(): void {
		this.pending = this.pending.filter(
			(one, i, all) => one.end || !all.slice(i + 1).some((later) => later.action === one.action),
		);
	}

	private store(changes: readonly Change[]): void {
		const ends = this.pending.filter((report) => report.end).slice(-LIMIT);
		const value = ends.length > 0 ? JSON.stringify(ends) : undefined;
		this.core.records.setAll(changes.concat([[RECORD, value]]));
	}
}

/** The reports of a stored list; none where the text is something else, such as another firmware's. */
export function parseReports(text = "[]"): ProgressReport[] {
	try {
		const list = JSON.parse(text);
		return Array.isArray(list) ? list.filter(isReport) : [];
	} catch {
		return [];
	}
}

function isReport(value: Partial<ProgressReport> | null): value is ProgressReport {
	return (
		typeof value?.action === "string" &&
		Object.hasOwn(chargePointSchemas.responses, value.action) &&
		typeof value.end === "boolean" &&
		typeof value.payload?.status === "string"
	);
}
