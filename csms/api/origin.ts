import type { FastifyRequest } from "fastify";

/** What changes nothing may be asked for by a link or a picture of another page: its answer stays unread. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a page of another origin asks, so that the browser's cookie does not count. SameSite keeps the cookie
 * from other sites, but another port of this host is the same site. Browsers say where a request comes from:
 * `Origin` with all that changes something, `Sec-Fetch-Site` with everything. Without either it is a program,
 * or a browser so old that only a form could be its doing: a form cannot send JSON.
 */
export function isForeign({ headers, method, protocol, host }: FastifyRequest): boolean {
	const { origin, referer } = headers;
	const isOwn = (url: string) => isOf(url, host, protocol === "https");
	if (origin !== undefined) return !isOwn(origin);
	const site = headers["sec-fetch-site"];
	// None: a person has typed the address.
	if (site !== undefined) return site !== "same-origin" && !(site === "none" && SAFE.has(method));
	if (SAFE.has(method)) return false;
	if (referer !== undefined) return !isOwn(referer);
	const type = headers["content-type"];
	return type !== undefined && !/^application\/json\s*(;|$)/i.test(type);
}

/** Whether an address is of that host. A proxy before this CSMS may speak TLS where it does not. */
function isOf(url: string, host: string, tls: boolean): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, host: other } = new URL(url);
	return other === host && (protocol === "https:" || (protocol === "http:" && !tls));
}
