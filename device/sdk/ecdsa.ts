import { Digest } from "crypt";
import Curve from "curve";
import ECPoint from "ecp";
import Mont from "mont";
import { DerReader, der, TAG } from "../../modules/charge-point/security/der";
import { randomBytes } from "./random";

/** A curve's numbers are of so many bytes. */
const SIZE = Object.freeze({ secp256r1: 32, secp384r1: 48 });
export type CurveName = keyof typeof SIZE;

/** An ECDSA key (FIPS 186-5) on one of the curves that the SDK has. */
export class EcdsaPublicKey {
	private readonly curve: Curve;
	private readonly size: number;
	private readonly point: ECPoint;

	/** `point` is uncompressed: 4, x, y. Throws a RangeError when it is not on the curve. */
	constructor(name: CurveName, point: Uint8Array) {
		this.curve = new Curve(name);
		this.size = SIZE[name];
		if (point[0] !== 4 || point.length !== 1 + 2 * this.size)
			throw new RangeError("not a point that is written in full");
		const x = toBigInt(point.subarray(1, 1 + this.size));
		const y = toBigInt(point.subarray(1 + this.size));
		const { a, b, m } = this.curve.ec;
		if ((y * y - (x * x * x + a * x + b)) % m !== 0n) throw new RangeError("not a point of the curve");
		this.point = new ECPoint(x, y);
	}

	/** Whether the signature, DER, is the one of the digest. */
	verify(digest: Uint8Array, signature: Uint8Array): boolean {
		const { G, ec, n } = this.curve;
		const pair = new DerReader(signature).inside(TAG.sequence);
		const r = toBigInt(pair.next(TAG.integer).content);
		const s = toBigInt(pair.next(TAG.integer).content);
		if (r <= 0n || r >= n || s <= 0n || s >= n) return false;
		const inverse = new Mont({ m: n }).mulinv(s);
		const u1 = (toBigInt(digest.subarray(0, this.size)) * inverse) % n;
		const u2 = (r * inverse) % n;
		return ec.mul2(G, u1, this.point, u2).x % n === r;
	}
}

/** The ECDSA signature, DER, of a SHA-256 digest on P-256. */
export function signDigest(key: bigint, digest: Uint8Array): Uint8Array {
	const { G, ec, n } = new Curve("secp256r1");
	for (;;) {
		const k = randomScalar(n);
		const r = ec.mul(G, k).x % n;
		const s = (new Mont({ m: n }).mulinv(k) * ((toBigInt(digest) + ((r * key) % n)) % n)) % n;
		if (r !== 0n && s !== 0n) return der(TAG.sequence, integer(r), integer(s));
	}
}

/** A private key on P-256, and its point. */
export function newKey(): { key: bigint; point: Uint8Array } {
	const { G, ec, n } = new Curve("secp256r1");
	const key = randomScalar(n);
	const { x, y } = ec.mul(G, key);
	const point = new Uint8Array(65);
	point[0] = 4;
	point.set(toBytes(x, 32), 1);
	point.set(toBytes(y, 32), 33);
	return { key, point };
}

/** FIPS 180-4. */
export function sha256(bytes: Uint8Array): Uint8Array {
	const digest = new Digest("SHA256");
	digest.write(bytes);
	return new Uint8Array(digest.close());
}

/** Of big-endian bytes. */
export function toBigInt(bytes: Uint8Array): bigint {
	return BigInt.fromArrayBuffer(bytes.slice().buffer);
}

/** Big-endian, with zeros in front to make `size` bytes. Throws a RangeError when there are more. */
export function toBytes(value: bigint, size: number): Uint8Array {
	const short = new Uint8Array(ArrayBuffer.fromBigInt(value));
	const bytes = new Uint8Array(size);
	bytes.set(short, size - short.length);
	return bytes;
}

/** 1 to n - 1; so many bits more than n has that no value is likelier than another. */
function randomScalar(n: bigint): bigint {
	return (toBigInt(randomBytes(48)) % (n - 1n)) + 1n;
}

function integer(value: bigint): Uint8Array {
	const bytes = new Uint8Array(ArrayBuffer.fromBigInt(value));
	return bytes[0] < 0x80 ? der(TAG.integer, bytes) : der(TAG.integer, new Uint8Array(1), bytes);
}
