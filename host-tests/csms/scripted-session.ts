import { expect } from "vitest";
import type { Peer } from "./charge-point-peer";
import type { RunningCsms } from "./running-csms";

export const now = () => new Date().toISOString();
export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** Gives a command through REST, checks the CALL on the wire, answers it, and checks what is told and kept. */
export async function command(
	csms: RunningCsms,
	peer: Peer,
	identity: string,
	action: string,
	payload: object,
	response: object,
): Promise<void> {
	const answer = csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);
	const [type, messageId, sent, request] = await peer.received();
	expect([type, sent, request]).toEqual([2, action, payload]);
	peer.send(JSON.stringify([3, messageId, response]));
	expect(await answer).toMatchObject({ status: 200, body: { response } });
	const { body } = await csms.rest("GET", `/charge-points/${identity}/commands?limit=1`);
	expect(body).toMatchObject([{ action, payload, result: "Response", response }]);
}

export async function notify(peer: Peer, status: string, more: object = {}): Promise<void> {
	const request = { connectorId: 1, errorCode: "NoError", status, timestamp: now(), ...more };
	expect((await peer.call("StatusNotification", request))[2]).toEqual({});
}

export async function authorize(peer: Peer, idTag: string): Promise<string> {
	return (await peer.call("Authorize", { idTag }))[2].idTagInfo.status;
}

export async function start(peer: Peer, idTag: string, more: object = {}) {
	const request = { connectorId: 1, idTag, meterStart: 100, timestamp: now(), ...more };
	const [type, , payload] = await peer.call("StartTransaction", request);
	expect(type).toBe(3);
	return payload as { transactionId: number; idTagInfo: { status: string } };
}

export async function stop(peer: Peer, transactionId: number, more: object = {}) {
	const request = { transactionId, meterStop: 1100, timestamp: now(), ...more };
	const [type, , payload] = await peer.call("StopTransaction", request);
	expect(type).toBe(3);
	return payload;
}
