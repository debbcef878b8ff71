import { frozen } from "../../frozen";
import type {
	FirmwareStatus,
	SignedFirmwareStatus,
	SignedFirmwareStatusNotificationRequest,
	SignedUpdateFirmwareRequest,
	SignedUpdateFirmwareStatus,
	UpdateFirmwareRequest,
} from "../../ocpp/types";
import type { TimerHandle } from "../../timers";
import type { Core } from "../core";
import type { UpdatePhase } from "../state";
import { type FirmwareTask, parseTask, signedTaskOf, taskOf } from "./firmware-task";
import type {
	DownloadEvents,
	FirmwareSigning,
	SignatureVerifier,
	Transfer,
	TransferFailure,
} from "./interfaces";

/**
 * - `waiting`: not to be fetched yet
 * - `loading`: the image is being fetched, or is about to be fetched again
 * - `loaded`: the image waits for its hour, or for the end of transactions
 * - `installing`: until the new image is confirmed, or the failure
 */
type Phase = "waiting" | "loading" | "loaded" | "installing";

const TASK = "firmware";
/** Its phase, and how many restarts have broken the loading. */
const PHASE = "firmware.phase";
/** The SignedFirmwareStatusNotification that was last told, unless it was Installed (R-SEC-19). */
const LAST_SIGNED = "firmware.told";
/** So many restarts while loading are one that the loading itself may have caused. */
const INTERRUPTION_LIMIT = 3;

/** A new image is confirmed after so long without CSMS: that there is none is not its fault, ms. */
const TRIAL_TIME = 300_000;

/** An hour that is no further away is the CSMS's "now": so much its clock may be before ours, ms. */
const CLOCK_DIFFERENCE = 1000;

/** Statuses that only SignedFirmwareStatusNotification has, by what FirmwareStatusNotification has for them. */
const PLAIN: Readonly<Partial<Record<SignedFirmwareStatus, FirmwareStatus>>> = frozen({
	Downloading: "Downloading",
	Downloaded: "Downloaded",
	SignatureVerified: "Downloaded",
	InstallScheduled: "Downloaded",
	Installing: "Installing",
});

/** UpdateFirmware and SignedUpdateFirmware (R-FW-01 to R-FW-06, R-SEC-17 to R-SEC-20). */
export class FirmwareUpdate implements DownloadEvents {
	private readonly core: Core;
	/** Without certificate and signature, which stay in the records. */
	private task: FirmwareTask | undefined;
	private phase: Phase = "waiting";
	private interruptions = 0;
	/** Tries that are left. */
	private retries = 0;
	private timer: TimerHandle | undefined;
	private transfer: Transfer | undefined;
	/** Bytes of the image; 0 where the server does not tell. */
	private size = 0;
	private received = 0;
	private verifier: SignatureVerifier | undefined;
	/** What was last told of this task. */
	private told: SignedFirmwareStatus | undefined;

	constructor(core: Core) {
		this.core = core;
	}

	/** The firmware is being written: no reset now (R-RESET-02), and no other update. */
	get isInstalling(): boolean {
		return this.task !== undefined && this.phase === "installing";
	}

	/** What a driver should know of it. */
	get shown(): UpdatePhase | null {
		// On trial the new image serves drivers already.
		if (!this.task || this.core.host.firmwareSlot.onTrial) return null;
		if (this.phase === "loaded") return this.core.availability.updating ? "waiting" : null;
		return this.phase === "waiting" ? null : this.phase;
	}

	/** How much of the image is here, 0 to 100; null while it is not being fetched, or of unknown size. */
	get percent(): number | null {
		if (this.phase !== "loading" || !this.size) return null;
		return Math.min(100, Math.floor((100 * this.received) / this.size));
	}

	/** Takes up what a restart has ended or interrupted (R-FW-06). */
	start(): void {
		const onTrial = this.core.host.firmwareSlot.onTrial;
		if (onTrial) this.timer = this.core.timers.set(() => this.confirm(), TRIAL_TIME);
		const task = parseTask(this.core.records.get(TASK) ?? "");
		if (!task) return;
		const stored = (this.core.records.get(PHASE) ?? "").split(" ");
		this.keep(task);
		if (stored[0] === "installing") {
			if (onTrial) this.phase = "installing";
			else this.booted();
			return;
		}
		this.interruptions = stored[0] === "loading" ? Number(stored[1]) + 1 : 0;
		if (this.interruptions >= INTERRUPTION_LIMIT) this.end("DownloadFailed");
	}

