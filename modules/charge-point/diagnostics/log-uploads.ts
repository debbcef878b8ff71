import { frozen } from "../../frozen";
import { parseDateTime } from "../../ocpp/date-time";
import type {
	GetDiagnosticsRequest,
	GetLogRequest,
	LogStatus,
	LogType,
	UploadLogStatus,
} from "../../ocpp/types";
import type { Core } from "../core";
import { retriesOf } from "../firmware/firmware-task";
import type { TextFile, TransferFailure } from "../firmware/interfaces";
import { type ProgressReport, parseReports } from "../progress-reports";
import { diagnosticsReport } from "./diagnostics-report";
import { FileUpload } from "./file-upload";

/** What LogStatusNotification says of a failed upload (R-SEC-16). */
const FAILURES: Readonly<Record<TransferFailure, UploadLogStatus>> = frozen({
	bad: "BadMessage",
	failed: "UploadFailure",
	refused: "PermissionDenied",
	unsupported: "NotSupportedOperation",
});

/** While an upload runs: what is to be told when a restart ends it (R-FW-06). */
const RECORDS = frozen(["upload.diagnostics", "upload.log"] as const);

/** GetDiagnostics and GetLog (R-DIAG-01, R-DIAG-02, R-SEC-16): either has one upload at a time. */
export class LogUploads {
	private readonly core: Core;
	private readonly diagnostics: FileUpload;
	private readonly log: FileUpload;

	constructor(core: Core) {
		this.core = core;
		this.diagnostics = new FileUpload(core);
		this.log = new FileUpload(core);
	}

	/** Tells of the uploads that a restart has ended. */
	start(): void {
		for (let i = 0; i < RECORDS.length; i++) {
			const record = RECORDS[i];
			const interrupted = this.stored(record);
			if (interrupted) this.end(record, interrupted);
		}
	}

	/** Under which name a file will arrive that is made now. */
	fileName(type: LogType): string {
		const now = this.core.clock.now;
		const time = now === null ? "" : `-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, "")}`;
		const identity = this.core.host.settings.identity.replace(/[^A-Za-z0-9._-]/g, "_");
		return `${identity}-${type === "SecurityLog" ? "security" : "diagnostics"}${time}.txt`;
	}

	/** Carries GetDiagnostics.req out, after its answer is out (R-OP-01); an earlier one is forgotten. */
	sendDiagnostics(request: GetDiagnosticsRequest, fileName: string): void {
		const { location, startTime, stopTime } = request;
		const report = (status: "Uploading" | "Uploaded" | "UploadFailed"): ProgressReport => ({
			action: "DiagnosticsStatusNotification",
			payload: { status },
			end: status !== "Uploading",
		});
		const record = RECORDS[0];
		this.begin(record, report("Uploading"), report("UploadFailed"));
		this.diagnostics.start({
			url: urlOf(location, fileName),
			...retriesOf(request),
			file: () => this.file("DiagnosticsLog", startTime, stopTime),
			ended: (failure) => this.end(record, report(failure ? "UploadFailed" : "Uploaded")),
		});
	}

	/** The answer to GetLog.req. */
	get logStatus(): LogStatus {
		return this.core.records.get(RECORDS[1]) === undefined ? "Accepted" : "AcceptedCanceled";
	}

	/** Carries GetLog.req out, after its answer is out (R-OP-01); an earlier one is forgotten. */
	sendLog(request: GetLogRequest, fileName: string): void {
		const { log, logType, requestId } = request;
		const report = (status: UploadLogStatus): ProgressReport => ({
			action: "LogStatusNotification",
			payload: { status, requestId },
			end: status !== "Uploading",
		});
		const record = RECORDS[1];
		this.begin(record, report("Uploading"), report("UploadFailure"));
		this.log.start({
			url: urlOf(log.remoteLocation, fileName),
			...retriesOf(request),
			file: () => this.file(logType, log.oldestTimestamp, log.latestTimestamp),
			ended: (failure) => this.end(record, report(failure ? FAILURES[failure] : "Uploaded")),
		});
	}

	/** The answer to a trigger for DiagnosticsStatusNotification (R-TRG-05). */
	triggerDiagnostics(): void {
		const status = this.core.records.get(RECORDS[0]) === undefined ? "Idle" : "Uploading";
		this.core.connection.call("DiagnosticsStatusNotification", { status }, () => {});
	}

	/** The answer to a trigger for LogStatusNotification (R-SEC-16). */
	triggerLog(): void {
		const running = this.stored(RECORDS[1]);
		const payload =
			running?.action === "LogStatusNotification"
				? { ...running.payload, status: "Uploading" as const }
				: { status: "Idle" as const };
		this.core.connection.call("LogStatusNotification", payload, () => {});
	}

	/** The file as it is now. */
	private file(type: LogType, from?: string, to?: string): TextFile {
		const oldest = from === undefined ? undefined : parseDateTime(from);
		const latest = to === undefined ? undefined : parseDateTime(to);
		if (type === "DiagnosticsLog") {
			const lines = diagnosticsReport(this.core, oldest, latest);
			return { lines: () => lines };
		}
		// What happens from now on would make it longer while it is sent.
		const now = this.core.clock.now ?? Number.POSITIVE_INFINITY;
		return { lines: () => this.core.security.log.lines(oldest, Math.min(latest ?? now, now)) };
	}

	/** What is to be told when a restart ends the upload of a record; undefined when none runs. */
	private stored(record: string): ProgressReport | undefined {
		return parseReports(`[${this.core.records.get(record) ?? ""}]`)[0];
	}

	private begin(record: string, report: ProgressReport, interrupted: ProgressReport): void {
		this.core.records.set(record, JSON.stringify(interrupted));
		this.core.reports.tell(report);
	}

	private end(record: string, report: ProgressReport): void {
		this.core.reports.tell(report, [[record, undefined]]);
	}
}

/** The place of the file: in the directory that is named, else exactly there. */
function urlOf(location: string, fileName: string): string {
	return location.endsWith("/") ? location + fileName : location;
}
