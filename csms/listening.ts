import { Proxies } from "./proxies";
import { StartError } from "./start-error";

/** Where a CSMS listens, and by what right. */
interface Listening {
	host: string;
	tls?: object;
	unencrypted?: boolean;
}

/** Throws a {@link StartError} when other machines would be served in the clear and nobody wanted that. */
export function checkListening({ host, tls, unencrypted }: Listening): void {
	if (isLoopback(host) || tls || unencrypted) return;
	throw new StartError(
		`Other machines reach ${host}, and passwords and keys would be sent in the clear: ` +
			"give --tls-cert and --tls-key, or --unencrypted if a proxy in front ends TLS or the network is trusted.",
	);
}

/** Whether only programs on this machine reach that address. */
export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Throws a {@link StartError} for what is no address. */
export function readProxies(addresses: readonly string[]): Proxies {
	try {
		return new Proxies(addresses);
	} catch (error) {
		throw new StartError(`--behind-proxy: ${(error as Error).message}`);
	}
}