	/**
	 * The image that runs is healthy: it has booted from its flash, and the CSMS has answered it, or nothing
	 * has made it restart for a while. Without this the next restart brings back the image before.
	 */
	confirm(): void {
		if (!this.core.host.firmwareSlot.onTrial) return;
		this.core.timers.clear(this.timer);
		try {
			this.core.host.firmwareSlot.confirm();
		} catch (error) {
			this.core.log(`the new firmware cannot be confirmed: ${error}`);
			this.timer = this.core.timers.set(() => this.confirm(), TRIAL_TIME);
			return;
		}
		this.core.log("the new firmware is confirmed");
		if (this.isInstalling) this.booted();
	}

	/** The restart after an installation is over: the new image runs, or another. */
	private booted(): void {
		const installed = this.core.host.firmwareSlot.installed;
		if (!installed) this.core.log("the new firmware does not run: the one before is back");
		this.end(installed ? "Installed" : "InstallationFailed");
		if (installed) this.core.securityEvent("FirmwareUpdated");
	}

	/**
	 * UpdateFirmware.req: takes the place of an earlier one, unless that is being installed (R-FW-05).
	 * `respond` sends the answer before anything follows from it (R-OP-01).
	 */
	update(request: UpdateFirmwareRequest, respond: () => void): void {
		const task = taskOf(request);
		if (this.isInstalling) respond();
		else if (this.store(task)) this.replace(task, respond);
		else throw new RangeError("There is no room for what UpdateFirmware asks for");
	}

	/** SignedUpdateFirmware.req: judges it, answers by `respond`, and carries it out (R-SEC-17). */
	updateSigned(
		request: SignedUpdateFirmwareRequest,
		signing: FirmwareSigning,
		respond: (status: SignedUpdateFirmwareStatus) => void,
	): void {
		const verdict = signing.check(request.firmware.signingCertificate);
		if (verdict !== "ok") {
			respond(verdict);
			this.core.securityEvent("InvalidFirmwareSigningCertificate", verdict);
		} else if (this.isInstalling) {
			respond("Rejected");
		} else {
			const status = this.task ? "AcceptedCanceled" : "Accepted";
			const task = signedTaskOf(request);
			if (this.store(task)) this.replace(task, () => respond(status));
			else respond("Rejected");
		}
	}

	/** Does what is due by now; called when time, clock or transactions have changed. */
	proceed(): void {
		const task = this.task;
		const now = this.core.clock.now;
		if (!task || now === null) return;
		if (this.phase === "waiting" && this.isDue(task.retrieveAt, now, "DownloadScheduled")) this.load();
		else if (this.phase === "loaded" && this.isDue(task.installAt, now, "InstallScheduled"))
			this.installWhenFree();
	}

	/** The answer to a trigger for FirmwareStatusNotification (R-TRG-05). */
	trigger(): void {
		const status = (this.task && this.told && PLAIN[this.told]) ?? "Idle";
		this.core.connection.call("FirmwareStatusNotification", { status }, () => {});
	}

	/** The answer to a trigger for SignedFirmwareStatusNotification (R-SEC-19). */
	triggerSigned(): void {
		const last = this.core.records.get(LAST_SIGNED);
		const payload: SignedFirmwareStatusNotificationRequest =
			last === undefined ? { status: "Idle" } : JSON.parse(last);
		this.core.connection.call("SignedFirmwareStatusNotification", payload, () => {});
	}

	/** False when there is no room for it: its texts may be long, and longer still in UTF-8. */
	private store(task: FirmwareTask): boolean {
		try {
			this.core.records.setAll([
				[TASK, JSON.stringify(task)],
				[PHASE, "waiting 0"],
			]);
			return true;
		} catch (error) {
			if (error instanceof RangeError) return false;
			throw error;
		}
	}

	/** Takes up a task that is stored. */
	private replace(task: FirmwareTask, respond: () => void): void {
		respond();
		this.cancel();
		this.interruptions = 0;
		this.keep(task);
		this.proceed();
	}

	private keep(task: FirmwareTask): void {
		this.task = { ...task, signingCertificate: undefined, signature: undefined };
		this.phase = "waiting";
		this.told = undefined;
	}

	/** Whether the hour has come; until then the CSMS knows that it is waited for. */
	private isDue(at: number, now: number, meanwhile: SignedFirmwareStatus): boolean {
		this.core.timers.clear(this.timer);
		if (now >= at) return true;
		const isTold = at - now > CLOCK_DIFFERENCE && this.task?.requestId !== undefined;
		if (isTold && this.told !== meanwhile) this.tell(meanwhile);
		this.timer = this.core.timers.set(() => this.proceed(), at - now);
		return false;
	}

