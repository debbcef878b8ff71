import { frozen } from "../frozen";
import type { TimerHandle } from "../timers";
import type { Core } from "./core";
import type { Fault } from "./interfaces";
import type { TransactionLog } from "./transaction-log";

const OF_RECORDS: Fault = frozen({ errorCode: "InternalError", info: "Storage of settings", warning: true });
const OF_JOURNAL: Fault = frozen({ ...OF_RECORDS, info: "Storage of transactions" });

/** How often a flash that fails is tried again, ms. */
const RETRY_WAIT = 60_000;

/**
 * Lets the charge point go on with a flash that fails: running transactions do, new ones are refused, and
 * changes of the records count until the restart. It is a warning of the whole charge point meanwhile.
 */
export class StorageTrouble {
	private readonly core: Core;
	private readonly log: TransactionLog;
	/** Of records and journal, how many fail. */
	private failing = 0;
	private timer: TimerHandle | undefined;

	constructor(core: Core, log: TransactionLog) {
		this.core = core;
		this.log = log;
		core.records.onTrouble = (error) => this.tell(OF_RECORDS, error);
		log.writer.onTrouble = (error) => this.tell(OF_JOURNAL, error);
	}

	private tell(fault: Fault, error: Error | undefined): void {
		const { core } = this;
		this.failing += error ? 1 : -1;
		this.schedule();
		core.log(`${fault.info}: ${error ? `the flash fails, ${error.message}` : "the flash works again"}`);
		// Once what has met it is done, be that the beginning of all.
		core.timers.set(() => core.setFault(0, fault, error !== undefined), 0);
	}

	private schedule(): void {
		const { timers } = this.core;
		timers.clear(this.timer);
		if (this.failing > 0) this.timer = timers.set(() => this.retry(), RETRY_WAIT);
	}

	private retry(): void {
		this.log.retry();
		this.core.records.setAll([]);
		this.core.queue.send();
		this.schedule();
	}
}
