import type { TimerHandle } from "../../timers";
import type { KeyName } from "../configuration-keys";
import { type Core, RECONFIGURED } from "../core";
import type { Records, TlsFailure, TlsSettings, TransportTarget } from "../interfaces";
import { fromHex } from "./der";

/** The profile that a raise has left, until the new one has connected. */
const OLD_PROFILE = "profile.old";
/** The key that a change has left, until one of the two has connected. */
const OLD_KEY = "key.old";
/** After so many tries without success, or so long, ms, there is another way. */
const TRIES = 3;
const LONGEST = 60_000;
/** The same refusal is an event again after so long, ms. */
const SAME_AGAIN = 3_600_000;

/** A charge point that is set up anew connects with what it was given; profile and key of before are gone. */
export function forgetCredentials(records: Records): void {
	records.setAll(
		["key.AuthorizationKey", "key.SecurityProfile", OLD_PROFILE, OLD_KEY].map((key) => [key, undefined]),
	);
}

/**
 * With what the charge point connects: security profile, AuthorizationKey, certificates (R-SEC-01 to
 * R-SEC-06). A changed profile or key is stored at once, and what it replaces is kept until a connection
 * has proved the new one, so that after a power cut there is always one that the CSMS takes.
 */
export class Credentials {
	private readonly core: Core;
	/** Tries that failed with the present profile, key and certificate. */
	private failures = 0;
	/** Runs while a raised profile has to prove itself. */
	private limit: TimerHandle | undefined;
	/** The old key has its turn. */
	private useOldKey = false;
	private lastRefusal = "";
	private lastRefusalAt = 0;

	constructor(core: Core) {
		this.core = core;
	}

	/** Where to connect, and with what. */
	get target(): TransportTarget {
		const profile = this.profile;
		const endpoint =
			profile >= 2 ? this.core.host.settings.csms.replace(/^ws:/, "wss:") : this.core.host.settings.csms;
		const target: TransportTarget = {
			url: `${endpoint.replace(/\/$/, "")}/${encodeURIComponent(this.core.host.settings.identity)}`,
			tls: () => this.tls(),
		};
		const key = this.useOldKey ? this.core.records.get(OLD_KEY) : this.key;
		if (key !== undefined && this.usesKey) {
			target.user = this.core.host.settings.identity;
			target.password = fromHex(key);
		}
		return target;
	}

	/** Whom the servers of files are trusted by: the installed roots, and those of the platform. */
	get fileTls(): TlsSettings {
		return { roots: this.roots, platformRoots: true };
	}

	/** The first connection of this boot is made: a raise that a power cut has interrupted goes on. */
	start(): void {
		if (this.core.records.get(OLD_PROFILE) !== undefined) this.limitRaise();
	}

	/** Whether a change by the CSMS is possible (R-SEC-02); keeps what it replaces. */
	mayChange(key: KeyName, value: string): boolean {
		if (key === "SecurityProfile") {
			const profile = Number(value);
			if (profile <= this.profile) return false;
			if (profile <= 2 && this.key === undefined) return false;
			if (profile >= 2 && this.roots.length === 0) return false;
			if (profile === 3 && !this.core.security.certificate.identity) return false;
			// With two raises in a row the profile that has once connected is the one to go back to.
			if (this.core.records.get(OLD_PROFILE) === undefined)
				this.core.records.set(OLD_PROFILE, String(this.profile));
			return true;
		}
		if (key !== "AuthorizationKey" || !this.usesKey || this.key === undefined) return true;
		if (value !== this.key && this.core.records.get(OLD_KEY) === undefined)
			this.core.records.set(OLD_KEY, this.key);
		return true;
	}

	/** A changed profile or key acts, after the answer is out. */
	changed(key: "SecurityProfile" | "AuthorizationKey"): void {
		// Never the key itself (R-SEC-04).
		const told = key === "SecurityProfile" ? `${key} ${this.profile}` : key;
		this.core.securityEvent(RECONFIGURED, told);
		this.failures = 0;
		this.useOldKey = false;
		if (key === "SecurityProfile") this.limitRaise();
		else if (!this.usesKey) return;
		this.core.connection.reconnect("new credentials");
	}