	private load(): void {
		this.size = 0;
		this.enter("loading");
		this.retries = this.task?.retries ?? 0;
		this.tell("Downloading");
		this.fetch();
	}

	private fetch(): void {
		this.transfer = this.core.host.fileTransfer.download(this.task?.location ?? "", this);
	}

	onBegin(size = 0): void {
		this.size = size;
		this.received = 0;
		this.verifier = this.newVerifier();
		this.core.host.firmwareSlot.begin();
	}

	onBytes(bytes: Uint8Array): void {
		this.core.host.firmwareSlot.write(bytes);
		this.received += bytes.length;
		this.verifier?.update(bytes);
	}

	private newVerifier(): SignatureVerifier | undefined {
		if (this.task?.requestId === undefined) return;
		const task = parseTask(this.core.records.get(TASK) ?? "");
		return this.core.security.firmwareSigning.verifier(task?.signingCertificate ?? "", task?.signature ?? "");
	}

	onFailed(failure: TransferFailure, reason: string): void {
		this.core.log(`the firmware could not be fetched: ${reason}`);
		if (this.retries === 0 || failure === "unsupported") {
			this.end("DownloadFailed");
			return;
		}
		this.retries--;
		this.timer = this.core.timers.set(() => this.fetch(), (this.task?.interval ?? 0) * 1000);
	}

	onDone(): void {
		this.transfer = undefined;
		this.tell("Downloaded");
		if (this.task?.requestId !== undefined) {
			const verified = this.verifier?.verify() ?? false;
			this.verifier = undefined;
			if (!verified) {
				this.end("InvalidSignature");
				this.core.securityEvent("InvalidFirmwareSignature");
				return;
			}
			this.tell("SignatureVerified");
		}
		this.enter("loaded");
		this.proceed();
	}

	/** No transaction begins any more; when the last one has ended, it is time (R-FW-02, R-SEC-20). */
	private installWhenFree(): void {
		this.hold(true);
		const { reset, connectors } = this.core;
		if (reset.isUnderWay || connectors.some((one) => one.transaction || one.supply.isComingToRest)) return;
		// What follows from it may have got here first.
		if (this.phase === "loaded") this.install();
	}

	private install(): void {
		this.enter("installing");
		this.tell("Installing");
		const done = (installed: boolean, reason?: string) => {
			if (installed) {
				this.core.log("the new firmware is installed");
				this.core.reset.start("Soft");
			} else {
				this.core.log(`the firmware could not be installed: ${reason}`);
				this.end("InstallationFailed");
			}
		};
		try {
			this.core.host.firmwareSlot.install(done);
		} catch (error) {
			done(false, error instanceof Error ? error.message : String(error));
		}
	}

	/** Keeps the connectors from new transactions, or no longer. */
	private hold(updating: boolean): void {
		if (this.core.availability.updating === updating) return;
		this.core.availability.updating = updating;
		if (updating)
			for (let i = 0; i < this.core.connectors.length; i++) this.core.connectors[i].cancelAuthorization();
		this.core.evaluate();
	}

	private enter(phase: Phase): void {
		this.phase = phase;
		this.core.records.set(PHASE, `${phase} ${this.interruptions}`);
		this.core.changed();
	}

	private tell(status: SignedFirmwareStatus): void {
		this.told = status;
		this.report(status, false);
	}

	/** The task is over; the connectors return to service (R-FW-03). */
	private end(status: "DownloadFailed" | "InvalidSignature" | "InstallationFailed" | "Installed"): void {
		this.report(status, true);
		this.cancel();
	}

	private report(status: SignedFirmwareStatus, end: boolean): void {
		const requestId = this.task?.requestId;
		const changes: [string, string | undefined][] = [];
		if (end) changes.push([TASK, undefined], [PHASE, undefined]);
		if (requestId === undefined) {
			const payload = { status: status as FirmwareStatus };
			this.core.reports.tell({ action: "FirmwareStatusNotification", payload, end }, changes);
			return;
		}
		const payload = { status, requestId };
		const last: [string, string | undefined] = [
			LAST_SIGNED,
			status === "Installed" ? undefined : JSON.stringify(payload),
		];
		if (end) changes.push(last);
		else this.core.records.setAll([last]);
		this.core.reports.tell({ action: "SignedFirmwareStatusNotification", payload, end }, changes);
	}

	/** Nothing of the present task goes on. */
	private cancel(): void {
		this.core.timers.clear(this.timer);
		this.transfer?.cancel();
		this.transfer = undefined;
		this.verifier = undefined;
		this.task = undefined;
		this.hold(false);
		this.core.changed();
	}
}
