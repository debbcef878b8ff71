import { toBase64 } from "../base64";
import { utf8Encoder } from "../utf8";
import { type Authority, parseAuthority } from "./authority";

/** Where an HTTP URL leads to. */
export interface HttpAddress extends Authority {
	/** As it goes into the request: path and query. */
	path: string;
	/** The value of the Authorization header, of the user and password in the URL (RFC 7617). */
	authorization?: string;
}

/** The URL has a scheme that is not spoken here. */
export class UnsupportedSchemeError extends SyntaxError {}

/**
 * Takes an `http://` or `https://` URL apart (RFC 3986), percent-encodes what needs it, and drops a
 * fragment. Throws a SyntaxError that says what is wrong with it, without the password in it.
 */
export function parseHttpUrl(url: string): HttpAddress {
	const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url);
	if (!scheme) throw new SyntaxError("the URL must begin with http:// or https://");
	const name = scheme[1].toLowerCase();
	if (name !== "http" && name !== "https")
		throw new UnsupportedSchemeError(`${name}:// is not supported, http:// and https:// are`);
	const rest = url.slice(scheme[0].length);
	const end = rest.search(/[/?#]/);
	const authority = end < 0 ? rest : rest.slice(0, end);
	const at = authority.lastIndexOf("@");
	const server = parseAuthority(authority.slice(at + 1), name === "https");
	const address: HttpAddress = { ...server, path: pathOf(end < 0 ? "" : rest.slice(end)) };
	if (at >= 0) address.authorization = basicAuthorization(authority.slice(0, at));
	return address;
}

/**
 * Where a Location header leads to, seen from the address that sent it (RFC 9110 section 10.2.2). The
 * credentials go along to the same server only. Throws a SyntaxError.
 */
export function redirected(from: HttpAddress, location: string): HttpAddress {
	const scheme = from.secure ? "https:" : "http:";
	if (location.startsWith("//") || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(location)) {
		const to = parseHttpUrl(location.startsWith("//") ? scheme + location : location);
		if (from.secure && !to.secure) throw new SyntaxError("the server leads from https:// to http://");
		if (to.host === from.host && to.port === from.port && to.secure === from.secure)
			to.authorization ??= from.authorization;
		return to;
	}
	const base = from.path.split("?", 1)[0];
	let path = location;
	if (location[0] === "?") path = base + location;
	else if (location[0] !== "/") path = base.slice(0, base.lastIndexOf("/") + 1) + location;
	return { ...from, path: pathOf(path) };
}

function pathOf(text: string): string {
	const path = text.split("#", 1)[0].replace(/[^!$&'()*+,\-./0-9:;=?@A-Z_a-z~%]+/g, (other) => {
		try {
			return encodeURIComponent(other);
		} catch {
			throw new SyntaxError("the URL has half a character in it");
		}
	});
	return path[0] === "/" ? path : `/${path}`;
}

function basicAuthorization(userInfo: string): string {
	const colon = userInfo.indexOf(":");
	const user = colon < 0 ? userInfo : userInfo.slice(0, colon);
	const password = colon < 0 ? "" : userInfo.slice(colon + 1);
	let credentials: string;
	try {
		credentials = `${decodeURIComponent(user)}:${decodeURIComponent(password)}`;
	} catch {
		throw new SyntaxError("the user name or the password in the URL is not percent-encoded as it must be");
	}
	return `Basic ${toBase64(utf8Encoder().encode(credentials))}`;
}
