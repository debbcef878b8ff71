import type {
	Authorization,
	ChargePoint,
	Connector,
	EventName,
	Events,
	IdTag,
	MeterValue,
	NewIdTag,
	NewRegistration,
	Registration,
	Session,
	Settings,
	Transaction,
} from "../../csms/api/schemas";
import { answer, PageServer } from "./served";

/** The moment around which the sample data lie. */
export const NOW = Date.parse("2026-11-22T10:00:00Z");

export const PASSWORD = "correct horse";

interface SentCommand {
	identity: string;
	action: string;
	payload: unknown;
}

/** How a command is answered: HTTP status and body. */
export type CommandAnswer = [status: number, body: unknown];

/** Speaks the CSMS's REST interface over sample data in memory, as far as the pages use it. */
export class CsmsDouble {
	readonly commands: SentCommand[] = [];
	/** The answer to the next commands. */
	commandAnswer: CommandAnswer = [200, { response: { status: "Accepted" } }];
	session: Session | null = null;
	settings: Settings = { acceptRegistrations: false };
	registrations: Registration[] = [];
	chargePoints: ChargePoint[] = [];
	idTags: IdTag[] = [];
	authorizations: Authorization[] = [];
	transactions: Transaction[] = [];
	readonly meterValues = new Map<number, MeterValue[]>();
	readonly #server: PageServer;

	constructor() {
		this.#server = new PageServer("csms", (request, response, body) => {
			const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
			if (!pathname.startsWith("/api/v1/")) return false;
			const path = pathname.slice("/api/v1/".length).split("/").map(decodeURIComponent);
			if (path[0] === "events") {
				if (!this.session) return answer(response, 401, { error: "Sign in first." });
				this.#server.stream(response);
				return true;
			}
			const [status, result] = this.#answer(request.method ?? "GET", path, searchParams, body);
			return answer(response, status, result);
		});
	}

	listen(port?: number): Promise<string> {
		return this.#server.listen(port);
	}

	close(): Promise<void> {
		return this.#server.close();
	}

	get streams(): number {
		return this.#server.streams;
	}

	emit<Name extends EventName>(name: Name, data: Events[Name]): void {
		this.#server.emit(name, data);
	}

	#answer(method: string, path: string[], query: URLSearchParams, body: unknown): [number, unknown?] {
		const [subject, key, verb, action] = path;
		const open =
			subject === "session" ||
			(subject === "registrations" && (method === "POST" ? !key : verb === "status"));
		if (!this.session && !open) return [401, { error: "Sign in first." }];
		switch (`${method} ${subject}`) {
			case "GET session":
				return this.session ? [200, this.session] : [401, { error: "Sign in first." }];
			case "POST session": {
				const { account, password } = body as { account: string; password: string };
				if (password !== PASSWORD) return [401, { error: "Account or password is wrong." }];
				this.session = { account, role: "administrator" };
				return [200, this.session];
			}
			case "DELETE session":
				this.session = null;
				return [204];
			case "GET settings":
				return [200, this.settings];
			case "PATCH settings":
				Object.assign(this.settings, body);
				return [200, this.settings];
			case "GET registrations":
				return verb === "status" ? this.#status(key) : [200, this.registrations];
			case "POST registrations":
				return key ? this.#decide(Number(key), verb) : this.#register(body as NewRegistration);
			case "GET charge-points":
				return [200, this.chargePoints];
			case "POST charge-points":
				this.commands.push({ identity: key, action, payload: body });
				return this.commandAnswer;
			case "GET id-tags":
				return [200, this.idTags];
			case "POST id-tags": {
				const fields = body as NewIdTag;
				if (this.idTags.some(({ idTag }) => idTag === fields.idTag)) return [409, { error: "Taken." }];
				const idTag = newIdTag(fields.idTag, fields);
				this.idTags.push(idTag);
				return [201, idTag];
			}
			case "PATCH id-tags": {
				const idTag = this.idTags.find((one) => one.idTag === key);
				return idTag ? [200, Object.assign(idTag, body)] : [404, { error: "No such id." }];
			}
			case "DELETE id-tags":
				this.idTags = this.idTags.filter(({ idTag }) => idTag !== key);
				return [204];
			case "GET authorizations":
				return [200, this.authorizations];
			case "GET transactions":
				if (key && verb) return [200, this.meterValues.get(Number(key)) ?? []];
				if (key) {
					const transaction = this.transactions.find(({ transactionId }) => transactionId === Number(key));
					return transaction ? [200, transaction] : [404, { error: "No such transaction." }];
				}
				return [200, this.#choose(query)];
			default:
				return [404, { error: "No such call." }];
		}
	}

	#choose(query: URLSearchParams): Transaction[] {
		const is = (name: string, value: string) => !query.has(name) || query.get(name) === value;
		return this.transactions.filter(
			(transaction) =>
				is("identity", transaction.identity) &&
				is("idTag", transaction.idTag) &&
				is("active", String(transaction.active)),
		);
	}

	#register({ name, email, idTag }: NewRegistration): [number, unknown] {
		if (idTag && this.idTags.some((one) => one.idTag === idTag)) return [409, { error: "The id is taken." }];
		const registration: Registration = {
			id: this.registrations.length + 1,
			name,
			email,
			idTag: idTag || "GVN7K2MPQ4",
			status: "Pending",
			createdAt: new Date(NOW).toISOString(),
		};
		this.registrations.unshift(registration);
		this.emit("registration", registration);
		return [201, { ...registration, statusKey: `key-${registration.id}` }];
	}

	#status(statusKey: string): [number, unknown] {
		const registration = this.registrations.find(({ id }) => statusKey === `key-${id}`);
		if (!registration) return [404, { error: "There is no such registration." }];
		const { name, idTag, status, createdAt } = registration;
		return [200, { name, idTag, status, createdAt }];
	}

	#decide(id: number, verb: string): [number, unknown] {
		const registration = this.registrations.find((one) => one.id === id);
		if (!registration) return [404, { error: "There is no such registration." }];
		registration.status = verb === "accept" ? "Accepted" : "Rejected";
		if (verb === "accept") this.idTags.push(newIdTag(registration.idTag, { user: registration.name }));
		this.emit("registration", registration);
		return [200, registration];
	}
}

