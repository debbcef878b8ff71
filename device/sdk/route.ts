/** Where the packets for a host go to. */
export interface Route {
	/** IPv4, in numbers. */
	address: string;
	port: number;
	/** Bytes that go ahead of everything else. */
	preface?: Uint8Array;
}

/** Finds the way to a host, now or later; undefined when there is none. */
export type FindRoute = (host: string, port: number, found: (route: Route | undefined) => void) => void;

/** The way that the network itself has, by DNS where the host is a name. */
export function straight(host: string, port: number, found: (route: Route | undefined) => void): void {
	if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) found({ address: host, port });
	else System.resolve(host, (_, address) => found(address === undefined ? undefined : { address, port }));
}
