import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { nodeCryptography } from "../../simulator/node/cryptography";

const IMAGE = Buffer.from("firmware");
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };

/** Whether a signature is taken; undefined when the key is none of the scheme. */
function verify(publicKey: KeyObject, scheme: "RSA" | "RSA-PSS" | "ECDSA", signature: Buffer) {
	const spki = publicKey.export({ format: "der", type: "spki" });
	const verifier = nodeCryptography.verifier(spki, scheme, "SHA-256");
	verifier?.update(IMAGE);
	return verifier?.verify(signature);
}

describe("R-SEC-18 a key that is for RSA-PSS alone", () => {
	test.each([
		["without more to say", undefined],
		["with hash and salt", "sha256"],
	])("%s verifies RSA-PSS and nothing else", (_, hash) => {
		const { publicKey, privateKey } = generateKeyPairSync("rsa-pss", {
			...{ modulusLength: 2048, hashAlgorithm: hash, mgf1HashAlgorithm: hash },
			// The types want a text here, Node.js a number.
			...(hash && { saltLength: 32 as never }),
		});
		const signature = sign("sha256", IMAGE, { key: privateKey, ...PSS });
		expect(verify(publicKey, "RSA-PSS", signature)).toBe(true);
		expect(verify(publicKey, "RSA-PSS", signature.map((byte) => byte ^ 1) as Buffer)).toBe(false);
		expect(verify(publicKey, "RSA", signature)).toBeUndefined();
		expect(verify(publicKey, "ECDSA", signature)).toBeUndefined();
	});
});
