import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Agenda } from "./agenda";
import type { ChargePointPlan } from "./site";

/** What one connector of the site knows of itself. */
export interface Connector {
	readonly id: number;
	/** The energy register, Wh. */
	registerWh: number;
	/** W that the vehicle draws now. */
	powerW: number;
	/** A vehicle stands there, or the connector is out of order. */
	taken: boolean;
	transactionId: number | undefined;
}

type Payload = Record<string, unknown>;

/** Answers that every charge point gives to commands of the CSMS. */
const ANSWERS: Readonly<Partial<Record<string, (payload: Payload) => Payload>>> = {
	ChangeAvailability: () => ({ status: "Accepted" }),
	ChangeConfiguration: ({ key }) => ({ status: String(key) in KEYS ? "Accepted" : "NotSupported" }),
	ClearCache: () => ({ status: "Accepted" }),
	ClearChargingProfile: () => ({ status: "Accepted" }),
	GetConfiguration: () => ({
		configurationKey: Object.entries(KEYS).map(([key, value]) => ({ key, readonly: false, value })),
		unknownKey: [],
	}),
	GetDiagnostics: () => ({ fileName: "diagnostics.log" }),
	RemoteStartTransaction: () => ({ status: "Rejected" }),
	RemoteStopTransaction: () => ({ status: "Rejected" }),
	ReserveNow: () => ({ status: "Accepted" }),
	CancelReservation: () => ({ status: "Accepted" }),
	Reset: () => ({ status: "Accepted" }),
	SetChargingProfile: () => ({ status: "Accepted" }),
	TriggerMessage: () => ({ status: "Accepted" }),
	UnlockConnector: () => ({ status: "NotSupported" }),
	UpdateFirmware: () => ({}),
};

/** The settings that it tells. */
const KEYS: Readonly<Record<string, string>> = {
	HeartbeatInterval: "3600",
	ClockAlignedDataInterval: "900",
	MeterValuesAlignedData: "Energy.Active.Import.Register,Power.Active.Import,Current.Import",
	ConnectionTimeOut: "60",
	StopTransactionOnInvalidId: "true",
	AuthorizeRemoteTxRequests: "true",
	LocalPreAuthorize: "true",
};

/**
 * A charge point of the demo: it tells its CSMS over OCPP what happens to it in the virtual time. Several
 * messages wait for each other as OCPP-J asks for.
 */
export class SiteChargePoint {
	readonly plan: ChargePointPlan;
	readonly connectors: readonly Connector[];
	/** Milliseconds that its clock is ahead of the CSMS's. */
	clockError = 0;
	/** Its meters do not count. */
	meterStands = false;
	/** It sends no heartbeats. */
	silent = false;
	/** How often it has lost its power, and with it what it was doing. */
	powerCuts = 0;
	firmwareVersion = "0.0.9";
	/** Takes each command after its answer. */
	onCommand: (action: string, payload: Payload) => void = () => {};
	readonly #agenda: Agenda;
	readonly #url: string;
	readonly #key: string | undefined;
	#socket: WebSocket | undefined;
	/** The call on its way and those behind it. */
	#last: Promise<unknown> = Promise.resolve();
	readonly #waiting = new Map<string, (frame: unknown[]) => void>();

	/** `ocpp` is what the identity is appended to; `key` the AuthorizationKey of security profile 1. */
	constructor(plan: ChargePointPlan, agenda: Agenda, ocpp: string, key?: string) {
		this.plan = plan;
		this.#agenda = agenda;
		this.#url = `${ocpp}/${plan.identity}`;
		this.#key = key;
		this.connectors = Array.from({ length: plan.connectors }, (_, index) => ({
			...{ id: index + 1, registerWh: 0, powerW: 0, taken: false, transactionId: undefined },
		}));
	}

	get connected(): boolean {
		return this.#socket?.readyState === WebSocket.OPEN;
	}

