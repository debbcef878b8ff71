import type { IncomingMessage } from "node:http";
import type { Proxies } from "../proxies";

/** Where charge points fetch and send files: followed by a token that only one of them knows. */
export const FILES = "/files/";

/** Characters of an origin that leave room for the rest of a location (512 in all). */
const LONGEST_ORIGIN = 300;

/**
 * The origin under which a charge point has reached the CSMS, such as `https://csms.example`: what works for
 * its WebSocket works for its files. Behind a proxy of ours it is the proxy's. Else a Host without a port has
 * that of the socket: clients with libwebsockets or mongoose leave it out whatever it is.
 */
export function csmsOriginOf(request: IncomingMessage, proxies: Proxies): string | null {
	const { headers, socket } = request;
	const proxied = proxies.trusts(socket.remoteAddress);
	const passed = proxied ? headers["x-forwarded-host"] : undefined;
	const named = [passed ?? headers.host ?? ""].flat().join(",").split(",").at(-1)!.trim();
	const host = proxied || named === "" || /:\d+$/.test(named) ? named : `${named}:${socket.localPort}`;
	const text = `${proxies.isEncrypted(request) ? "https" : "http"}://${host}`;
	if (host === "" || !URL.canParse(text)) return null;
	const { origin } = new URL(text);
	return origin.length > LONGEST_ORIGIN ? null : origin;
}

/** Where the file is that the holder of the token may fetch. */
export function downloadAddress(origin: string, token: string, fileName: string): string {
	return `${origin}${FILES}${token}/${encodeURIComponent(fileName)}`;
}

/** The directory for what the holder of the token sends. */
export function uploadAddress(origin: string, token: string): string {
	return `${origin}${FILES}${token}/`;
}

/** A name that every file system and every header can carry: the last part of a path, or the name given. */
export function safeFileName(path: string, otherwise: string): string {
	const last = path.split(/[/\\]/).at(-1) ?? "";
	const name = last
		.replace(/[^A-Za-z0-9._+@=-]/g, "_")
		.replace(/^\.+/, "")
		.slice(-100);
	return name === "" ? otherwise : name;
}
