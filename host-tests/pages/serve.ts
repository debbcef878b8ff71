import type { Peer } from "../csms/charge-point-peer";

/** Answers what the CSMS asks with what `answers` say for the action; keeps what was asked. */
export function serve(
	peer: Peer,
	answers: Record<string, object | ((payload: Record<string, unknown>) => object)>,
) {
	const asked: [string, Record<string, unknown>][] = [];
	void (async () => {
		for (;;) {
			const [, messageId, action, payload] = await peer.received();
			asked.push([action, payload]);
			const answer = answers[action] ?? { status: "Accepted" };
			peer.send(JSON.stringify([3, messageId, typeof answer === "function" ? answer(payload) : answer]));
		}
	})();
	return asked;
}
