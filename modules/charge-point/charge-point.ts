import { frozen } from "../frozen";
import { AuthorizationCache } from "./authorization/authorization-cache";
import { Authorizer } from "./authorization/authorizer";
import { HeldCables } from "./authorization/held-cables";
import { LocalList } from "./authorization/local-list";
import { LocalListConflicts } from "./authorization/local-list-conflicts";
import { Availability } from "./availability";
import type { ChargePointOptions } from "./charge-point-options";
import { Clock } from "./clock";
import { Configuration } from "./configuration";
import type { KeyName } from "./configuration-keys";
import { Connection } from "./connection";
import { Connector } from "./connector";
import { connectorState } from "./connector-state";
import type { Core, SecurityEvent } from "./core";
import { LogLines } from "./diagnostics/log-lines";
import { belongsToChargePoint, Faults } from "./faults";
import { FileOperations } from "./file-operations";
import type { FirmwareSigning, LogSource } from "./firmware/interfaces";
import { hardwareKeys } from "./hardware-keys";
import { Heartbeat } from "./heartbeat";
import { Identification } from "./identification";
import type { Fault } from "./interfaces";
import { Metering } from "./metering";
import { handleCall, type OperationParts } from "./operations";
import { Registration } from "./registration";
import { RemoteTransactions } from "./remote-transactions";
import { Reservations } from "./reservation/reservations";
import { Reset } from "./reset";
import { ExtendedTrigger } from "./security/extended-trigger";
import { Security } from "./security/security";
import { SmartCharging } from "./smart-charging/smart-charging";
import type { ChargePointState } from "./state";
import { StatusNotification, type StatusReport } from "./status-notification";
import { TransactionLog } from "./transaction-log";
import { TransactionQueue } from "./transaction-queue";
import { TriggerMessage } from "./trigger-message";

const EMERGENCY_STOP: Fault = frozen({ errorCode: "OtherError", info: "Emergency stop" });

const RESET_FAILURE: Fault = frozen({ errorCode: "ResetFailure" });

/** The charge point: joins the subjects, and is told what drivers, hardware and network do. */
export class ChargePoint {
	private readonly options: ChargePointOptions;
	private readonly core: Core;
	private readonly connectors: Connector[] = [];
	private readonly faults = new Faults();
	private readonly availability: Availability;
	private readonly log: TransactionLog;
	private readonly queue: TransactionQueue;
	private readonly metering: Metering;
	private readonly smartCharging: SmartCharging;
	private readonly reservations: Reservations;
	private readonly statusNotification: StatusNotification;
	private readonly heartbeat: Heartbeat;
	private readonly authorizer: Authorizer;
	private readonly identification: Identification;
	private readonly reset: Reset;
	private readonly files: FileOperations;
	/** Events, their log, certificates and credentials. */
	readonly security: Security;
	private readonly parts: OperationParts;
	private emergencyStop = false;

