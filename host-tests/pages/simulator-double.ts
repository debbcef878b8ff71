import { PNG } from "pngjs";
import type { Inputs, PanelConnector, PanelState } from "../../simulator/panel/control-api";
import { answer, PageServer } from "./served";

export interface GivenInput {
	connector: number;
	input: keyof Inputs;
	value: unknown;
}

/** Speaks the simulator's control API, with as much behaviour as the panel's tests look at. */
export class SimulatorDouble {
	readonly inputs: GivenInput[] = [];
	readonly state: PanelState;
	readonly #server: PageServer;

	constructor(connectors = 1) {
		this.state = {
			identity: "CP001",
			power: true,
			network: true,
			connected: true,
			registration: "Accepted",
			clock: "2026-11-22T10:00:00.000Z",
			queueLength: 0,
			display: { width: 128, height: 64, lines: ["CP001", "Available"] },
			connectors: Array.from({ length: connectors }, (_, index) => newConnector(index + 1)),
		};
		this.#server = new PageServer("panel", (request, response, body) => {
			switch (`${request.method} ${request.url}`) {
				case "GET /api/state":
					return answer(response, 200, this.state);
				case "GET /api/display.png":
					response.writeHead(200, { "content-type": "image/png" }).end(this.#picture());
					return true;
				case "GET /api/events":
					this.#server.stream(response);
					return true;
				case "POST /api/power":
					this.state.power = (body as { on: boolean }).on;
					this.changed();
					return answer(response, 204);
				case "POST /api/network":
					this.state.network = (body as { online: boolean }).online;
					this.changed();
					return answer(response, 204);
				case "POST /api/inputs": {
					const refusal = this.#take(body as GivenInput);
					if (refusal === null) return answer(response, 204);
					return answer(response, refusal[0], { error: refusal[1] });
				}
				default:
					return false;
			}
		});
	}

	listen(port?: number): Promise<string> {
		return this.#server.listen(port);
	}

	close(): Promise<void> {
		return this.#server.close();
	}

	/** Tells everybody the state, as the simulator does on each change. */
	changed(): void {
		this.#server.emit("state", this.state);
	}

	frame(direction: "out" | "in", frame: unknown): void {
		this.#server.emit("ocpp", { direction, frame });
	}

	log(text: string): void {
		this.#server.emit("log", text);
	}

	#take(given: GivenInput): [number, string] | null {
		const connector = this.state.connectors.find(({ id }) => id === given.connector);
		const mechanical = ["cable", "ev", "plug", "evReady", "demandA"].includes(given.input);
		if (!this.state.power && !mechanical) return [409, "The charge point is not running."];
		if (connector && ["cable", "plug"].includes(given.input) && connector.locked && given.value === false) {
			return [400, `The cable is locked to connector ${connector.id}.`];
		}
		this.inputs.push(given);
		if (connector) {
			const on = given.value === true;
			if (given.input === "cable" || given.input === "plug") connector.cable = on;
			if (given.input === "ev" || given.input === "plug") connector.ev = on;
			if (given.input === "evReady") connector.evReady = on;
			if (given.input === "idTag") connector.idTag = String(given.value);
			if (given.input === "fault") {
				const { errorCode, active } = given.value as Inputs["fault"];
				connector.errorCode = active ? errorCode : "NoError";
				connector.status = active ? "Faulted" : "Available";
				connector.leds = { available: !active, charging: false, fault: active };
			}
		}
		this.changed();
		return null;
	}

	/** A frame around the panel and a bar as long as there are connectors with a vehicle. */
	#picture(): Buffer {
		const { width, height } = this.state.display;
		const picture = new PNG({ width, height });
		for (let y = 0; y < height; y++) {
			for (let x = 0; x < width; x++) {
				const edge = x === 0 || y === 0 || x === width - 1 || y === height - 1;
				const bar = this.state.connectors.some(
					({ id, ev }) => ev && y > id * 12 && y < id * 12 + 8 && x < 64,
				);
				picture.data.fill(edge || bar ? 255 : 0, (y * width + x) * 4, (y * width + x) * 4 + 3);
				picture.data[(y * width + x) * 4 + 3] = 255;
			}
		}
		return PNG.sync.write(picture);
	}
}

function newConnector(id: number): PanelConnector {
	return {
		id,
		status: "Available",
		errorCode: "NoError",
		cable: false,
		ev: false,
		evReady: true,
		locked: false,
		contactor: false,
		offeredA: 0,
		drawnA: 0,
		importWh: 1204,
		idTag: null,
		transactionId: null,
		leds: { available: true, charging: false, fault: false },
	};
}
