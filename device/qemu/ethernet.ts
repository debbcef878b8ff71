/** Starts the emulator's network card; returns its hardware address, twelve hexadecimal digits. Throws without one. */
export function startEthernet(): string {
	return native("xs_ethernet_start").call(undefined) as string;
}

/** The IPv4 address that the network has given; empty without one. */
export function networkAddress(): string {
	return native("xs_ethernet_address").call(undefined) as string;
}

/** Leaves the network and asks it for an address anew. */
export function restartEthernet(): void {
	native("xs_ethernet_restart").call(undefined);
}
