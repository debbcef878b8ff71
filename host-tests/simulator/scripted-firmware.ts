import { appendFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { ChargePointState } from "../../modules/charge-point/state";
import type { BootOptions, FromFirmware, ToFirmware } from "../../simulator/protocol";

/**
 * A firmware process for tests of the simulator alone. It logs each line that it gets, and an id
 * that is presented is a command to it.
 */
let boot: BootOptions | undefined;
let socket: Socket | undefined;
let levels = "";

function tell(message: FromFirmware): void {
	process.stdout.write(`${JSON.stringify(message)}\n`);
}

function state(): ChargePointState {
	return {
		identity: "not asked",
		connected: true,
		registration: "Accepted",
		clock: Date.UTC(2030, 0, 1),
		queueLength: 3,
		status: "Available",
		errorCode: "NoError",
		emergencyStop: false,
		language: "en",
		update: null,
		updatePercent: null,
		restarting: false,
		connectors: [
			{
				id: 1,
				status: "Charging",
				errorCode: "NoError",
				cable: false,
				ev: false,
				evReady: false,
				locked: false,
				contactor: false,
				offeredA: 0,
				drawnA: 0,
				powerW: 0,
				importWh: 0,
				idTag: "CARD",
				transactionId: 7,
				sessionWh: 0,
				sessionSeconds: 0,
				reservation: null,
				notice: null,
			},
		],
	};
}

const COMMANDS: Record<string, (...words: string[]) => void> = {
	out: (pin, level) => tell({ digital: { pin: Number(pin), level: level === "1" ? 1 : 0 } }),
	offer: (connector, amperes) => tell({ offer: { connector: Number(connector), amperes: Number(amperes) } }),
	exit: (status) => process.exit(Number(status)),
	die: () => {
		process.stderr.write("reason of the crash\n");
		process.exit(1);
	},
	hang: () => {
		process.stdin.removeListener("end", end);
		setInterval(() => undefined, 1000);
	},
	state: () => tell({ state: state() }),
	display: () =>
		tell({
			display: {
				lines: ["hello"],
				bitmap: Buffer.from(new Uint8Array(1024).fill(0x80, 0, 16)).toString("base64"),
			},
		}),
	frame: () => tell({ ocpp: { direction: "out", frame: '[2,"1","Heartbeat",{}]' } }),
	garbage: () => tell({ ocpp: { direction: "in", frame: "no json" } }),
	stray: () => process.stdout.write("a stray line\n"),
	write: (text) => {
		if (boot)
			setInterval(() => {
				appendFileSync(boot!.flash, text);
			}, 1);
	},
	dial: (port) => {
		socket = connect({ port: boot!.network as number, host: "127.0.0.1" });
		socket.write(`CONNECT localhost:${port}\n`);
		socket.on("data", (data) => tell({ log: `net ${data}` }));
		socket.on("close", () => tell({ log: "net closed" }));
		socket.on("error", () => undefined);
	},
	say: (text) => socket?.write(text),
	setup: () => tell({ setup: { url: "http://127.0.0.1:1234" } }),
	settings: (id) =>
		tell({
			settings: { ssid: "Garage", password: "", csms: "ws://csms/", id, key: "", language: "en" },
			newKey: true,
		}),
	hangup: () => socket?.destroy(),
};

const end = () => process.exit(0);

createInterface({ input: process.stdin }).on("line", (text) => {
	const line = JSON.parse(text) as ToFirmware;
	if ("boot" in line) {
		boot = line.boot;
		tell({ log: `boot ${process.pid} ${JSON.stringify(boot)}` });
		tell({ log: `found ${levels.trim()}` });
		if (boot.settings.Slow) setTimeout(() => tell({ ready: true }), Number(boot.settings.Slow));
		else tell({ ready: true });
		return;
	}
	if (!boot && "digital" in line) levels += ` ${line.digital.pin}=${line.digital.level}`;
	else tell({ log: `got ${text}` });
	if ("idTag" in line) {
		const [command, ...words] = line.idTag.idTag.split(" ");
		COMMANDS[command]?.(...words);
	}
});
process.stdin.on("end", end);