export function minutesAgo(minutes: number): string {
	return new Date(NOW - minutes * 60_000).toISOString();
}

export function newConnector(
	connectorId: number,
	status: Connector["status"],
	more?: Partial<Connector>,
): Connector {
	return {
		connectorId,
		status,
		errorCode: "NoError",
		since: minutesAgo(connectorId * 7 + 3),
		info: null,
		vendorId: null,
		vendorErrorCode: null,
		...more,
	};
}

export function newChargePoint(
	identity: string,
	connectors: Connector[],
	more?: Partial<ChargePoint>,
): ChargePoint {
	return {
		identity,
		connected: true,
		registration: "Accepted",
		securityProfile: 0,
		hasAuthorizationKey: false,
		tolerant: false,
		createdAt: minutesAgo(60 * 24 * 30),
		lastSeen: minutesAgo(1),
		bootedAt: minutesAgo(60 * 5),
		chargePointVendor: "xs-evse",
		chargePointModel: "XS-1",
		chargePointSerialNumber: "0001",
		chargeBoxSerialNumber: null,
		firmwareVersion: "0.1.0",
		iccid: null,
		imsi: null,
		meterType: null,
		meterSerialNumber: null,
		firmwareStatus: null,
		diagnosticsStatus: null,
		connectors,
		...more,
	};
}

export function newIdTag(idTag: string, more?: Partial<IdTag>): IdTag {
	return {
		idTag,
		parentIdTag: null,
		expiryDate: null,
		blocked: false,
		maxActiveTransactions: 1,
		user: null,
		createdAt: minutesAgo(60 * 24),
		...more,
	};
}

export function newTransaction(transactionId: number, more?: Partial<Transaction>): Transaction {
	return {
		transactionId,
		identity: "CP001",
		connectorId: 1,
		idTag: "A1B2C3D4",
		user: "Lin Mei-ling",
		idTagStatus: "Accepted",
		active: true,
		start: minutesAgo(42),
		stop: null,
		meterStart: 120_400,
		meterStop: null,
		energyWh: 7_730,
		reason: null,
		stopIdTag: null,
		reservationId: null,
		...more,
	};
}