	/** The charge point has another certificate: profile 3 connects with it. */
	certificateChanged(): void {
		this.failures = 0;
		if (this.profile === 3) this.core.connection.reconnect("new certificate");
	}

	/** The connection is open: profile and key are proved. */
	opened(): void {
		this.core.timers.clear(this.limit);
		this.failures = 0;
		this.lastRefusal = "";
		const oldKey = this.core.records.get(OLD_KEY);
		if (this.core.records.get(OLD_PROFILE) === undefined && oldKey === undefined) return;
		const back = this.useOldKey && oldKey !== undefined;
		this.useOldKey = false;
		if (back) this.core.configuration.restore("AuthorizationKey", oldKey);
		this.core.records.setAll([
			[OLD_PROFILE, undefined],
			[OLD_KEY, undefined],
		]);
	}

	/** A try has failed: an HTTP status, or 0 for TCP and TLS. */
	refused(status: number, reason: string, failure: TlsFailure | undefined): void {
		this.report(status, reason, failure);
		this.failures++;
		if (this.failures < TRIES) return;
		if (this.core.records.get(OLD_PROFILE) !== undefined) {
			this.goBack();
			return;
		}
		this.failures = 0;
		if ((status === 401 || status === 403) && this.usesKey && this.core.records.get(OLD_KEY) !== undefined) {
			this.useOldKey = !this.useOldKey;
			this.core.log(`the CSMS does not take the ${this.useOldKey ? "new" : "old"} AuthorizationKey`);
			this.core.connection.open();
		} else if (this.profile === 3) this.core.security.certificate.tryOther();
	}

	private get profile(): number {
		return this.core.configuration.integer("SecurityProfile");
	}

	private get key(): string | undefined {
		return this.core.configuration.text("AuthorizationKey");
	}

	private get roots(): Uint8Array[] {
		return this.core.security.store.csmsRoots.map((one) => one.der);
	}

	/** HTTP Basic belongs to profiles 1 and 2. */
	private get usesKey(): boolean {
		return this.profile === 1 || this.profile === 2;
	}

	private tls(): TlsSettings {
		this.core.security.store.setInUse(undefined);
		return {
			roots: this.roots,
			identity: this.profile === 3 ? this.core.security.certificate.identity : undefined,
			trusted: (root) => this.core.security.store.setInUse(root),
		};
	}

	private limitRaise(): void {
		this.core.timers.clear(this.limit);
		this.limit = this.core.timers.set(() => this.goBack(), LONGEST);
	}

	/** The raised profile cannot connect: the old one is back (R-SEC-02). */
	private goBack(): void {
		this.core.timers.clear(this.limit);
		this.failures = 0;
		const old = this.core.records.get(OLD_PROFILE);
		if (old === undefined || this.core.connection.isOpen) return;
		this.core.log(`security profile ${this.profile} cannot connect: back to ${old}`);
		this.core.configuration.restore("SecurityProfile", old);
		this.core.records.delete(OLD_PROFILE);
		this.core.securityEvent(RECONFIGURED, `SecurityProfile back to ${old}`);
		this.core.connection.open();
	}

	/** The event of a refusal; while it goes on, once an hour. */
	private report(status: number, reason: string, failure: TlsFailure | undefined): void {
		const type =
			status === 401 || status === 403 || failure === "identity"
				? "FailedToAuthenticateAtCentralSystem"
				: failure === "certificate"
					? "InvalidCentralSystemCertificate"
					: failure === "version"
						? "InvalidTLSVersion"
						: failure === "cipher"
							? "InvalidTLSCipherSuite"
							: undefined;
		if (!type) return;
		if (type === this.lastRefusal && this.core.timers.now() - this.lastRefusalAt < SAME_AGAIN) return;
		this.lastRefusal = type;
		this.lastRefusalAt = this.core.timers.now();
		this.core.securityEvent(type, status ? `HTTP ${status}` : reason);
	}
}
