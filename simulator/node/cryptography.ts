import {
	constants,
	createHash,
	createPrivateKey,
	createPublicKey,
	createVerify,
	generateKeyPairSync,
	type KeyObject,
	sign,
} from "node:crypto";
import type {
	Cryptography,
	HashAlgorithm,
	KeyPair,
	SignatureScheme,
	SignatureVerifier,
} from "../../modules/charge-point/security/interfaces";

const CURVES = ["prime256v1", "secp384r1"];

/** Cryptography by OpenSSL, which Node.js brings along. */
export const nodeCryptography: Cryptography = {
	digest(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array {
		return createHash(algorithm).update(bytes).digest();
	},

	verifier(
		publicKey: Uint8Array,
		scheme: SignatureScheme,
		hash: HashAlgorithm,
	): SignatureVerifier | undefined {
		let key: KeyObject;
		try {
			key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
		} catch {
			return undefined;
		}
		// A key may say how long the salt is to be.
		const { namedCurve = "", saltLength = constants.RSA_PSS_SALTLEN_AUTO } = key.asymmetricKeyDetails ?? {};
		const fits =
			scheme === "ECDSA"
				? CURVES.includes(namedCurve)
				: key.asymmetricKeyType === "rsa" ||
					// A key that is for PSS alone.
					(key.asymmetricKeyType === "rsa-pss" && scheme === "RSA-PSS");
		if (!fits) return undefined;
		const verify = createVerify(hash);
		const options =
			scheme === "RSA-PSS" ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } : { key };
		return {
			update: (bytes) => void verify.update(bytes),
			verify: (signature) => {
				try {
					return verify.verify(options, signature);
				} catch {
					return false;
				}
			},
		};
	},

	newKeyPair(): KeyPair {
		return generateKeyPairSync("ec", {
			namedCurve: "P-256",
			publicKeyEncoding: { type: "spki", format: "der" },
			privateKeyEncoding: { type: "pkcs8", format: "der" },
		});
	},

	sign(privateKey: Uint8Array, bytes: Uint8Array): Uint8Array {
		const key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });
		return sign("SHA-256", bytes, key);
	},
};
