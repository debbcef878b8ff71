/** Where a WebSocket URL leads to. */
export interface WebSocketAddress {
	secure: boolean;
	/** A name or an IPv4 address, or an IPv6 address without its brackets. */
	host: string;
	port: number;
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
	const parts = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?$/.exec(authority);
	if (!parts)
		throw new SyntaxError(
			`"${authority}" is no host with an optional port; a name with other letters is written in its xn-- form`,
		);
	const secure = scheme[1].length === 3;
	const port = parts[3] === undefined ? (secure ? 443 : 80) : Number(parts[3]);
	if (port < 1 || port > 65535) throw new SyntaxError(`the port must be 1 to 65535, not ${parts[3]}`);
	const path = end < 0 ? "/" : rest.slice(end);
	// Visible ASCII without `#`; everything else must be percent-encoded (RFC 6455 section 3).
	if (!/^[/?][!"$-~]*$/.test(path))
		throw new SyntaxError(`"${path}" has a # or a character that must be percent-encoded in a URL`);
	return { secure, host: parts[1] ?? parts[2], port, path: path[0] === "?" ? `/${path}` : path };
}