	/** Takes up what the flash holds; nothing is sent before `start`. */
	constructor(options: ChargePointOptions) {
		const { identity, csms, boot, timers, records, transport, newId, random } = options;
		this.options = options;
		const clock = new Clock(timers);
		const logLines = new LogLines(clock, records);
		const log = (text: string) => {
			logLines.add(text);
			options.log(text);
		};
		const restart = () => {
			this.security.restarting("Reset");
			logLines.keep();
			options.restart();
		};
		const configuration = new Configuration(records, options.defaults, hardwareKeys(options.connectors), log);
		const { onFrame } = options;
		const connection = new Connection({ transport, timers, configuration, newId, log, onFrame });
		const base = {
			...{ timers, clock, configuration, connection, records, log, changed: options.onChange },
			securityEvent: (type: SecurityEvent, techInfo?: string) => this.security.events.raise(type, techInfo),
		};
		const core: Core = { ...base, registration: new Registration(base, boot, `${csms} ${identity}`, random) };
		this.core = core;
		const serialNumber = boot.chargePointSerialNumber ?? identity;
		const { cryptography, factoryRoot } = options;
		this.security = new Security(core, { identity, csms, serialNumber, cryptography, factoryRoot });
		this.availability = new Availability(records);
		const mostSamples = configuration.integer("StopTransactionMaxMeterValues");
		this.log = new TransactionLog(options.journal, mostSamples - 1);
		this.queue = new TransactionQueue(core, this.log, newId);
		this.metering = new Metering(core, this.queue, this.connectors);
		this.statusNotification = new StatusNotification(core, options.connectors.length, (id) =>
			this.report(id),
		);
		this.heartbeat = new Heartbeat(core);
		this.smartCharging = new SmartCharging(core, this.connectors);
		const authorizationCache = new AuthorizationCache(core);
		const localList = new LocalList(core, authorizationCache);
		const conflicts = new LocalListConflicts((fault, active) => this.setFault(0, fault, active));
		const authorizer = new Authorizer(core, localList, authorizationCache, conflicts);
		this.authorizer = authorizer;
		this.reservations = new Reservations(core, authorizer, this.connectors, () => this.ownStatus);
		this.makeConnectors();
		this.identification = new Identification(core, authorizer, this.connectors, this.reservations);
		this.reset = new Reset(core, this.connectors, this.queue, restart);
		this.files = this.makeFileOperations(logLines);
		const { firmware, logUploads } = this.files;
		const triggerMessage = new TriggerMessage(
			core,
			options.connectors.length,
			this.heartbeat,
			this.metering,
			this.statusNotification,
			firmware,
			logUploads,
		);
		const { store, certificate } = this.security;
		this.parts = {
			...{ authorizationCache, authorizer, localList },
			availability: this.availability,
			connectors: this.connectors,
			firmware,
			firmwareSigning: this.firmwareSigning,
			logUploads,
			remoteTransactions: new RemoteTransactions(
				core,
				authorizer,
				this.connectors,
				this.reservations,
				this.smartCharging,
			),
			reservations: this.reservations,
			reset: this.reset,
			smartCharging: this.smartCharging,
			evaluate: () => this.evaluateAll(),
			triggerMessage,
			extendedTrigger: new ExtendedTrigger(triggerMessage, certificate, firmware, logUploads),
			certificates: store,
			certificate,
		};
		this.listen();
	}

	/** Ends what a power cut, a reset or a crash has interrupted, and connects. */
	start(): void {
		const finished = this.reset.takeFinished();
		this.reservations.recover(this.log.interrupted);
		for (const transaction of this.log.interrupted) {
			const connector = this.connectors[transaction.connectorId - 1];
			const register = connector ? connector.hardware.meter.read().importWh : 0;
			// No energy flows without power: the register still stands where the cut left it (R-TX-16).
			const meterStop = Math.max(transaction.importWh, register);
			const reason = this.options.crashed ? "Reboot" : "PowerLoss";
			this.queue.stopInterrupted(transaction, meterStop, reason, this.metering.interrupted(meterStop));
			finished.push(transaction.connectorId);
		}
		for (const connector of this.connectors) connector.recover(finished.includes(connector.id));
		this.files.start();
		this.statusNotification.changed(0);
		this.security.start();
		this.core.connection.open();
	}

	/** A driver presents an id at the reader of a connector, or at the one reader for all (0). */
	presentIdTag(connectorId: number, idTag: string): void {
		this.identification.present(connectorId, idTag);
	}

	/** A hardware fault appears or clears; connector 0 is the whole charge point. */
	setFault(connectorId: number, fault: Fault, active: boolean): void {
		const connector = belongsToChargePoint(fault.errorCode) ? undefined : this.connectors[connectorId - 1];
		if (connector) connector.setFault(fault, active);
		else if (this.faults.set(fault, active)) this.evaluateAll();
	}

	/**
	 * The emergency stop is pressed or let go: it ends every transaction (R-ST-09) and voids every id, so
	 * that letting it go starts nothing.
	 */
	setEmergencyStop(pressed: boolean): void {
		if (!this.faults.set(EMERGENCY_STOP, pressed)) return;
		this.emergencyStop = pressed;
		// No contactor waits for what the others write.
		this.evaluateAll();
		if (!pressed) return;
		for (const connector of this.connectors) connector.stop("EmergencyStop");
		this.identification.cancelAll();
	}

	/** The housing was opened (R-SEC-14). */
	tampered(): void {
		this.core.securityEvent("TamperDetectionActivated");
	}

	/** The time that somebody other than the CSMS knows; the CSMS's, once it is known, counts before it. */
	setTime(time: string): void {
		const { clock } = this.core;
		if (clock.now === null) clock.set(time);
	}

	/** What an observer could see. */
	get state(): ChargePointState {
		const { clock, connection, registration } = this.core;
		const { status, errorCode } = this.report(0);
		return {
			identity: this.options.identity,
			connected: connection.isOpen,
			registration: registration.status,
			clock: clock.now,
			queueLength: this.queue.length,
			status,
			errorCode,
			emergencyStop: this.emergencyStop,
			connectors: this.connectors.map(connectorState),
		};
	}

