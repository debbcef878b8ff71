import type { TimerHandle } from "../../timers";
import type { Core } from "../core";
import type { TextFile, Transfer, TransferFailure, UploadEvents } from "../firmware/interfaces";

/** A file to send. */
export interface UploadTask {
	url: string;
	/** How often it is tried again after the first try, and the wait before each, s. */
	retries: number;
	interval: number;
	/** Makes the file; once for each try. */
	file(): TextFile;
	/** It is over: the file is there, or the last try has failed. */
	ended(failure: TransferFailure | undefined): void;
}

/** Sends one file at a time, with retries (R-DIAG-02). */
export class FileUpload implements UploadEvents {
	private readonly core: Core;
	private task: UploadTask | undefined;
	/** Tries that are left. */
	private retries = 0;
	private running: Transfer | undefined;
	private timer: TimerHandle | undefined;

	constructor(core: Core) {
		this.core = core;
	}

	/** A new one replaces the one that runs, of which nothing more is told. */
	start(task: UploadTask): void {
		this.core.timers.clear(this.timer);
		this.running?.cancel();
		this.task = task;
		this.retries = task.retries;
		this.try(task);
	}

	onDone(): void {
		this.end(undefined);
	}

	onFailed(failure: TransferFailure, reason: string): void {
		const task = this.task!;
		this.core.log(`the file could not be sent: ${reason}`);
		if (this.retries === 0 || failure === "unsupported") this.end(failure);
		else {
			this.retries--;
			this.running = undefined;
			this.timer = this.core.timers.set(() => this.try(task), task.interval * 1000);
		}
	}

	private try(task: UploadTask): void {
		this.running = this.core.host.fileTransfer.upload(task.url, task.file(), this);
	}

	private end(failure: TransferFailure | undefined): void {
		const task = this.task!;
		this.running = this.task = undefined;
		task.ended(failure);
	}
}
