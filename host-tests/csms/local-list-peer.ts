import type { SendLocalListRequest } from "../../modules/ocpp/types";
import { boot, type Peer } from "./charge-point-peer";

/** A charge point with a local list, which answers by itself and notes what it was asked. */
export interface ListPeer extends Peer {
	/** The requests about the list that have come, `GetConfiguration` among them. */
	readonly asked: { action: string; payload: unknown }[];
	/** The SendLocalList requests among them. */
	updates(): SendLocalListRequest[];
	/** The ids of the list, in lower case, and what it says of them. */
	readonly list: Map<string, { status: string; expiryDate?: string; parentIdTag?: string }>;
	version: number;
	configuration: Record<string, string>;
	/** Answers to the next SendLocalList requests in place of what the list would say; "" for none. */
	readonly refusals: string[];
	/** Every request gets this CALLERROR. */
	error: string | undefined;
}

/** A list as OCPP wants it (R-LAL-01 to R-LAL-04), behind a peer that has booted. */
export async function bootWithList(ocpp: string, identity: string): Promise<ListPeer> {
	const peer = (await boot(ocpp, identity)) as ListPeer;
	const list: ListPeer["list"] = new Map();
	Object.assign(peer, {
		asked: [],
		refusals: [],
		list,
		version: 0,
		configuration: {
			LocalAuthListEnabled: "true",
			LocalAuthListMaxLength: "100",
			SendLocalListMaxLength: "10",
		},
		updates: () => peer.asked.flatMap(({ action, payload }) => (action === "SendLocalList" ? [payload] : [])),
	});
	void (async () => {
		for (;;) {
			const [, messageId, action, payload] = await peer.received();
			peer.asked.push({ action, payload });
			const response = answerOf(peer, action, payload);
			if (peer.error) peer.send(JSON.stringify([4, messageId, peer.error, "", {}]));
			else if (response) peer.send(JSON.stringify([3, messageId, response]));
		}
	})();
	return peer;
}

function answerOf(peer: ListPeer, action: string, payload: unknown): object | undefined {
	if (action === "GetLocalListVersion") return { listVersion: peer.version };
	if (action === "GetConfiguration") {
		const configurationKey = Object.entries(peer.configuration);
		return { configurationKey: configurationKey.map(([key, value]) => ({ key, value, readonly: true })) };
	}
	const refusal = peer.refusals.shift();
	if (refusal === "") return;
	return { status: refusal ?? update(peer, payload as SendLocalListRequest) };
}

function update(peer: ListPeer, request: SendLocalListRequest): string {
	const { listVersion, updateType, localAuthorizationList: entries = [] } = request;
	const isFull = updateType === "Full";
	if (!isFull && listVersion <= peer.version) return "VersionMismatch";
	const keys = entries.map(({ idTag }) => idTag.toLowerCase());
	if (listVersion <= 0 || new Set(keys).size < keys.length) return "Failed";
	if (entries.length > Number(peer.configuration.SendLocalListMaxLength ?? 20)) return "Failed";
	if (isFull && entries.some(({ idTagInfo }) => !idTagInfo)) return "Failed";
	const list: ListPeer["list"] = new Map(isFull ? [] : peer.list);
	for (const { idTag, idTagInfo } of entries) {
		if (idTagInfo) list.set(idTag.toLowerCase(), idTagInfo);
		else list.delete(idTag.toLowerCase());
	}
	if (list.size > Number(peer.configuration.LocalAuthListMaxLength ?? 1000)) return "Failed";
	peer.list.clear();
	for (const [idTag, info] of list) peer.list.set(idTag, info);
	peer.version = list.size === 0 ? 0 : listVersion;
	return "Accepted";
}
