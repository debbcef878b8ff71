import { generate } from "selfsigned";

interface Certificate {
	key: string;
	/** With the root's certificate behind it, as the TLS of the SDK needs it. */
	chain: string;
}

export interface CertificateAuthority {
	root: string;
	issue(altNames: { dns?: string[]; ip?: string[] }, notAfter?: Date): Promise<Certificate>;
}

/** A root that issues certificates for servers. */
export async function certificateAuthority(name: string): Promise<CertificateAuthority> {
	const day = 86_400_000;
	const ca = await generate([{ name: "commonName", value: name }], {
		keyType: "ec",
		algorithm: "sha256",
		// The clock of firmware that has not been told the time begins with the day of its build.
		notBeforeDate: new Date(Date.now() - 60 * day),
		notAfterDate: new Date(Date.now() + 365 * day),
		extensions: [
			{ name: "basicConstraints", cA: true, critical: true },
			{ name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
		],
	});
	return {
		root: ca.cert,
		async issue({ dns = [], ip = [] }, notAfter = new Date(Date.now() + 30 * day)) {
			const { private: key, cert } = await generate([{ name: "commonName", value: dns[0] ?? ip[0] }], {
				keyType: "ec",
				algorithm: "sha256",
				ca: { key: ca.private, cert: ca.cert },
				notBeforeDate: new Date(notAfter.getTime() - 60 * day),
				notAfterDate: notAfter,
				extensions: [
					{ name: "basicConstraints", cA: false },
					{ name: "keyUsage", digitalSignature: true, keyEncipherment: true },
					{ name: "extKeyUsage", serverAuth: true },
					{
						name: "subjectAltName",
						altNames: [
							...dns.map((value) => ({ type: 2 as const, value })),
							...ip.map((address) => ({ type: 7 as const, ip: address })),
						],
					},
				],
			});
			return { key, chain: `${cert}\n${ca.cert}` };
		},
	};
}
