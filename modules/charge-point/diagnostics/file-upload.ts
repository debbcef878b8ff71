import type { TimerHandle } from "../../timers";
import type { Core } from "../core";
import type { TextFile, Transfer, TransferFailure } from "../firmware/interfaces";

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
export class FileUpload {
	private readonly core: Core;
	private running: Transfer | undefined;
	private timer: TimerHandle | undefined;

	constructor(core: Core) {
		this.core = core;
	}

	/** A new one replaces the one that runs, of which nothing more is told. */
	start(task: UploadTask): void {
		this.core.timers.clear(this.timer);
		this.running?.cancel();
		this.try(task, task.retries);
	}

	private try(task: UploadTask, retries: number): void {
		this.running = this.core.host.fileTransfer.upload(task.url, task.file(), {
			onDone: () => {
				this.running = undefined;
				task.ended(undefined);
			},
			onFailed: (failure, reason) => {
				this.running = undefined;
				this.core.log(`the file could not be sent: ${reason}`);
				if (retries === 0 || failure === "unsupported") task.ended(failure);
				else this.timer = this.core.timers.set(() => this.try(task, retries - 1), task.interval * 1000);
			},
		});
	}
}
