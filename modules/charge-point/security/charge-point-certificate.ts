import { fromBase64, toBase64 } from "../../base64";
import { frozen } from "../../frozen";
import type { CertificateSignedRequest } from "../../ocpp/types";
import type { TimerHandle } from "../../timers";
import { type Core, isOnline, RECONFIGURED } from "../core";
import type { TlsIdentity } from "../interfaces";
import {
	attribute,
	type Certificate,
	isSignedBy,
	isValidAt,
	OID,
	readCertificate,
	readPem,
} from "./certificate";
import { rootOf } from "./certificate-store";
import { equalBytes } from "./der";
import type { KeyPair } from "./interfaces";
import { signingRequest } from "./signing-request";

/** The key pair that waits for its certificate: public and private key. */
const PENDING = "cert.pending";
/** The present and the former certificate, each with its private key. */
const SLOTS = frozen(["cert.0", "cert.1"]);
const DAY = 86_400_000;
/** A certificate is renewed so long before it ends (R-SEC-09), ms. */
const RENEWAL = 30 * DAY;

interface Owned {
	slot: string;
	/** Grows with each certificate that is taken. */
	number: number;
	privateKey: Uint8Array;
	/** The own certificate first. */
	chain: Certificate[];
}

/** The ChargePointCertificate: asked for, taken, renewed (R-SEC-07 to R-SEC-09). */
export class ChargePointCertificate {
	private readonly core: Core;
	private renewal: TimerHandle | undefined;
	private beginning: TimerHandle | undefined;
	private requesting = false;
	/** Not before this monotonic time is a renewal asked for (again), ms. */
	private nextRequest: number;
	/** The former certificate is tried: the CSMS does not take the newest. */
	private useFormer = false;

	constructor(core: Core) {
		this.core = core;
		// The CSMS may still be at work on the last one.
		this.nextRequest = this.pending() ? DAY : 0;
	}

	/** The common name of the certificate. */
	private get serialNumber(): string {
		return this.core.boot.chargePointSerialNumber ?? this.core.host.settings.identity;
	}

	/** What TLS shows to the CSMS: the newest valid certificate; undefined without one (R-SEC-08). */
	get identity(): TlsIdentity | undefined {
		const valid = this.valid();
		const owned = this.useFormer && valid.length > 1 ? valid[1] : valid[0];
		return (
			owned && { chain: owned.chain.map((certificate) => certificate.der), privateKey: owned.privateKey }
		);
	}

	/** The CSMS does not take the newest certificate: the former one has its turn, and then again this. */
	tryOther(): void {
		this.useFormer = !this.useFormer;
	}

	/** SignChargePointCertificate can be asked for: the CPO's name is known (R-SEC-07). */
	get canRequest(): boolean {
		return this.organization !== "";
	}

	/** Makes a key and asks for its certificate, while the connection is open. */
	request(): void {
		const organization = this.organization;
		if (organization === "" || this.requesting) return;
		const keys = this.core.host.cryptography.newKeyPair();
		const csr = signingRequest(keys, organization, this.serialNumber, this.core.host.cryptography);
		this.core.records.set(PENDING, `${toBase64(keys.publicKey)} ${toBase64(keys.privateKey)}`);
		this.requesting = true;
		this.core.connection.call("SignCertificate", { csr }, (outcome) => {
			this.requesting = false;
			if (outcome.ok && outcome.payload.status === "Accepted") return;
			this.core.log(`SignCertificate: ${outcome.ok ? outcome.payload.status : outcome.reason}`);
			if (outcome.ok) this.nextRequest = Number.POSITIVE_INFINITY;
			// Without an answer the CSMS may be at work on it all the same.
			if (outcome.ok || outcome.reason === "error") this.core.records.delete(PENDING);
		});
	}

	/** CertificateSigned.req (R-SEC-08): `accepted` sends the answer, then the certificate is used. */
	signed(request: CertificateSignedRequest, accepted: () => void): "Accepted" | "Rejected" {
		const owned = this.judge(request.certificateChain);
		if (typeof owned === "string") {
			this.core.securityEvent("InvalidChargePointCertificate", `CertificateSigned: ${owned}`);
			return "Rejected";
		}
		try {
			this.core.records.setAll([
				[owned.slot, encode(owned)],
				[PENDING, undefined],
			]);
		} catch (error) {
			this.core.securityEvent("InvalidChargePointCertificate", `CertificateSigned: ${error}`);
			return "Rejected";
		}
		accepted();
		this.core.securityEvent(RECONFIGURED, "ChargePointCertificate installed");
		this.useFormer = false;
		this.nextRequest = 0;
		this.watch();
		if (isValidAt(owned.chain[0], this.core.clock.now)) this.core.security.credentials.certificateChanged();
		return "Accepted";
	}

