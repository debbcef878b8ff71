import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { MeterReading } from "../../modules/charge-point/interfaces";
import type { Host, Platform } from "../../modules/hardware/platform";
import { HttpTransfer } from "../../modules/net/http-transfer";
import { ReconnectingTransport } from "../../modules/net/reconnecting-transport";
import project from "../../package.json" with { type: "json" };
import { Board } from "../board";
import { digitalOf, Pins } from "../digital";
import { SimulatedSlot } from "../firmware-slot";
import { type BootOptions, type FromFirmware, PIN, RESTART_STATUS, type ToFirmware } from "../protocol";
import { nodeCryptography } from "./cryptography";
import { FileFlash } from "./flash";
import { NodeImageFiles } from "./image-files";
import { nodeListen } from "./listener";
import { NodeScreen } from "./screen";
import { NodeSockets } from "./sockets";
import { processTimers } from "./timers";

function tell(message: FromFirmware): void {
	process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Node.js as the engine of the simulated board: the simulator is at standard input and output. */
class NodeEngine {
	readonly #ready: (host: Host) => void;
	readonly #pins = new Pins();
	readonly #meters = new Map<number, MeterReading>();
	#screen: NodeScreen | undefined;
	#oled = true;
	#board: Board | undefined;

	constructor(ready: (host: Host) => void) {
		this.#ready = ready;
		this.#pins.onOutput = (pin, level) => tell({ digital: { pin, level } });
		const lines = createInterface({ input: process.stdin });
		lines.on("line", (text) => this.#take(JSON.parse(text) as ToFirmware));
		// Without the simulator there is no board.
		lines.on("close", () => process.exit(0));
		process.stdout.on("error", () => process.exit(0));
		// A signal to the whole process group is the simulator's to answer.
		for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
		process.on("uncaughtException", (error) => this.#die(error));
	}

	#take(line: ToFirmware): void {
		if ("digital" in line) this.#pins.setInput(line.digital.pin, line.digital.level);
		else if ("meter" in line) this.#meters.set(line.meter.connector, line.meter);
		else if ("oled" in line) this.#fitOled(line.oled);
		else if ("boot" in line) this.#boot(line.boot);
		else this.#board?.take(line);
	}

	#boot(boot: BootOptions): void {
		this.#screen = new NodeScreen({
			timers: processTimers,
			language: boot.language,
			utcOffset: boot.utcOffset,
			isFitted: this.#oled,
			onFrame: ({ lines, bitmap }) =>
				tell({ display: { lines, bitmap: Buffer.from(bitmap).toString("base64") } }),
		});
		if (boot.network === undefined) throw new Error("On Node.js the board needs a simulated network.");
		const sockets = new NodeSockets({ network: boot.network });
		const transport = new ReconnectingTransport({
			timers: processTimers,
			sockets,
			sha1: (bytes) => createHash("sha1").update(bytes).digest(),
			randomBytes: (count) => randomBytes(count),
		});
		this.#board = new Board({
			boot,
			firmwareVersion: project.version,
			digital: digitalOf(this.#pins),
			timers: processTimers,
			flash: new FileFlash(boot.flash),
			transport,
			fileTransfer: new HttpTransfer({ timers: processTimers, sockets }),
			firmwareSlot: new SimulatedSlot(new NodeImageFiles(boot.flash), processTimers),
			cryptography: nodeCryptography,
			screen: this.#screen.model,
			listen: nodeListen,
			randomBytes,
			meters: this.#meters,
			tell,
			newId: randomUUID,
			random: Math.random,
			restart: () => process.exit(RESTART_STATUS),
		});
		this.#ready(this.#board);
		this.#board.started();
	}

	#fitOled(fitted: boolean): void {
		this.#oled = fitted;
		if (this.#screen) this.#screen.isFitted = fitted;
	}

	/** The last resort: whatever has gone wrong, no energy flows, and the reason is known. */
	#die(error: Error): void {
		const connectors = this.#board?.connectors.length ?? 0;
		for (let id = 1; id <= connectors; id++) this.#pins.setOutput(id * 100 + PIN.contactor, 0);
		tell({ log: `The firmware fails: ${error.stack ?? error}` });
		process.exit(1);
	}
}

const platform: Platform = {
	start(ready: (host: Host) => void): void {
		new NodeEngine(ready);
	},
};

export default platform;
