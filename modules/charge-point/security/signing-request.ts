import { toBase64 } from "../../base64";
import { toUtf8 } from "../../utf8";
import { OID } from "./certificate";
import { bitString, der, oid, TAG } from "./der";
import type { Cryptography, KeyPair } from "./interfaces";

/** A request for a certificate in PEM (PKCS #10, RFC 2986), with organization O and common name CN. */
export function signingRequest(
	keyPair: KeyPair,
	organization: string,
	commonName: string,
	cryptography: Cryptography,
): string {
	const name = der(
		TAG.sequence,
		attribute(OID.organization, organization),
		attribute(OID.commonName, commonName),
	);
	const version = der(TAG.integer, new Uint8Array(1));
	const info = der(TAG.sequence, version, name, keyPair.publicKey, der(0xa0));
	const signature = cryptography.sign(keyPair.privateKey, info);
	const request = der(TAG.sequence, info, der(TAG.sequence, oid(OID.ecdsaWithSha256)), bitString(signature));
	const lines = toBase64(request).match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join("\n")}\n-----END CERTIFICATE REQUEST-----\n`;
}

function attribute(type: string, value: string): Uint8Array {
	const text = der(TAG.utf8String, toUtf8(value));
	return der(TAG.set, der(TAG.sequence, oid(type), text));
}
