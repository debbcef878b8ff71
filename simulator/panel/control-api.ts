import type { FaultCode } from "../../csms/pages/shared/error-codes";

/** Giving inputs to the simulator by its control API. */

/** What a person does at the charge point, by the name of the input. */
export interface Inputs {
	cable: boolean;
	ev: boolean;
	plug: boolean;
	evReady: boolean;
	demandA: number;
	idTag: string;
	fault: { errorCode: FaultCode; active: boolean };
	emergencyStop: boolean;
	lockJam: boolean;
	tamper: true;
}

/** The simulator's refusal, or its silence (status 0). */
export class Refusal extends Error {
	readonly status: number;

	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

async function post(path: string, body: unknown): Promise<void> {
	let response: Response;
	try {
		response = await fetch(path, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		});
	} catch {
		throw new Refusal(0, "");
	}
	if (response.ok) return;
	const answer: unknown = await response.json().catch(() => null);
	const error = answer && typeof answer === "object" && "error" in answer ? String(answer.error) : "";
	throw new Refusal(response.status, error);
}

/** Gives an input to the charge point; connector 0 is the charge point as a whole. */
export function sendInput<Name extends keyof Inputs>(connector: number, input: Name, value: Inputs[Name]) {
	return post("/api/inputs", { connector, input, value });
}

/** Brings the network of the charge point, or takes it away without a word. */
export function setNetwork(online: boolean) {
	return post("/api/network", { online });
}

/** Gives the charge point power, or cuts it. */
export function setPower(on: boolean) {
	return post("/api/power", { on });
}
