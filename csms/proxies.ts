import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * The proxies in front of the CSMS whose X-Forwarded-For and X-Forwarded-Proto are believed. What anybody
 * else sends in these headers counts for nothing: it would be a way around limits and security profiles.
 */
export class Proxies {
	readonly #trusted = new BlockList();

	/** Takes IP addresses and networks such as `10.0.0.0/8`; throws an Error with a sentence for others. */
	constructor(addresses: readonly string[]) {
		for (const text of addresses) this.#trust(text);
	}

	/** Whether that address is one of the proxies. */
	trusts(address: string | undefined): boolean {
		if (address === undefined) return false;
		const family = familyOf(address);
		return family !== undefined && this.#trusted.check(address, family);
	}

	/** The address that a request comes from: the nearest one that is no proxy of ours. */
	addressOf({ socket, headers }: IncomingMessage): string {
		const passed = [headers["x-forwarded-for"] ?? []].flat().join(",");
		const hops = passed.split(",").map((hop) => hop.trim());
		let address = socket.remoteAddress ?? "";
		while (this.trusts(address)) {
			const before = hops.pop();
			if (before === undefined || isIP(before) === 0) break;
			address = before;
		}
		return address;
	}

	/** Whether a request has come over TLS, to us or to a proxy of ours. */
	isEncrypted({ socket, headers }: IncomingMessage): boolean {
		if (socket instanceof TLSSocket) return true;
		if (!this.trusts(socket.remoteAddress)) return false;
		const passed = [headers["x-forwarded-proto"] ?? []].flat().join(",");
		const protocol = passed.split(",").at(-1)?.trim().toLowerCase();
		return protocol === "https" || protocol === "wss";
	}

	#trust(text: string): void {
		const [address, length, more] = text.trim().split("/");
		const family = familyOf(address);
		const longest = family === "ipv6" ? 128 : 32;
		const prefix = length === undefined ? longest : Number(length);
		const whole = length === undefined || /^\d+$/.test(length);
		if (family === undefined || more !== undefined || !whole || prefix > longest) {
			throw new Error(`"${text}" is neither an IP address nor a network such as 10.0.0.0/8.`);
		}
		this.#trusted.addSubnet(address, prefix, family);
	}
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
	const version = isIP(address);
	return version === 0 ? undefined : version === 4 ? "ipv4" : "ipv6";
}
