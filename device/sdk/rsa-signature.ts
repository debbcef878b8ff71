import { Digest } from "crypt";
import RSA from "rsa";
import { equalBytes, fromHex } from "../../modules/charge-point/security/der";
import { toBigInt, toBytes } from "./ecdsa";

export type DigestName = "SHA1" | "SHA256" | "SHA384" | "SHA512";

/** DigestInfo without the digest (RFC 8017 section 9.2). */
const DIGEST_INFO = Object.freeze({
	SHA1: "3021300906052b0e03021a05000414",
	SHA256: "3031300d060960864801650304020105000420",
	SHA384: "3041300d060960864801650304020205000430",
	SHA512: "3051300d060960864801650304020305000440",
});

/** An RSA key (RFC 8017). */
export class RsaPublicKey {
	private readonly modulus: bigint;
	private readonly exponent: bigint;
	/** Bits of the modulus. */
	private readonly bits: number;

	/** Throws a RangeError for a key that is too short to be trusted, or so long that it would take minutes. */
	constructor(modulus: Uint8Array, exponent: Uint8Array) {
		let zeros = 0;
		while (modulus[zeros] === 0) zeros++;
		this.bits = 8 * (modulus.length - zeros) - Math.clz32(modulus[zeros]) + 24;
		if (!(this.bits >= 2048 && this.bits <= 4096) || exponent.length > 4)
			throw new RangeError("an RSA key of an unusual length");
		this.modulus = toBigInt(modulus);
		this.exponent = toBigInt(exponent);
	}

	/** RSASSA-PKCS1-v1_5: what the signature contains must be exactly what it should. */
	verifyPkcs1(name: DigestName, digest: Uint8Array, signature: Uint8Array): boolean {
		const info = fromHex(DIGEST_INFO[name]);
		const size = Math.ceil(this.bits / 8);
		const expected = new Uint8Array(size).fill(0xff);
		expected[0] = 0;
		expected[1] = 1;
		const at = size - digest.length - info.length;
		expected[at - 1] = 0;
		expected.set(info, at);
		expected.set(digest, at + info.length);
		const found = this.decrypt(signature, size);
		return found !== undefined && equalBytes(found, expected);
	}

	/** RSASSA-PSS with MGF1 of the same hash and a salt of any length (section 9.1.2). */
	verifyPss(name: DigestName, digest: Uint8Array, signature: Uint8Array): boolean {
		const emBits = this.bits - 1;
		const size = Math.ceil(emBits / 8);
		const message = this.decrypt(signature, size);
		if (message?.[size - 1] !== 0xbc) return false;
		const dbLength = size - digest.length - 1;
		const hash = message.subarray(dbLength, size - 1);
		const db = mask(name, hash, dbLength);
		for (let i = 0; i < dbLength; i++) db[i] ^= message[i];
		const unused = 8 * size - emBits;
		if (message[0] >> (8 - unused) !== 0) return false;
		db[0] &= 0xff >> unused;
		let salt = 0;
		while (salt < dbLength && db[salt] === 0) salt++;
		if (db[salt] !== 1) return false;
		const check = new Digest(name);
		check.write(new Uint8Array(8));
		check.write(digest);
		check.write(db.slice(salt + 1));
		return equalBytes(new Uint8Array(check.close()), hash);
	}

	private decrypt(signature: Uint8Array, size: number): Uint8Array | undefined {
		if (signature.length !== Math.ceil(this.bits / 8)) return undefined;
		const value = toBigInt(signature);
		if (value >= this.modulus) return undefined;
		const result = new RSA(this.exponent, this.modulus).process(value);
		return result >> BigInt(8 * size) === 0n ? toBytes(result, size) : undefined;
	}
}

/** MGF1 (appendix B.2.1). */
function mask(name: DigestName, seed: Uint8Array, length: number): Uint8Array {
	const result = new Uint8Array(length);
	for (let counter = 0, at = 0; at < length; counter++) {
		const digest = new Digest(name);
		digest.write(seed.slice());
		digest.write(Uint8Array.of(counter >> 24, counter >> 16, counter >> 8, counter));
		const block = new Uint8Array(digest.close());
		result.set(block.subarray(0, Math.min(block.length, length - at)), at);
		at += block.length;
	}
	return result;
}
