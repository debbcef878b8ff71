import { fromBase64, toBase64 } from "../../base64";
import type {
	CertificateHashData,
	CertificateUse,
	DeleteCertificateRequest,
	DeleteCertificateStatus,
	HashAlgorithm as HashName,
	InstallCertificateRequest,
	InstallCertificateStatus,
} from "../../ocpp/types";
import { type Core, RECONFIGURED } from "../core";
import {
	type Certificate,
	isSelfSigned,
	isSignedBy,
	isValidAt,
	readCertificate,
	readPem,
} from "./certificate";
import { equalBytes, toHex } from "./der";
import type { Cryptography, HashAlgorithm } from "./interfaces";

const CSMS = "CentralSystemRootCertificate";
/** The root that the settings bring was installed: its fingerprint. Deleting it must last. */
const FACTORY = "root.factory";

/**
 * The roots that the CSMS has installed (R-SEC-10 to R-SEC-12): one record each, `root.0` and so on, with
 * the first letter of its use and the DER in base64. They are read when they are needed.
 */
export class CertificateStore {
	private readonly core: Core;
	/** The root that has vouched for the CSMS on the present connection. */
	private inUse: Uint8Array | undefined;

	constructor(core: Core) {
		this.core = core;
	}

	/** Installs the root of the settings, PEM, unless it was installed by an earlier boot. */
	installFactoryRoot(pem: string): void {
		try {
			const root = readPem(pem)[0];
			const fingerprint = toHex(this.core.host.cryptography.digest("SHA-256", root.der));
			if (this.core.records.get(FACTORY) === fingerprint) return;
			const slot = this.freeSlot();
			if (this.find(CSMS, root)) this.core.records.set(FACTORY, fingerprint);
			else if (slot === undefined)
				this.core.log("the root of the settings has no room in the certificate store");
			else
				this.core.records.setAll([
					[slot, encode(CSMS, root)],
					[FACTORY, fingerprint],
				]);
		} catch (error) {
			this.core.log(`the root of the settings cannot be installed: ${error}`);
		}
	}

	/** The installed roots of a use. */
	roots(use: CertificateUse): Certificate[] {
		const roots: Certificate[] = [];
		this.forEach((_, found, root) => {
			if (found === use) roots.push(root);
		});
		return roots;
	}

	/** The connection with this root, DER, came about; undefined: there is none any more. */
	setInUse(root: Uint8Array | undefined): void {
		this.inUse = root;
	}

	/** Those that vouch for the CSMS, and for the servers of files. */
	get csmsRoots(): Certificate[] {
		return this.roots(CSMS);
	}

	/** InstallCertificate.req (R-SEC-10); an event tells why a root was rejected (R-SEC-15). */
	install(request: InstallCertificateRequest): InstallCertificateStatus {
		const reject = (reason: string) => {
			this.core.securityEvent("InvalidCentralSystemCertificate", `InstallCertificate: ${reason}`);
			return "Rejected" as const;
		};
		let root: Certificate;
		try {
			const all = readPem(request.certificate);
			if (all.length > 1) return reject("more than one certificate");
			root = all[0];
		} catch {
			return reject("not a certificate in PEM");
		}
		if (!isSelfSigned(root, this.core.host.cryptography)) return reject("not a root signed by itself");
		if (root.notAfter < (this.core.clock.now ?? 0)) return reject("expired");
		if (this.find(request.certificateType, root)) return "Accepted";
		const slot = this.freeSlot();
		if (slot === undefined) {
			this.core.log("InstallCertificate: the certificate store is full");
			return "Rejected";
		}
		try {
			this.core.records.set(slot, encode(request.certificateType, root));
		} catch (error) {
			this.core.log(`InstallCertificate: ${error}`);
			return "Failed";
		}
		this.core.securityEvent(RECONFIGURED, `${request.certificateType} installed`);
		return "Accepted";
	}

	/** GetInstalledCertificateIds.req (R-SEC-11). */
	ids(use: CertificateUse): CertificateHashData[] {
		return this.roots(use).map((root) => this.hashData(root, "SHA256"));
	}

