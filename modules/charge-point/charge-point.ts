import { frozen } from "../frozen";
import type { BootNotificationRequest } from "../ocpp/types";
import type { Timers } from "../timers";
import { AuthorizationCache } from "./authorization/authorization-cache";
import { Authorizer } from "./authorization/authorizer";
import { HeldCables } from "./authorization/held-cables";
import { LocalList } from "./authorization/local-list";
import { Availability } from "./availability";
import type { ChargePointHost, ChargePointOptions } from "./charge-point-options";
import { Clock, type ClockObserver } from "./clock";
import { Configuration, type ConfigurationObserver } from "./configuration";
import type { KeyName } from "./configuration-keys";
import { Connection } from "./connection";
import { Connector } from "./connector";
import { connectorState } from "./connector-state";
import type { Core, SecurityEvent } from "./core";
import { LogLines } from "./diagnostics/log-lines";
import { LogUploads } from "./diagnostics/log-uploads";
import { belongsToChargePoint, Faults } from "./faults";
import { FirmwareUpdate } from "./firmware/firmware-update";
import { hardwareKeys } from "./hardware-keys";
import { Heartbeat } from "./heartbeat";
import { Identification } from "./identification";
import type { Fault, Records } from "./interfaces";
import { Metering } from "./metering";
import { ProgressReports } from "./progress-reports";
import { Registration } from "./registration";
import { Reservations } from "./reservation/reservations";
import { Reset } from "./reset";
import { Security } from "./security/security";
import { SmartCharging } from "./smart-charging/smart-charging";
import type { ChargePointState, Language } from "./state";
import { StatusNotification, type StatusReport } from "./status-notification";
import { StorageTrouble } from "./storage-trouble";
import { TransactionLog } from "./transaction-log";
import { TransactionQueue } from "./transaction-queue";

const EMERGENCY_STOP: Fault = frozen({ errorCode: "OtherError", info: "Emergency stop" });

/**
 * The charge point: joins the subjects, and is told what drivers, hardware and network do. Platforms use
 * `start`, `presentIdTag`, `setFault`, `setEmergencyStop`, `tampered`, `setTime` and `state`; the rest is
 * what the subjects find each other by.
 */
export class ChargePoint implements Core, ClockObserver, ConfigurationObserver {
	readonly host: ChargePointHost;
	readonly timers: Timers;
	readonly records: Records;
	readonly boot: BootNotificationRequest;
	readonly clock: Clock;
	readonly logLines: LogLines;
	readonly configuration: Configuration;
	readonly connection: Connection;
	readonly registration: Registration;
	readonly security: Security;
	readonly connectors: Connector[] = [];
	readonly faults = new Faults();
	readonly availability: Availability;
	readonly queue: TransactionQueue;
	readonly metering: Metering;
	readonly statusNotification: StatusNotification;
	readonly heartbeat: Heartbeat;
	readonly smartCharging: SmartCharging;
	readonly authorizationCache: AuthorizationCache;
	readonly localList: LocalList;
	readonly authorizer: Authorizer;
	readonly reservations: Reservations;
	readonly heldCables: HeldCables;
	readonly reports: ProgressReports;
	readonly firmware: FirmwareUpdate;
	readonly logUploads: LogUploads;
	readonly reset: Reset;
	private readonly identification: Identification;
	private readonly transactionLog: TransactionLog;
	private emergencyStop = false;

