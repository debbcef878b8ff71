import { Digest } from "crypt";

/** The SHA-1 digest: 20 bytes. */
export function sha1(bytes: Uint8Array): Uint8Array {
	const digest = new Digest("SHA1");
	digest.write(bytes);
	return new Uint8Array(digest.close());
}
