import { fromUtf8 } from "../../utf8";
import { attribute, type Certificate, OID } from "./certificate";
import { DerReader, TAG } from "./der";

/** Tags of GeneralName (RFC 5280): dNSName and iPAddress. */
const DNS = 0x82;
const IP = 0x87;

/**
 * Whether a server's certificate is for this host, a name or an IPv4 address (R-SEC-06, RFC 6125): by its
 * subjectAltName; only without names in it by the common name.
 */
export function isForServer(certificate: Certificate, host: string): boolean {
	const wanted = host.toLowerCase();
	const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(wanted);
	const names = certificate.extensions.get(OID.subjectAltName);
	if (!names) return !isAddress && matches(attribute(certificate.subject, OID.commonName) ?? "", wanted);
	const list = new DerReader(names).inside(TAG.sequence);
	while (!list.atEnd) {
		const { tag, content } = list.next();
		if (tag === DNS && !isAddress && matches(fromUtf8(content), wanted)) return true;
		if (tag === IP && isAddress && content.length === 4 && content.join(".") === wanted) return true;
	}
	return false;
}

/** A wildcard stands for the first label alone, and not above a top-level domain. */
function matches(name: string, wanted: string): boolean {
	const lower = name.toLowerCase();
	if (!lower.startsWith("*.")) return lower === wanted && lower !== "";
	const dot = wanted.indexOf(".");
	return dot > 0 && lower.indexOf(".", 2) > 0 && lower.slice(1) === wanted.slice(dot);
}
