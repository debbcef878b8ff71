import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { displayPng } from "./display-png";
import { EventStream } from "./event-stream";
import { PowerLostError } from "./firmware-process";
import { booleanMember, giveInput, RefusedError } from "./inputs";
import type { SimulatedChargePoint } from "./simulated-charge-point";

/** Where the panel page is built. */
const PANEL_PAGE = fileURLToPath(new URL("../.build/pages/panel", import.meta.url));
const NO_PANEL_PAGE =
	'The panel page is not built: "npm start" builds it. The control API at /api works without it.\n';

/** Names that this machine has for itself; any other may be DNS rebinding. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** The control API and the panel page of a simulated charge point, on a loopback port. */
export class ControlApi {
	readonly #server: FastifyInstance;
	readonly #events = new EventStream();
	readonly #chargePoint: SimulatedChargePoint;
	#sentState = "";
	#sentBitmap: Uint8Array | undefined;
	#stateDue: NodeJS.Immediate | undefined;

	private constructor(chargePoint: SimulatedChargePoint) {
		this.#chargePoint = chargePoint;
		this.#server = fastify({ forceCloseConnections: true });
		this.#checkRequests();
		this.#addRoutes();
		// Changes that come together, as both ends of a cable do, are one event.
		chargePoint.onChange = () => {
			this.#stateDue ??= setImmediate(() => this.#sendState());
		};
		chargePoint.onFrame = (direction, frame) =>
			this.#events.send("ocpp", { direction, frame: parsed(frame) });
		chargePoint.onLog = (text) => this.#events.send("log", text);
	}

	/** Listens on a loopback port; 0 takes a free one. */
	static async open(chargePoint: SimulatedChargePoint, port: number): Promise<ControlApi> {
		const api = new ControlApi(chargePoint);
		await api.#server.listen({ host: "127.0.0.1", port });
		return api;
	}

	/** The address of the panel. */
	get url(): string {
		return `http://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		clearImmediate(this.#stateDue);
		this.#events.close();
		await this.#server.close();
	}

	#checkRequests(): void {
		const server = this.#server;
		// Only JSON: a page of another site cannot send it without asking first.
		server.removeContentTypeParser("text/plain");
		server.addHook("onRequest", async (request, reply) => {
			if (!LOOPBACK.test(request.headers.host ?? ""))
				return reply.code(403).send({ error: "Only loopback host names are answered: use 127.0.0.1." });
			reply.header("cache-control", "no-store");
		});
		server.setErrorHandler((error: FastifyError | RefusedError, _request, reply) => {
			if (error instanceof RefusedError) return reply.code(error.status).send({ error: error.message });
			const status = error.statusCode ?? 500;
			if (status === 500) this.#chargePoint.log(`The control API failed: ${error.stack}`);
			const text = status === 415 ? "The body is JSON, with content-type application/json." : error.message;
			return reply.code(status).send({ error: text });
		});
		server.setNotFoundHandler((request, reply) => {
			if (request.url === "/") return reply.code(404).type("text/plain; charset=utf-8").send(NO_PANEL_PAGE);
			return reply.code(404).send({ error: `There is no ${request.method} ${request.url} here.` });
		});
	}

	#addRoutes(): void {
		const server = this.#server;
		const chargePoint = this.#chargePoint;
		server.register(fastifyStatic, { root: PANEL_PAGE, cacheControl: false });
		server.get("/setup", async (_request, reply) => reply.redirect(await orRefused(chargePoint.openSetup())));
		server.get("/api/state", async () => chargePoint.observe());
		server.get("/api/memory", () => orRefused(chargePoint.measureMemory()));
		server.get("/api/display.png", async (_request, reply) =>
			reply.type("image/png").send(displayPng(chargePoint.bitmap)),
		);
		server.get("/api/events", (_request, reply) => {
			reply.hijack();
			this.#events.add(reply.raw, "state", chargePoint.observe());
		});
		server.post("/api/inputs", async (request, reply) => {
			giveInput(request.body, chargePoint.world, chargePoint.firmware);
			// The next input must not overtake this one, nor undo it before it is seen.
			await chargePoint.inputsSeen();
			return reply.code(204).send();
		});
		server.post("/api/network", async (request, reply) => {
			chargePoint.setOnline(booleanMember(request.body, "online"));
			return reply.code(204).send();
		});
		server.post("/api/power", async (request, reply) => {
			await orRefused(chargePoint.setPower(booleanMember(request.body, "on")));
			return reply.code(204).send();
		});
	}

	#sendState(): void {
		this.#stateDue = undefined;
		const state = this.#chargePoint.observe();
		const { bitmap } = this.#chargePoint;
		// The clock goes on without being a change.
		const compared = JSON.stringify({ ...state, clock: state.clock !== null });
		if (compared === this.#sentState && bitmap === this.#sentBitmap) return;
		this.#sentState = compared;
		this.#sentBitmap = bitmap;
		this.#events.send("state", state);
	}
}

/** Refuses with 409 what needs firmware that runs, where it does not. */
async function orRefused<Value>(answer: Promise<Value>): Promise<Value> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof PowerLostError) throw new RefusedError(409, error.message);
		throw error;
	}
}

/** A frame as the value it is; what is no JSON goes as text. */
function parsed(frame: string): unknown {
	try {
		return JSON.parse(frame);
	} catch {
		return frame;
	}
}
