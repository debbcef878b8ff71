import { constants, createVerify, type KeyObject, type Verify, X509Certificate } from "node:crypto";
import { Problem } from "../problem";

/** Checks the signature of an image that comes in pieces: SHA-256 with RSA-PSS (salt length 32) or ECDSA. */
export class SignatureCheck {
	readonly #verify: Verify = createVerify("sha256");

	/** The next bytes of the image. */
	update(bytes: Buffer): void {
		this.#verify.update(bytes);
	}

	/** Once, after the last byte. Throws a Problem (422) when certificate, signature and image do not fit. */
	end(signature: string, signingCertificate: string): void {
		const key = publicKeyOf(signingCertificate);
		const bytes = Buffer.from(signature, "base64");
		if (bytes.length === 0 || bytes.toString("base64") !== signature) {
			throw new Problem(422, "The signature is not base64.");
		}
		if (!this.#fits(key, bytes)) {
			throw new Problem(
				422,
				"The signature does not fit the image and the signing certificate: it has to be over the whole " +
					"file, SHA-256 with RSA-PSS (salt length 32) or ECDSA.",
			);
		}
	}

	#fits(key: KeyObject, signature: Buffer): boolean {
		const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
		try {
			return this.#verify.verify({ key, ...(key.asymmetricKeyType === "ec" ? {} : padding) }, signature);
		} catch {
			// Such as an RSA-PSS key that is bound to another hash.
			return false;
		}
	}
}

function publicKeyOf(pem: string): KeyObject {
	let certificate: X509Certificate;
	try {
		certificate = new X509Certificate(pem);
	} catch {
		throw new Problem(422, "The signing certificate is no certificate in PEM.");
	}
	if (Date.parse(certificate.validTo) < Date.now()) {
		throw new Problem(422, `The signing certificate ended on ${certificate.validTo}.`);
	}
	const key = certificate.publicKey;
	if (!["rsa", "rsa-pss", "ec"].includes(key.asymmetricKeyType ?? "")) {
		throw new Problem(422, "The signing certificate's key has to be of RSA or of an elliptic curve (ECDSA).");
	}
	return key;
}
