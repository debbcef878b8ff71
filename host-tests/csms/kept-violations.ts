import { expect } from "vitest";
import { boot, type Peer } from "./charge-point-peer";
import type { RunningCsms } from "./running-csms";

export const STATUS = { connectorId: 1, errorCode: "NoError", status: "Available" };
export const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();

/** Violations are written half a second after one another. */
export const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000 });

/** The code of the CALLERROR that a CALL is answered with. */
export async function errorOf(peer: Peer, action: string, payload: unknown, messageId?: string) {
	const [type, , code] = await peer.call(action, payload, messageId);
	expect(type).toBe(4);
	return code as string;
}

/** What a CSMS keeps of charge points that bend the rules. */
export function keptViolations(csms: RunningCsms) {
	const violations = async (identity: string) =>
		(await csms.rest("GET", `/charge-points/${identity}/violations`)).body;
	return {
		violations,
		/** The only violation of a charge point, once it is kept. */
		async only(identity: string) {
			await eventually(() => violations(identity)).toHaveLength(1);
			return (await violations(identity))[0];
		},
		/** A charge point whose violations are mended. */
		async tolerant(identity: string): Promise<Peer> {
			await csms.rest("PUT", `/charge-points/${identity}`, { tolerant: true });
			return boot(csms.ocpp, identity);
		},
	};
}