	/** DeleteCertificate.req (R-SEC-12). */
	delete(request: DeleteCertificateRequest): DeleteCertificateStatus {
		const changes: [slot: string, value: undefined][] = [];
		const uses: CertificateUse[] = [];
		let inUse = false;
		// The same certificate may be there for both uses.
		this.forEach((slot, use, root) => {
			if (
				!isSame(this.hashData(root, request.certificateHashData.hashAlgorithm), request.certificateHashData)
			)
				return;
			changes.push([slot, undefined]);
			uses.push(use);
			if (use === CSMS && this.inUse && equalBytes(this.inUse, root.der)) inUse = true;
		});
		if (changes.length === 0) return "NotFound";
		if (inUse) return "Failed";
		try {
			this.core.records.setAll(changes);
		} catch (error) {
			this.core.log(`DeleteCertificate: ${error}`);
			return "Failed";
		}
		for (let i = 0; i < uses.length; i++) this.core.securityEvent(RECONFIGURED, `${uses[i]} deleted`);
		return "Accepted";
	}

	/** Roots sign themselves: their issuer is what they are. */
	private hashData(root: Certificate, hashAlgorithm: HashName): CertificateHashData {
		const hash = (bytes: Uint8Array) =>
			toHex(this.core.host.cryptography.digest(digestName(hashAlgorithm), bytes));
		return {
			hashAlgorithm,
			issuerNameHash: hash(root.issuer),
			issuerKeyHash: hash(root.keyBits),
			serialNumber: toHex(root.serialNumber).replace(/^0+(?=.)/, ""),
		};
	}

	private find(use: CertificateUse, wanted: Certificate): boolean {
		return this.roots(use).some((root) => equalBytes(root.der, wanted.der));
	}

	private get size(): number {
		return this.core.configuration.integer("CertificateStoreMaxLength");
	}

	private freeSlot(): string | undefined {
		for (let i = 0; i < this.size; i++)
			if (this.core.records.get(`root.${i}`) === undefined) return `root.${i}`;
		return;
	}

	private forEach(visit: (slot: string, use: CertificateUse, root: Certificate) => void): void {
		for (let i = 0; i < this.size; i++) {
			const slot = `root.${i}`;
			const stored = this.core.records.get(slot);
			const bytes = stored && fromBase64(stored.slice(1));
			if (!stored || !bytes) continue;
			const use = stored.startsWith("C") ? CSMS : "ManufacturerRootCertificate";
			visit(slot, use, readCertificate(bytes));
		}
	}
}

/**
 * Whether a chain, the own certificate first, is whole and leads to one of the roots, all of it valid at
 * a moment (null: unknown). Returns the root.
 */
export function rootOf(
	chain: readonly Certificate[],
	roots: readonly Certificate[],
	now: number | null,
	cryptography: Cryptography,
): Certificate | undefined {
	for (let i = 0; i < chain.length; i++) {
		if (!isValidAt(chain[i], now)) return;
		for (let j = 0; j < roots.length; j++) {
			const root = roots[j];
			if (!isValidAt(root, now)) continue;
			if (equalBytes(root.der, chain[i].der) || isSignedBy(chain[i], root, cryptography)) return root;
		}
		if (i + 1 < chain.length && !isSignedBy(chain[i], chain[i + 1], cryptography)) return;
	}
	return;
}

function encode(use: CertificateUse, certificate: Certificate): string {
	return (use === CSMS ? "C" : "M") + toBase64(certificate.der);
}

function digestName(name: HashName): HashAlgorithm {
	switch (name) {
		case "SHA256":
			return "SHA-256";
		case "SHA384":
			return "SHA-384";
		case "SHA512":
			return "SHA-512";
	}
}

/** Hex digits compare without case. */
function isSame(a: CertificateHashData, b: CertificateHashData): boolean {
	return (
		a.issuerNameHash.toLowerCase() === b.issuerNameHash.toLowerCase() &&
		a.issuerKeyHash.toLowerCase() === b.issuerKeyHash.toLowerCase() &&
		a.serialNumber.toLowerCase() === b.serialNumber.toLowerCase().replace(/^0+(?=.)/, "")
	);
}
