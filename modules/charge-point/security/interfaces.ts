/** Cryptography, which every platform brings along. All keys, certificates and signatures are DER. */

/** SHA-1 is nothing to trust; old roots have signed themselves with it. */
export type HashAlgorithm = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

/** RSA with PKCS #1 v1.5, RSA with PSS (any length of the salt), or ECDSA over P-256 or P-384. */
export type SignatureScheme = "RSA" | "RSA-PSS" | "ECDSA";

export interface SignatureVerifier {
	/** The next bytes of what is signed; they are not kept. */
	update(bytes: Uint8Array): void;
	/** Whether all bytes together carry the signature. Once; never throws. */
	verify(signature: Uint8Array): boolean;
}

export interface KeyPair {
	/** SubjectPublicKeyInfo (RFC 5280). */
	publicKey: Uint8Array;
	/** PKCS #8 (RFC 5958). */
	privateKey: Uint8Array;
}

export interface Cryptography {
	digest(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array;
	/** Undefined when the key (SubjectPublicKeyInfo) is none of this scheme, or of a kind that is not known. */
	verifier(
		publicKey: Uint8Array,
		scheme: SignatureScheme,
		hash: HashAlgorithm,
	): SignatureVerifier | undefined;
	/** A new key on the curve P-256. */
	newKeyPair(): KeyPair;
	/** The ECDSA signature with SHA-256 by a key of {@link newKeyPair}. */
	sign(privateKey: Uint8Array, bytes: Uint8Array): Uint8Array;
}
