import { type Authority, parseAuthority } from "./authority";

/** Where a WebSocket URL leads to. */
export interface WebSocketAddress extends Authority {
	/** As it goes into the request: path and query. */
	path: string;
}

/**
 * Takes a `ws://` or `wss://` URL apart (RFC 6455 section 3). Throws a SyntaxError that says what
 * is wrong with it.
 */
export function parseWebSocketUrl(url: string): WebSocketAddress {
	const scheme = /^(wss?):\/\//i.exec(url);
	if (!scheme) throw new SyntaxError(`the URL must begin with ws:// or wss://: ${url}`);
	const rest = url.slice(scheme[0].length);
	const end = rest.search(/[/?#]/);
	const authority = end < 0 ? rest : rest.slice(0, end);
	if (authority.includes("@"))
		throw new SyntaxError("the URL must not hold a user name or a password: they are set apart from it");
	const server = parseAuthority(authority, scheme[1].length === 3);
	const path = end < 0 ? "/" : rest.slice(end);
	// Visible ASCII without `#`; everything else must be percent-encoded (RFC 6455 section 3).
	if (!/^[/?][!"$-~]*$/.test(path))
		throw new SyntaxError(`"${path}" has a # or a character that must be percent-encoded in a URL`);
	return { ...server, path: path[0] === "?" ? `/${path}` : path };
}
