import { RPCClient } from "ocpp-rpc";
import { onTestFinished } from "vitest";
import type { ChargePointAction, CsmsAction, Requests, Responses } from "../../modules/ocpp/types";

/** How a charge point answers what the CSMS calls. */
type Answers = { [A in CsmsAction]?: (request: Requests[A]) => Responses[A] };

export interface Credentials {
	/** AuthorizationKey. */
	password?: string | Buffer;
	/** Of the server, and the charge point's own, in PEM. */
	ca?: string;
	cert?: string;
	key?: string;
}

export interface StrictChargePoint {
	/** Resolves with the answer of the CSMS; rejects when it is a CALLERROR or breaks its schema. */
	call<A extends ChargePointAction>(action: A, request: Requests[A]): Promise<Responses[A]>;
	/** Frames or payloads of the CSMS that ocpp-rpc found wrong. */
	violations: string[];
}

/**
 * A charge point that others have written: an ocpp-rpc client in strict mode, which holds each CALL and each
 * answer, its own too, against its schemas. Rejects with what the handshake was refused with.
 */
export async function connectStrictly(
	endpoint: string,
	identity: string,
	answers: Answers = {},
	{ password, ...tls }: Credentials = {},
): Promise<StrictChargePoint> {
	const options = {
		...{ endpoint, identity, protocols: ["ocpp1.6"], strictMode: true, reconnect: false },
		...{ password, wsOpts: tls },
	};
	// Its types ask for options that have defaults.
	const client = new RPCClient(options as unknown as ConstructorParameters<typeof RPCClient>[0]);
	const violations: string[] = [];
	for (const event of ["strictValidationFailure", "badMessage"])
		client.on(event, ({ error }: { error: Error }) => violations.push(String(error)));
	for (const [action, answer] of Object.entries(answers) as [string, (request: object) => object][])
		client.handle(action, async ({ params }) => answer(params ?? {}) as Record<string, unknown>);
	onTestFinished(() => void client.close({ force: true }));
	await client.connect();
	return {
		violations,
		call: (action, request) => client.call(action, request) as Promise<never>,
	};
}

/** One that is registered. */
export async function bootStrictly(
	...connection: Parameters<typeof connectStrictly>
): Promise<StrictChargePoint> {
	const chargePoint = await connectStrictly(...connection);
	const boot = { chargePointVendor: "Vendor", chargePointModel: "Model" };
	const { status } = await chargePoint.call("BootNotification", boot);
	if (status !== "Accepted") throw new Error(`BootNotification: ${status}`);
	return chargePoint;
}