	/**
	 * Looks after the renewal, once a day (R-SEC-09), and after a certificate that is to be used only later;
	 * called when the clock has become known or was corrected, and when the CSMS can be asked.
	 */
	watch(): void {
		const timers = this.core.timers;
		const now = this.core.clock.now;
		timers.clear(this.renewal);
		timers.clear(this.beginning);
		if (now === null) return;
		this.owned().forEach((owned) => {
			const delay = owned.chain[0].notBefore - now;
			if (delay > 0) this.beginning = timers.set(() => this.begin(), delay);
		});
		const newest = this.valid()[0];
		if (!newest) return;
		const left = newest.chain[0].notAfter - now;
		if (left <= RENEWAL && timers.now() >= this.nextRequest && isOnline(this.core)) {
			this.nextRequest = timers.now() + DAY;
			this.request();
		}
		this.renewal = timers.set(() => this.watch(), left > RENEWAL ? left - RENEWAL : DAY);
	}

	/** A certificate that was there before its time is used from now on. */
	private begin(): void {
		this.watch();
		this.core.security.credentials.certificateChanged();
	}

	/** The chain with its key and the place where it goes to, or what is wrong with it. */
	private judge(pem: string): Owned | string {
		if (pem.length > this.core.configuration.integer("CertificateSignedMaxChainSize"))
			return "the chain is too long";
		let chain: Certificate[];
		try {
			chain = readPem(pem);
		} catch (error) {
			return error instanceof Error ? error.message : String(error);
		}
		const own = chain[0];
		const owned = this.owned();
		const privateKey = this.privateKeyOf(own, owned);
		if (!privateKey) return "the key is not the one of the request";
		if (own.notAfter < (this.core.clock.now ?? 0)) return "expired";
		if (attribute(own.subject, OID.organization) !== this.organization)
			return "the organization is not the CpoName";
		if (attribute(own.subject, OID.commonName) !== this.serialNumber)
			return "the common name is not the serial number";
		for (let i = 1; i < chain.length; i++)
			if (!isSignedBy(chain[i - 1], chain[i], this.core.host.cryptography)) return "the chain is broken";
		const roots = this.core.security.store.csmsRoots;
		// What is valid only later is judged as of then.
		const moment = this.core.clock.now === null ? null : Math.max(this.core.clock.now, own.notBefore);
		if (roots.length > 0 && !rootOf(chain, roots, moment, this.core.host.cryptography))
			return "the chain leads to no CentralSystemRootCertificate";
		// The one that counts least makes place.
		const slot =
			SLOTS.find((name) => !owned.some((one) => one.slot === name)) ?? owned[owned.length - 1].slot;
		const number = Math.max(0, ...owned.map((one) => one.number)) + 1;
		return { slot, number, privateKey, chain };
	}

	private privateKeyOf(certificate: Certificate, owned: readonly Owned[]): Uint8Array | undefined {
		const pending = this.pending();
		if (pending && equalBytes(pending.publicKey, certificate.publicKey)) return pending.privateKey;
		return owned.find((one) => equalBytes(one.chain[0].publicKey, certificate.publicKey))?.privateKey;
	}

	private pending(): KeyPair | undefined {
		const keys = (this.core.records.get(PENDING) ?? "").split(" ").map(fromBase64);
		return keys[0] && keys[1] && { publicKey: keys[0], privateKey: keys[1] };
	}

	/** The stored ones, the newest first. */
	private owned(): Owned[] {
		const owned: Owned[] = [];
		for (let i = 0; i < SLOTS.length; i++) {
			const slot = SLOTS[i];
			const stored = this.core.records.get(slot);
			if (stored === undefined) continue;
			const texts = stored.split(" ");
			const number = Number(texts.shift());
			const keyAndChain = texts.flatMap((text) => fromBase64(text) ?? []);
			owned.push({
				slot,
				number,
				privateKey: keyAndChain[0],
				chain: keyAndChain.slice(1).map(readCertificate),
			});
		}
		return owned.sort((a, b) => b.chain[0].notBefore - a.chain[0].notBefore || b.number - a.number);
	}

	/** Those that can be used now; without a clock nobody can tell, and all can. */
	private valid(): Owned[] {
		const now = this.core.clock.now;
		return this.owned().filter((one) => isValidAt(one.chain[0], now));
	}

	private get organization(): string {
		return this.core.configuration.text("CpoName") ?? "";
	}
}

function encode(one: Owned): string {
	const chain = one.chain.map((certificate) => toBase64(certificate.der));
	return `${one.number} ${toBase64(one.privateKey)} ${chain.join(" ")}`;
}
