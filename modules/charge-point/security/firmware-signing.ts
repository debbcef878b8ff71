import { fromBase64 } from "../../base64";
import type { Clock } from "../clock";
import { readPem } from "./certificate";
import { type CertificateStore, rootOf } from "./certificate-store";
import type { Cryptography } from "./interfaces";

/** The signatures of firmware images: signing certificates that a ManufacturerRootCertificate vouches for. */
export class FirmwareSigning {
	private readonly clock: Clock;
	private readonly cryptography: Cryptography;
	private readonly store: CertificateStore;

	constructor(clock: Clock, cryptography: Cryptography, store: CertificateStore) {
		this.clock = clock;
		this.cryptography = cryptography;
		this.store = store;
	}

	/** Judges a signing certificate, PEM; those behind it may follow it (R-SEC-17). */
	check(signingCertificate: string): "ok" | "InvalidCertificate" {
		try {
			const chain = readPem(signingCertificate);
			const roots = this.store.roots("ManufacturerRootCertificate");
			const root = rootOf(chain, roots, this.clock.now, this.cryptography);
			return root ? "ok" : "InvalidCertificate";
		} catch {
			return "InvalidCertificate";
		}
	}

	/**
	 * Checks one image against its base64 signature, SHA-256 with RSA-PSS or ECDSA (R-SEC-18); unreadable
	 * ones never verify.
	 */
	verifier(
		signingCertificate: string,
		signature: string,
	): { update(bytes: Uint8Array): void; verify(): boolean } {
		const bytes = fromBase64(signature);
		let publicKey: Uint8Array | undefined;
		try {
			publicKey = readPem(signingCertificate)[0].publicKey;
		} catch {
			// Without a key there is no verifier.
		}
		const verifier =
			publicKey &&
			(this.cryptography.verifier(publicKey, "ECDSA", "SHA-256") ??
				this.cryptography.verifier(publicKey, "RSA-PSS", "SHA-256"));
		return {
			update: (part) => verifier?.update(part),
			verify: () => bytes !== undefined && (verifier?.verify(bytes) ?? false),
		};
	}
}
