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
export function watchStorage(core: Core, log: TransactionLog): void {
	/** Of records and journal, how many fail. */
	let failing = 0;
	let timer: TimerHandle | undefined;
	const schedule = () => {
		core.timers.clear(timer);
		if (failing > 0) timer = core.timers.set(retry, RETRY_WAIT);
	};
	const retry = () => {
		log.retry();
		core.records.setAll([]);
		core.queue.send();
		schedule();
	};
	const trouble = (fault: Fault, error: Error | undefined) => {
		failing += error ? 1 : -1;
		schedule();
		core.log(`${fault.info}: ${error ? `the flash fails, ${error.message}` : "the flash works again"}`);
		// Once what has met it is done, be that the beginning of all.
		core.timers.set(() => core.setFault(0, fault, error !== undefined), 0);
	};
	core.records.onTrouble = (error) => trouble(OF_RECORDS, error);
	log.writer.onTrouble = (error) => trouble(OF_JOURNAL, error);
}