	private makeConnectors(): void {
		const parts = {
			availability: this.availability,
			queue: this.queue,
			metering: this.metering,
			heldCables: new HeldCables(this.core),
			smartCharging: this.smartCharging,
			reservations: this.reservations,
			chargePointFaults: this.faults,
			statusChanged: (id: number) => {
				const connector = this.connectors[id - 1];
				this.identification.plugged(connector);
				this.statusNotification.changed(id);
				this.files.firmware.proceed();
				this.reservations.follow();
			},
		};
		const { connectors } = this.options;
		for (let i = 0; i < connectors.length; i++) {
			this.connectors.push(new Connector(i + 1, connectors[i], this.core, parts));
		}
	}

	private get firmwareSigning(): FirmwareSigning {
		return this.options.firmwareSigning ?? this.security.firmwareSigning;
	}

	private makeFileOperations(log: LogSource): FileOperations {
		const { identity, boot, fileTransfer, firmwareSlot } = this.options;
		fileTransfer.tls = () => this.security.credentials.fileTls;
		return new FileOperations(this.core, {
			...{ identity, boot, log, state: () => this.state, securityLog: this.security.log },
			...{ transfer: fileTransfer, slot: firmwareSlot, signing: this.firmwareSigning },
			...{ availability: this.availability, connectors: this.connectors },
			evaluate: () => this.evaluateAll(),
			isRestarting: () => this.reset.isUnderWay,
			reboot: () => this.reset.start("Soft"),
		});
	}

	private listen(): void {
		const { connection, registration, clock, configuration } = this.core;
		connection.onOpen = () => {
			this.security.connected();
			if (registration.status === "Accepted") {
				this.statusNotification.considerAll();
				this.online();
			}
			registration.connected();
			this.core.changed();
		};
		connection.onClose = () => {
			registration.disconnected();
			this.statusNotification.disconnected();
			this.queue.disconnected();
			this.security.events.disconnected();
			this.heartbeat.reschedule();
			this.reset.proceed();
			this.core.changed();
		};
		connection.onIdle = () => {
			this.queue.send();
			this.security.events.send();
			this.reset.proceed();
		};
		connection.ignoresCalls = () => registration.status === "Rejected";
		connection.onCall = (call) => handleCall(this.core, this.parts, call);
		clock.onSet = () => {
			this.log.clockKnown(clock.offset);
			this.security.clockKnown();
			this.metering.scheduleAligned();
			this.files.firmware.proceed();
			this.smartCharging.refresh();
			this.reservations.clockSet();
			this.core.changed();
		};
		registration.onAccepted = () => {
			this.heartbeat.synchronized();
			this.statusNotification.reportAll();
			this.online();
		};
		this.queue.onStarted = (connectorId, tx, transactionId, idTagInfo) => {
			const connector = this.connectors[connectorId - 1];
			if (connector?.transaction?.position === tx) connector.started(transactionId, idTagInfo);
		};
		this.queue.onIdTagInfo = (idTag, idTagInfo) => this.authorizer.learn(idTag, idTagInfo);
		this.queue.onGivenUp = (connectorId, tx) => {
			const transaction = this.connectors[connectorId - 1]?.transaction;
			if (transaction?.position === tx) transaction.transactionId = -1;
			this.core.changed();
		};
		this.reset.onFailed = () => this.setFault(0, RESET_FAILURE, true);
		configuration.onChange = (key) => this.configurationChanged(key);
	}

	/** The CSMS can be asked and told again. */
	private online(): void {
		this.heartbeat.reschedule();
		this.files.online();
		this.queue.send();
		this.security.online();
	}

	/** Lets a changed key act at once (R-CFG-10). */
	private configurationChanged(key: KeyName): void {
		const { configuration, connection } = this.core;
		switch (key) {
			case "HeartbeatInterval":
				this.heartbeat.reschedule();
				return;
			case "WebSocketPingInterval":
				connection.setPingInterval(configuration.integer(key));
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
			case "AuthorizationKey":
			case "SecurityProfile":
				this.security.credentials.changed(key);
		}
	}

	/** What StatusNotification tells of a connector; connector 0 is the whole (R-ST-15). */
	private report(connectorId: number): StatusReport {
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

	private get ownStatus(): "Available" | "Faulted" | "Unavailable" {
		if (this.faults.isFaulted) return "Faulted";
		return this.availability.isOperative(0) ? "Available" : "Unavailable";
	}

	private evaluateAll(): void {
		for (const connector of this.connectors) connector.evaluate();
		this.statusNotification.changed(0);
		this.core.changed();
	}
}
