import { Digest } from "crypt";
import { bitString, DerReader, der, oid, TAG, toHex } from "../../modules/charge-point/security/der";
import type {
	Cryptography,
	HashAlgorithm,
	KeyPair,
	SignatureScheme,
	SignatureVerifier,
} from "../../modules/charge-point/security/interfaces";
import { type CurveName, EcdsaPublicKey, newKey, sha256, signDigest, toBigInt, toBytes } from "./ecdsa";
import { type DigestName, RsaPublicKey } from "./rsa-signature";

const EC_PUBLIC_KEY = "2a8648ce3d0201";
const P256 = "2a8648ce3d030107";
const CURVES: Readonly<Record<string, CurveName>> = Object.freeze({
	[P256]: "secp256r1",
	"2b81040022": "secp384r1",
});
const RSA_ENCRYPTION = "2a864886f70d010101";
/** A key that is for PSS alone. */
const RSA_PSS_KEY = "2a864886f70d01010a";

/** Cryptography by the modules of the SDK: its digests, its arithmetic of RSA and elliptic curves. */
export const sdkCryptography: Cryptography = Object.freeze({
	digest(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array {
		const digest = new Digest(nameOf(algorithm));
		digest.write(bytes);
		return new Uint8Array(digest.close());
	},

	verifier(
		publicKey: Uint8Array,
		scheme: SignatureScheme,
		hash: HashAlgorithm,
	): SignatureVerifier | undefined {
		const name = nameOf(hash);
		let check: ((digest: Uint8Array, signature: Uint8Array) => boolean) | undefined;
		try {
			check = checkOf(publicKey, scheme, name);
		} catch {
			return undefined;
		}
		if (!check) return undefined;
		const digest = new Digest(name);
		return {
			update: (bytes) => digest.write(bytes),
			verify: (signature) => {
				try {
					return check(new Uint8Array(digest.close()), signature);
				} catch {
					return false;
				}
			},
		};
	},

	newKeyPair(): KeyPair {
		const { key, point } = newKey();
		const algorithm = der(TAG.sequence, oid(EC_PUBLIC_KEY), oid(P256));
		const version = der(TAG.integer, Uint8Array.of(1));
		const privateKey = der(TAG.octetString, toBytes(key, 32));
		return {
			publicKey: der(TAG.sequence, algorithm, bitString(point)),
			privateKey: der(
				TAG.sequence,
				der(TAG.integer, new Uint8Array(1)),
				algorithm,
				der(TAG.octetString, der(TAG.sequence, version, privateKey, der(0xa1, bitString(point)))),
			),
		};
	},

	sign(privateKey: Uint8Array, bytes: Uint8Array): Uint8Array {
		return signDigest(privateNumber(privateKey), sha256(bytes));
	},
});

/** The number that a private key of {@link sdkCryptography} is. */
export function privateNumber(pkcs8: Uint8Array): bigint {
	const info = new DerReader(pkcs8).inside(TAG.sequence);
	info.next(TAG.integer);
	info.next(TAG.sequence);
	const key = info.inside(TAG.octetString).inside(TAG.sequence);
	key.next(TAG.integer);
	return toBigInt(key.next(TAG.octetString).content);
}

function nameOf(algorithm: HashAlgorithm): DigestName {
	return algorithm.replace("-", "") as DigestName;
}

/** By the SubjectPublicKeyInfo. */
function checkOf(
	publicKey: Uint8Array,
	scheme: SignatureScheme,
	name: DigestName,
): ((digest: Uint8Array, signature: Uint8Array) => boolean) | undefined {
	const info = new DerReader(publicKey).inside(TAG.sequence);
	const algorithm = info.inside(TAG.sequence);
	const type = toHex(algorithm.next(TAG.oid).content);
	const bits = info.next(TAG.bitString).content.subarray(1);
	if (scheme === "ECDSA") {
		if (type !== EC_PUBLIC_KEY) return undefined;
		const curve = CURVES[toHex(algorithm.next(TAG.oid).content)];
		if (!curve) return undefined;
		const key = new EcdsaPublicKey(curve, bits);
		return (digest, signature) => key.verify(digest, signature);
	}
	if (type !== RSA_ENCRYPTION && !(type === RSA_PSS_KEY && scheme === "RSA-PSS")) return undefined;
	const numbers = new DerReader(bits).inside(TAG.sequence);
	const key = new RsaPublicKey(numbers.next(TAG.integer).content, numbers.next(TAG.integer).content);
	return scheme === "RSA"
		? (digest, signature) => key.verifyPkcs1(name, digest, signature)
		: (digest, signature) => key.verifyPss(name, digest, signature);
}
