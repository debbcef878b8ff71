/** The first certificate of a PEM text (RFC 7468) in DER. Throws a SyntaxError when there is none. */
export function certificateOf(pem: string): ArrayBufferLike {
	const base64 = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
	if (base64 === undefined) throw new SyntaxError("there is no certificate in PEM text");
	return Uint8Array.fromBase64(base64).buffer;
}
