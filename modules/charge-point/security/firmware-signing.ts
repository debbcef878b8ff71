import { fromBase64 } from "../../base64";
import type { Core } from "../core";
import { readPem } from "./certificate";
import { rootOf } from "./certificate-store";

/** The signatures of firmware images: signing certificates that a ManufacturerRootCertificate vouches for. */
export class FirmwareSigning {
	private readonly core: Core;

	constructor(core: Core) {
		this.core = core;
	}

	/** Judges a signing certificate, PEM; those behind it may follow it (R-SEC-17). */
	check(signingCertificate: string): "ok" | "InvalidCertificate" {
		try {
			const chain = readPem(signingCertificate);
			const roots = this.core.security.store.roots("ManufacturerRootCertificate");
			const root = rootOf(chain, roots, this.core.clock.now, this.core.host.cryptography);
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
			(this.core.host.cryptography.verifier(publicKey, "ECDSA", "SHA-256") ??
				this.core.host.cryptography.verifier(publicKey, "RSA-PSS", "SHA-256"));
		return {
			update: (part) => verifier?.update(part),
			verify: () => bytes !== undefined && (verifier?.verify(bytes) ?? false),
		};
	}
}
