import type { ConnectorStatus, ErrorCode, StatusNotificationRequest } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import type { Stamp } from "./clock";
import { type Core, isOnline } from "./core";

/** What is to be told of a connector, or of the charge point (connector 0). */
export interface StatusReport {
	status: ConnectorStatus;
	errorCode: ErrorCode;
	info?: string;
	vendorErrorCode?: string;
}

/** Waits before a status that the CSMS did not take is told again: doubled each time, ms. */
const FIRST_WAIT = 10_000;
const LONGEST_WAIT = 600_000;

interface Entry {
	/** What holds now, and since when; the latter also in monotonic time. */
	current: StatusReport;
	since: Stamp;
	changedAt: number;
	/** What the CSMS was last told; after a lost connection what it is known to know. */
	told?: StatusReport;
	/** What the CSMS is known to know; undefined while an answer is open or was lost. */
	confirmed?: StatusReport;
	/** How often in a row the CSMS did not take it on this connection. */
	failures: number;
	/** Runs while a status must last (MinimumStatusDuration), and until it is told again. */
	timer?: TimerHandle;
}

/** StatusNotification: each change, once, and what differs after an interruption (R-ST-02, R-ST-05, R-ST-10). */
export class StatusNotification {
	private readonly core: Core;
	private readonly entries: Entry[] = [];

	constructor(core: Core) {
		this.core = core;
		for (let id = 0; id <= core.host.connectors.length; id++) {
			this.entries.push({
				current: { status: "Available", errorCode: "NoError" },
				since: core.clock.stamp(),
				changedAt: core.timers.now(),
				failures: 0,
			});
		}
	}

	/** Status or error of a connector may have changed. */
	changed(connectorId: number): void {
		// The stop of a transaction is told before the status that follows from it.
		if (connectorId > 0 && this.core.connectors[connectorId - 1].supply.isComingToRest) return;
		const entry = this.entries[connectorId];
		const report = this.core.report(connectorId);
		if (same(report, entry.current)) return;
		const { clock, timers } = this.core;
		entry.current = report;
		entry.since = clock.stamp();
		entry.changedAt = timers.now();
		this.consider(connectorId);
	}

	/** After the first acceptance of a boot: everything (R-BOOT-04). */
	reportAll(): void {
		for (let id = 0; id < this.entries.length; id++) this.send(id);
	}

	/**
	 * After a reconnect what differs from what the CSMS knows (R-ST-10), and after a change of
	 * MinimumStatusDuration what is due by now.
	 */
	considerAll(): void {
		for (let id = 0; id < this.entries.length; id++) this.consider(id);
	}

	/** What was told but not confirmed is open again. */
	disconnected(): void {
		for (const entry of this.entries) {
			entry.told = entry.confirmed;
			entry.failures = 0;
			this.core.timers.clear(entry.timer);
			entry.timer = undefined;
		}
	}

	/** Reports the present status now (R-ST-16). */
	trigger(connectorId: number): void {
		this.send(connectorId);
	}

	/** Sends a change at once, or after it has lasted MinimumStatusDuration (R-ST-05). */
	private consider(connectorId: number): void {
		const { timers, configuration } = this.core;
		const entry = this.entries[connectorId];
		timers.clear(entry.timer);
		entry.timer = undefined;
		if (!isOnline(this.core) || same(entry.current, entry.told)) return;
		const duration = configuration.integer("MinimumStatusDuration") * 1000;
		const delay = entry.changedAt + duration - timers.now();
		if (delay <= 0) this.send(connectorId);
		else entry.timer = timers.set(() => this.send(connectorId), delay);
	}

	private send(connectorId: number): void {
		const { clock, connection, timers } = this.core;
		const entry = this.entries[connectorId];
		const report = entry.current;
		timers.clear(entry.timer);
		entry.timer = undefined;
		entry.told = report;
		entry.confirmed = undefined;
		const request: StatusNotificationRequest = { connectorId, ...report };
		// Triggered before the first answer of the CSMS: the time of the change is not known yet.
		if (clock.now !== null) request.timestamp = clock.format(entry.since);
		connection.call("StatusNotification", request, (outcome) => {
			if (entry.told !== report) return;
			if (outcome.ok) {
				entry.confirmed = report;
				entry.failures = 0;
			} else if (outcome.reason !== "closed") this.failed(connectorId);
		});
	}

	/** The CSMS did not take it: what holds then is told again later. */
	private failed(connectorId: number): void {
		const { timers } = this.core;
		const entry = this.entries[connectorId];
		entry.told = undefined;
		const wait = Math.min(FIRST_WAIT * 2 ** entry.failures++, LONGEST_WAIT);
		timers.clear(entry.timer);
		entry.timer = timers.set(() => this.consider(connectorId), wait);
	}
}

function same(one: StatusReport, other: StatusReport | undefined): boolean {
	return (
		other !== undefined &&
		one.status === other.status &&
		one.errorCode === other.errorCode &&
		one.info === other.info &&
		one.vendorErrorCode === other.vendorErrorCode
	);
}
