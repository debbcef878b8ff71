import CertificateManager from "ssl/cert";
import X509 from "x509";

const { verify } = CertificateManager.prototype;

/**
 * Helps the SDK judge what servers really send. It compares the server's name only with certificates that
 * have another one behind them: a single one is given to it twice. And it cannot take a root without a key
 * identifier: one that the server sends along is left out, for only its own copy of a root has any weight.
 */
CertificateManager.prototype.verify = function (certificates, options) {
	const last = certificates.length - 1;
	const chain = last > 0 && isRoot(certificates[last]) ? certificates.slice(0, last) : certificates;
	return verify.call(this, chain.length === 1 ? [chain[0], chain[0]] : chain, options);
};

/** The issuer of a root is itself. */
function isRoot(certificate: Uint8Array): boolean {
	const { issuer, subject } = X509.decodeTBS(X509.decode(certificate).tbs);
	return issuer.length === subject.length && issuer.every((byte, at) => byte === subject[at]);
}