	/** Time as this charge point writes it. */
	get timestamp(): string {
		return new Date(this.#agenda.now + this.clockError).toISOString();
	}

	/** Opens the connection; rejects when the CSMS refuses it. */
	async connect(): Promise<void> {
		const auth = this.#key === undefined ? undefined : `${this.plan.identity}:${this.#key}`;
		const socket = new WebSocket(this.#url, "ocpp1.6", { auth, perMessageDeflate: false });
		socket.on("message", (data) => this.#take(String(data)));
		await once(socket, "open");
		this.#socket = socket;
	}

	/** Loses the network: without a closing handshake, or with that close code. */
	async disconnect(code?: number): Promise<void> {
		const socket = this.#socket;
		this.#socket = undefined;
		if (!socket || socket.readyState === WebSocket.CLOSED) return;
		const closed = once(socket, "close");
		if (code === undefined) socket.terminate();
		else socket.close(code);
		await closed;
	}

	/** Boots as after switching on, and tells how its connectors are. */
	async boot(): Promise<void> {
		await this.call("BootNotification", {
			chargePointVendor: "xs-evse",
			chargePointModel: "Simulator",
			chargePointSerialNumber: this.plan.identity,
			firmwareVersion: this.firmwareVersion,
		});
		await this.status(0, "Available");
		for (const { id } of this.connectors) await this.status(id, "Available");
	}

	async start(): Promise<void> {
		await this.connect();
		await this.boot();
	}

	/** Loses its power without a word, and forgets what it was doing. */
	async losePower(): Promise<void> {
		this.powerCuts += 1;
		await this.disconnect();
		for (const connector of this.connectors) {
			connector.taken = false;
			connector.powerW = 0;
			connector.transactionId = undefined;
		}
	}

	/** A connector that nobody stands at. */
	get free(): Connector | undefined {
		return this.connected ? this.connectors.find(({ taken }) => !taken) : undefined;
	}

	/** One call after the other, as OCPP-J asks for; rejects on a CALLERROR. */
	call(action: string, payload: Payload): Promise<Payload> {
		const answer = this.#last.then(() => this.#send(action, payload));
		this.#last = answer.catch(() => {});
		return answer;
	}

	async status(
		connectorId: number,
		status: string,
		errorCode = "NoError",
		more: Payload = {},
	): Promise<void> {
		const timestamp = this.timestamp;
		await this.call("StatusNotification", { connectorId, status, errorCode, timestamp, ...more });
	}

	/** Register, power and current of a connector; those of a transaction while there is one. */
	async meterValues({ id, registerWh, powerW, transactionId }: Connector, context: string): Promise<void> {
		const value = (value: number, measurand: string, unit: string, digits = 0) => ({
			...{ value: value.toFixed(digits), context, measurand, unit },
		});
		const meterValue = {
			timestamp: this.timestamp,
			sampledValue: [
				value(registerWh, "Energy.Active.Import.Register", "Wh"),
				value(powerW, "Power.Active.Import", "W"),
				value(powerW / (this.plan.maxPower > 7400 ? 690 : 230), "Current.Import", "A", 1),
			],
		};
		await this.call("MeterValues", { connectorId: id, transactionId, meterValue: [meterValue] });
	}

	async #send(action: string, payload: Payload): Promise<Payload> {
		const socket = this.#socket;
		if (!socket) throw new Error(`${this.plan.identity} is not connected and cannot send ${action}.`);
		const messageId = randomUUID();
		const frame = await new Promise<unknown[]>((resolve, reject) => {
			const lost = () => reject(new Error(`The connection closed before the answer to ${action}.`));
			this.#waiting.set(messageId, (answer) => {
				socket.off("close", lost);
				resolve(answer);
			});
			socket.once("close", lost);
			socket.send(JSON.stringify([2, messageId, action, payload]));
		});
		if (frame[0] === 4) throw new Error(`${action} of ${this.plan.identity}: ${frame.slice(2).join(" ")}`);
		return frame[2] as Payload;
	}

	#take(text: string): void {
		const frame = JSON.parse(text);
		const [type, messageId, action, payload] = frame;
		if (type === 2) {
			const answer = ANSWERS[action];
			const reply = answer
				? [3, messageId, answer(payload)]
				: [4, messageId, "NotImplemented", `This charge point does not know ${action}.`, {}];
			this.#socket?.send(JSON.stringify(reply));
			if (answer) this.onCommand(action, payload);
			return;
		}
		this.#waiting.get(messageId)?.(frame);
		this.#waiting.delete(messageId);
	}
}
