import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import { Endpoint, type EndpointOptions, type IncomingCall } from "../../modules/ocpp/endpoint";
import type { Action, ChargePointAction, CsmsAction } from "../../modules/ocpp/types";
import type { Schemas } from "../../modules/ocpp/validate";
import { VirtualTimers } from "../virtual-timers";

/** Message ids as a reader of a failing test likes them. */
export function countedIds(prefix = "id"): () => string {
	let count = 0;
	return () => `${prefix}-${++count}`;
}

/** An endpoint with everything it does recorded. */
export interface Side<Received extends Action, Called extends Action> {
	endpoint: Endpoint<Received, Called>;
	timers: VirtualTimers;
	/** Sent frames, parsed. */
	sent: unknown[][];
	calls: IncomingCall<Received>[];
	invalid: string[];
	log: string[];
	idle: number;
	/** Receives a frame given as a value, and lets a long one have its turn. */
	receive(...frame: unknown[]): void;
}

export type SideOptions<Received extends Action, Called extends Action> = Partial<
	EndpointOptions<Received, Called>
>;

function side<Received extends Action, Called extends Action>(
	schemas: Schemas<Received, Called>,
	options: SideOptions<Received, Called>,
): Side<Received, Called> {
	const timers = new VirtualTimers();
	const made: Side<Received, Called> = {
		timers,
		sent: [],
		calls: [],
		invalid: [],
		log: [],
		idle: 0,
		endpoint: new Endpoint({
			timers,
			schemas,
			newMessageId: countedIds(),
			messageTimeout: () => 30,
			send: (frame) => made.sent.push(JSON.parse(frame)),
			onCall: (call) => made.calls.push(call),
			onIdle: () => made.idle++,
			onInvalid: (reason) => made.invalid.push(reason),
			log: (text) => made.log.push(text),
			...options,
		}),
		receive(...frame) {
			made.endpoint.receive(JSON.stringify(frame));
			timers.advance(0);
		},
	};
	return made;
}

export function chargePoint(options: SideOptions<CsmsAction, ChargePointAction> = {}) {
	return side(chargePointSchemas, options);
}

export function csms(options: SideOptions<ChargePointAction, CsmsAction> = {}) {
	return side(csmsSchemas, options);
}