	/** Takes up what the flash holds; nothing is sent before `start`. */
	constructor(options: ChargePointOptions) {
		const settings = options.host.settings;
		this.host = options.host;
		this.timers = options.host.timers;
		this.records = options.records;
		this.boot = options.boot;
		this.clock = new Clock(options.host.timers, this);
		this.logLines = new LogLines(this.clock, options.records);
		this.configuration = new Configuration(
			options.records,
			settings.defaults,
			hardwareKeys(options.host.connectors),
			this,
		);
		this.connection = new Connection(this);
		this.registration = new Registration(this);
		this.security = new Security(this);
		this.availability = new Availability(options.records);
		const mostSamples = this.configuration.integer("StopTransactionMaxMeterValues");
		this.transactionLog = new TransactionLog(options.journal, mostSamples - 1);
		const foreign = this.transactionLog.foreign;
		if (foreign > 0) this.log(`the journal has ${foreign} entries of another firmware, which are left out`);
		this.queue = new TransactionQueue(this, this.transactionLog);
		new StorageTrouble(this, this.transactionLog);
		this.metering = new Metering(this);
		this.statusNotification = new StatusNotification(this);
		this.heartbeat = new Heartbeat(this);
		this.smartCharging = new SmartCharging(this);
		this.authorizationCache = new AuthorizationCache(this);
		this.localList = new LocalList(this);
		this.authorizer = new Authorizer(this);
		this.reservations = new Reservations(this);
		this.heldCables = new HeldCables(this);
		this.reports = new ProgressReports(this);
		this.firmware = new FirmwareUpdate(this);
		this.logUploads = new LogUploads(this);
		this.reset = new Reset(this);
		this.identification = new Identification(this);
		options.host.fileTransfer.tls = () => this.security.credentials.fileTls;
		options.host.connectors.forEach((hardware, i) => {
			this.connectors.push(new Connector(i + 1, hardware, this));
		});
	}

	/** Ends what a power cut, a reset or a crash has interrupted, and connects. */
	start(): void {
		const finished = this.reset.takeFinished();
		this.reservations.recover(this.transactionLog.interrupted);
		const interrupted = this.transactionLog.interrupted;
		for (let i = 0; i < interrupted.length; i++) {
			const transaction = interrupted[i];
			const connector = this.connectors[transaction.connectorId - 1];
			const register = connector ? connector.hardware.meter.read().importWh : 0;
			// No energy flows without power: the register still stands where the cut left it (R-TX-16).
			const meterStop = Math.max(transaction.importWh, register);
			const reason = this.host.settings.crashed ? "Reboot" : "PowerLoss";
			this.queue.stopInterrupted(transaction, meterStop, reason, this.metering.interrupted(meterStop));
			finished.push(transaction.connectorId);
		}
		for (let i = 0; i < this.connectors.length; i++) this.connectors[i].recover(finished.includes(i + 1));
		this.firmware.start();
		this.logUploads.start();
		this.statusNotification.changed(0);
		this.security.start();
		this.connection.open();
	}

	/** A driver presents an id at the reader of a connector, or at the one reader for all (0). */
	presentIdTag(connectorId: number, idTag: string): void {
		this.identification.present(connectorId, idTag);
	}

	setFault(connectorId: number, fault: Fault, active: boolean): void {
		const connector = belongsToChargePoint(fault.errorCode) ? undefined : this.connectors[connectorId - 1];
		if (connector) connector.setFault(fault, active);
		else if (this.faults.set(fault, active)) this.evaluate();
	}

	/**
	 * The emergency stop is pressed or let go: it ends every transaction (R-ST-09) and voids every id, so
	 * that letting it go starts nothing.
	 */
	setEmergencyStop(pressed: boolean): void {
		if (!this.faults.set(EMERGENCY_STOP, pressed)) return;
		this.emergencyStop = pressed;
		// No contactor waits for what the others write.
		this.evaluate();
		if (!pressed) return;
		for (let i = 0; i < this.connectors.length; i++) this.connectors[i].stop("EmergencyStop");
		this.identification.cancelAll();
	}

	/** The housing was opened (R-SEC-14). */
	tampered(): void {
		this.securityEvent("TamperDetectionActivated");
	}

	/** The time that somebody other than the CSMS knows; the CSMS's, once it is known, counts before it. */
	setTime(time: string): void {
		if (this.clock.now === null) this.clock.set(time);
	}

	/** What an observer could see. */
	get state(): ChargePointState {
		const { status, errorCode } = this.report(0);
		return {
			identity: this.host.settings.identity,
			connected: this.connection.isOpen,
			registration: this.registration.status,
			clock: this.clock.now,
			queueLength: this.queue.length,
			status,
			errorCode,
			emergencyStop: this.emergencyStop,
			language: this.configuration.text("DisplayLanguage") as Language,
			update: this.firmware.shown,
			updatePercent: this.firmware.percent,
			restarting: this.reset.isUnderWay,
			connectors: this.connectors.map((one) => connectorState(one, this.reservations.shownAt(one.id))),
		};
	}