/** A sample as the bundled charge point takes it: register, power and the three phases. */
export function newMeterValue(
	transactionId: number,
	timestamp: string,
	energyWh: number,
	powerW: number,
): MeterValue {
	const current = (powerW / 690).toFixed(1);
	return {
		timestamp,
		connectorId: 1,
		transactionId,
		energyWh,
		powerW,
		sampledValue: [
			{ value: String(energyWh), measurand: "Energy.Active.Import.Register", unit: "Wh" },
			{ value: String(powerW), measurand: "Power.Active.Import", unit: "W" },
			{ value: current, measurand: "Current.Import", phase: "L1", unit: "A" },
			{ value: current, measurand: "Current.Import", phase: "L2", unit: "A" },
			{ value: current, measurand: "Current.Import", phase: "L3", unit: "A" },
		],
	};
}

/** Three charge points, drivers and a few sessions. */
export function fillWithSamples(csms: CsmsDouble): void {
	csms.chargePoints = [
		newChargePoint("CP001", [
			newConnector(0, "Available"),
			newConnector(1, "Charging"),
			newConnector(2, "Available"),
		]),
		newChargePoint("CP002", [
			newConnector(0, "Available"),
			newConnector(1, "Faulted", { errorCode: "GroundFailure", info: "RCD 6 mA", vendorErrorCode: "E17" }),
			newConnector(2, "SuspendedEV"),
		]),
		newChargePoint("CP003", [newConnector(0, "Unavailable"), newConnector(1, "Unavailable")], {
			connected: false,
			chargePointVendor: null,
			chargePointModel: null,
		}),
	];
	csms.transactions = [
		newTransaction(19),
		newTransaction(18, {
			identity: "CP002",
			connectorId: 2,
			idTag: "04A2F5C8",
			user: "陳志明",
			start: minutesAgo(180),
			energyWh: 22_150,
		}),
		newTransaction(17, {
			active: false,
			start: minutesAgo(400),
			stop: minutesAgo(320),
			meterStop: 131_050,
			energyWh: 10_650,
			reason: "EVDisconnected",
		}),
		newTransaction(16, {
			active: false,
			idTag: "04A2F5C8",
			user: "陳志明",
			start: minutesAgo(1500),
			stop: minutesAgo(1440),
			meterStop: 120_400,
			energyWh: 8_020,
			reason: "Remote",
			stopIdTag: null,
		}),
	];
	for (const [transactionId, minutes, top] of [
		[19, 42, 11_040],
		[18, 180, 22_080],
		[17, 80, 11_040],
	] as const) {
		let energyWh = 120_400;
		const values: MeterValue[] = [];
		for (let minute = minutes; minute >= 0; minute -= 2) {
			const powerW = Math.round(minute < 8 ? (top * (minute + 2)) / 12 : top * (1 - Math.sin(minute) / 40));
			values.push(newMeterValue(transactionId, minutesAgo(minute), energyWh, powerW));
			energyWh += Math.round(powerW / 30);
		}
		csms.meterValues.set(transactionId, values);
	}
	csms.idTags = [
		newIdTag("A1B2C3D4", { user: "Lin Mei-ling", parentIdTag: "FLEET-1" }),
		newIdTag("04A2F5C8", { user: "陳志明", maxActiveTransactions: null }),
		newIdTag("OLD-CARD", { user: "Bob", expiryDate: minutesAgo(60 * 24) }),
		newIdTag("LOST-CARD", { blocked: true }),
	];
	csms.registrations = [
		{
			id: 2,
			name: "王小明",
			email: "ming@example.com",
			idTag: "DEADBEEF",
			status: "Pending",
			createdAt: minutesAgo(6),
		},
		{
			id: 1,
			name: "Lin Mei-ling",
			email: "mei@example.com",
			idTag: "A1B2C3D4",
			status: "Accepted",
			createdAt: minutesAgo(1600),
		},
	];
	const asked = { identity: "CP001", connectorId: null, action: "Authorize" } as const;
	csms.authorizations = [
		{ ...asked, id: 4, timestamp: minutesAgo(2), idTag: "F00DCAFE", status: "Invalid" },
		{
			...asked,
			id: 3,
			timestamp: minutesAgo(42),
			idTag: "A1B2C3D4",
			status: "Accepted",
			connectorId: 1,
			action: "StartTransaction",
		},
		{ ...asked, id: 2, timestamp: minutesAgo(43), idTag: "A1B2C3D4", status: "Accepted" },
		{ ...asked, id: 1, timestamp: minutesAgo(90), idTag: "LOST-CARD", status: "Blocked" },
	];
}
