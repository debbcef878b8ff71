/** Where a server is: the authority of a URL. */
export interface Authority {
	secure: boolean;
	/** A name or an IPv4 address, or an IPv6 address without its brackets. */
	host: string;
	port: number;
}

/** Takes host and port of a URL apart. Throws a SyntaxError that says what is wrong with them. */
export function parseAuthority(text: string, secure: boolean): Authority {
	const parts = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?$/.exec(text);
	if (!parts)
		throw new SyntaxError(
			`"${text}" is no host with an optional port; a name with other letters is written in its xn-- form`,
		);
	const port = parts[3] === undefined ? (secure ? 443 : 80) : Number(parts[3]);
	if (port < 1 || port > 65535) throw new SyntaxError(`the port must be 1 to 65535, not ${parts[3]}`);
	return { secure, host: parts[1] ?? parts[2], port };
}

/** The value of the Host header. */
export function hostHeader({ secure, host, port }: Authority): string {
	const name = host.includes(":") ? `[${host}]` : host;
	return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
}
