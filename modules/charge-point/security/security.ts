import type { Core } from "../core";
import { CertificateStore } from "./certificate-store";
import { ChargePointCertificate } from "./charge-point-certificate";
import { Credentials } from "./credentials";
import { FirmwareSigning } from "./firmware-signing";
import { SecurityEvents } from "./security-events";
import { SecurityLog } from "./security-log";

/** In the record of the boot: the firmware runs, and nobody has asked for a restart. */
const RUNNING = "running";
/** A correction of the clock above this is an event, ms (R-HB-04). */
const CLOCK_TOLERANCE = 10_000;

/** The parts of the security whitepaper, and what they hear of the charge point. */
export class Security {
	readonly log: SecurityLog;
	readonly events: SecurityEvents;
	readonly store: CertificateStore;
	readonly certificate: ChargePointCertificate;
	readonly credentials: Credentials;
	readonly firmwareSigning: FirmwareSigning;
	private readonly core: Core;

	constructor(core: Core) {
		this.core = core;
		this.log = new SecurityLog(core.records, core.clock);
		this.events = new SecurityEvents(core, this.log);
		this.store = new CertificateStore(core);
		this.certificate = new ChargePointCertificate(core);
		this.credentials = new Credentials(core);
		this.firmwareSigning = new FirmwareSigning(core);
	}

	/** The firmware has started: tells so (R-SEC-21), before the first connection. */
	start(): void {
		const factoryRoot = this.core.host.settings.factoryRoot;
		if (factoryRoot !== undefined) this.store.installFactoryRoot(factoryRoot);
		const last = this.core.records.get("boot");
		this.core.records.set("boot", RUNNING);
		this.core.securityEvent("StartupOfTheDevice");
		if (last !== undefined)
			this.core.securityEvent(
				"ResetOrReboot",
				last === RUNNING ? "without a command: power or failure" : last,
			);
		this.credentials.start();
	}

	/** The firmware is about to restart, and why. */
	restarting(reason: string): void {
		this.core.records.set("boot", reason);
	}

	/** The clock was set forward or back by so many ms (R-HB-04). */
	clockCorrected(by: number): void {
		if (Math.abs(by) > CLOCK_TOLERANCE)
			this.core.securityEvent("SettingSystemTime", `by ${Math.round(by / 1000)} s`);
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
