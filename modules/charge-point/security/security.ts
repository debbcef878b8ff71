import type { Core } from "../core";
import { CertificateStore } from "./certificate-store";
import { ChargePointCertificate } from "./charge-point-certificate";
import { Credentials } from "./credentials";
import { FirmwareSigning } from "./firmware-signing";
import type { Cryptography } from "./interfaces";
import { SecurityEvents } from "./security-events";
import { SecurityLog } from "./security-log";

/** In the record of the boot: the firmware runs, and nobody has asked for a restart. */
const RUNNING = "running";
/** A correction of the clock above this is an event, ms (R-HB-04). */
const CLOCK_TOLERANCE = 10_000;

export interface SecurityOptions {
	identity: string;
	/** OCPP-J endpoint without the identity. */
	csms: string;
	/** The common name of the ChargePointCertificate. */
	serialNumber: string;
	cryptography: Cryptography;
	/** PEM: installed as CentralSystemRootCertificate by the first boot that has it. */
	factoryRoot?: string;
}

/** The parts of the security whitepaper, and what they hear of the charge point. */
export class Security {
	readonly log: SecurityLog;
	readonly events: SecurityEvents;
	readonly store: CertificateStore;
	readonly certificate: ChargePointCertificate;
	readonly credentials: Credentials;
	readonly firmwareSigning: FirmwareSigning;
	private readonly core: Core;
	private readonly factoryRoot: string | undefined;

	constructor(core: Core, { identity, csms, serialNumber, cryptography, factoryRoot }: SecurityOptions) {
		const { clock, configuration, connection, records } = core;
		this.core = core;
		this.factoryRoot = factoryRoot;
		this.log = new SecurityLog(records, clock);
		this.events = new SecurityEvents(core, this.log);
		this.store = new CertificateStore(core, cryptography);
		this.certificate = new ChargePointCertificate(core, cryptography, this.store, serialNumber);
		this.credentials = new Credentials(core, identity, csms, this.store, this.certificate);
		this.firmwareSigning = new FirmwareSigning(clock, cryptography, this.store);
		this.certificate.onChange = () => this.credentials.certificateChanged();
		configuration.mayChange = (key, value) => this.credentials.mayChange(key, value);
		connection.target = () => this.credentials.target;
		connection.onRefused = (status, reason, failure) => this.credentials.refused(status, reason, failure);
		connection.onInvalid = (reason) => core.securityEvent("InvalidMessages", reason);
		clock.onCorrected = (by) => {
			if (Math.abs(by) > CLOCK_TOLERANCE)
				core.securityEvent("SettingSystemTime", `by ${Math.round(by / 1000)} s`);
		};
	}

	/** The firmware has started: tells so (R-SEC-21), before the first connection. */
	start(): void {
		const { records, securityEvent } = this.core;
		if (this.factoryRoot !== undefined) this.store.installFactoryRoot(this.factoryRoot);
		const last = records.get("boot");
		records.set("boot", RUNNING);
		securityEvent("StartupOfTheDevice");
		if (last !== undefined)
			securityEvent("ResetOrReboot", last === RUNNING ? "without a command: power or failure" : last);
		this.credentials.start();
	}

	/** The firmware is about to restart, and why. */
	restarting(reason: string): void {
		this.core.records.set("boot", reason);
	}

	/** The clock has become known, or was corrected. */
	clockKnown(): void {
		this.events.clockKnown();
		this.certificate.watch();
	}

	/** The connection is open. */
	connected(): void {
		this.credentials.opened();
	}

	/** The CSMS can be asked and told again. */
	online(): void {
		this.certificate.watch();
		this.events.send();
	}
}