	log(text: string): void {
		this.logLines.add(text);
		this.host.log(text);
	}

	securityEvent(type: SecurityEvent, techInfo?: string): void {
		this.security.events.raise(type, techInfo);
	}

	changed(): void {
		this.host.changed();
	}

	evaluate(): void {
		for (let i = 0; i < this.connectors.length; i++) this.connectors[i].evaluate();
		this.statusNotification.changed(0);
		this.changed();
	}

	statusChanged(connector: Connector): void {
		this.identification.plugged(connector);
		this.statusNotification.changed(connector.id);
		this.firmware.proceed();
		this.reservations.follow();
	}

	restart(): void {
		this.security.restarting("Reset");
		this.logLines.keep();
		this.host.restart();
	}

	connected(): void {
		this.security.connected();
		if (this.registration.status === "Accepted") {
			this.statusNotification.considerAll();
			this.online();
		}
		this.registration.connected();
		this.changed();
	}

	disconnected(): void {
		this.registration.disconnected();
		this.statusNotification.disconnected();
		this.queue.disconnected();
		this.security.events.disconnected();
		this.heartbeat.reschedule();
		this.reset.proceed();
		this.changed();
	}

	idle(): void {
		this.queue.send();
		this.security.events.send();
		this.reset.proceed();
	}

	accepted(): void {
		this.heartbeat.synchronized();
		this.statusNotification.reportAll();
		this.online();
	}

	clockSet(correction: number): void {
		this.transactionLog.clockKnown(this.clock.offset);
		this.security.clockKnown();
		this.metering.scheduleAligned();
		this.firmware.proceed();
		this.smartCharging.refresh();
		this.reservations.clockSet();
		this.changed();
		this.security.clockCorrected(correction);
	}

	mayChange(key: KeyName, value: string): boolean {
		return this.security.credentials.mayChange(key, value);
	}

	/** Lets a changed key act at once (R-CFG-10). */
	keyChanged(key: KeyName): void {
		switch (key) {
			case "HeartbeatInterval":
				this.heartbeat.reschedule();
				return;
			case "WebSocketPingInterval":
				this.connection.setPingInterval(this.configuration.integer(key));
				return;
			case "MeterValueSampleInterval":
				this.metering.sampleIntervalChanged();
				return;
			case "ClockAlignedDataInterval":
				this.metering.scheduleAligned();
				return;
			case "MinimumStatusDuration":
				this.statusNotification.considerAll();
				return;
			case "AuthorizationCacheEnabled":
				this.authorizer.cacheChanged();
				return;
			case "LocalAuthListEnabled":
				this.authorizer.listChanged();
				return;
			case "DisplayLanguage":
				this.changed();
				return;
			case "AuthorizationKey":
			case "SecurityProfile":
				this.security.credentials.changed(key);
		}
	}

	report(connectorId: number): StatusReport {
		const connector = this.connectors[connectorId - 1];
		const fault = connector ? connector.fault : this.faults.reported;
		const report: StatusReport = {
			status: connector ? connector.status : this.ownStatus,
			errorCode: fault?.errorCode ?? "NoError",
		};
		const info = fault?.info ?? connector?.info;
		if (info !== undefined) report.info = info;
		if (fault?.vendorErrorCode !== undefined) report.vendorErrorCode = fault.vendorErrorCode;
		return report;
	}

	get ownStatus(): "Available" | "Faulted" | "Unavailable" {
		if (this.faults.isFaulted) return "Faulted";
		return this.availability.isOperative(0) ? "Available" : "Unavailable";
	}

	/** The CSMS can be asked and told again. */
	private online(): void {
		this.heartbeat.reschedule();
		this.reports.send();
		this.queue.send();
		this.security.online();
	}
}
