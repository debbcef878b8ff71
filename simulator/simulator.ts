import "../tools/node-version";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./browser";
import { DEFAULTS, readCommandLine, type SimulatorSettings } from "./command-line";
import { ControlApi } from "./control-api";
import { claimDataFolder } from "./data-folder";
import { EnergyRegisters } from "./energy-registers";
import { type FirmwareCommand, firmwareCommand } from "./engine";
import { Network } from "./network";
import { FileFlash } from "./node/flash";
import { RegisterFile } from "./node/register-file";
import { processTimers } from "./node/timers";
import { SavedSetup } from "./saved-setup";
import { SimulatedChargePoint } from "./simulated-charge-point";
import { surroundings } from "./surroundings";
import { World } from "./world";

/** What the command line says, and what a program that starts a simulator can say beyond it. */
export interface SimulatorOptions extends Partial<SimulatorSettings> {
	/** Another firmware process than that of the engine. */
	firmware?: FirmwareCommand;
	/** Takes each line of the log; without it they go to standard error. */
	log?: (text: string) => void;
}

export interface Simulator {
	/** Address of the panel and of the control API. */
	panel: string;
	identity: string;
	/** Ends the firmware, then everything else. */
	close(): Promise<void>;
}

/**
 * Starts a simulated charge point; resolves when its firmware takes inputs. Rejects with an Error
 * whose message is a sentence for a person: a taken port, an unwritable folder, a missing engine.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const settings = { ...DEFAULTS, ...options };
	const log = settings.log ?? ((text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`));
	const data = resolve(settings.data);
	const claim = await claimDataFolder(data);
	// In the order of making; undone in the reverse one.
	const undo: (() => void | Promise<void>)[] = [claim.release];
	const close = async () => {
		for (const step of undo.splice(0).reverse()) await step();
	};
	try {
		// Once here, and not at each boot of the firmware: it would fail again and again.
		const flash = join(data, "flash.bin");
		if (settings.engine !== "esp32") new FileFlash(flash).close();
		const firmware = settings.firmware ?? (await firmwareCommand(settings.engine, data, log));
		undo.push(() => firmware.emulator?.close());
		const registers = new EnergyRegisters(new RegisterFile(data));
		registers.onTrouble = (error) =>
			log(error ? `The meters stand still: ${error.message}` : "The meters count again.");
		const world = new World({
			connectors: settings.connectors,
			cable: settings.cable,
			timers: processTimers,
			registers,
		});
		undo.push(() => world.close());
		const network = await Network.open();
		undo.push(() => network.close());
		const chargePoint = new SimulatedChargePoint({
			firmware,
			boot: {
				identity: settings.id,
				csms: settings.csms,
				connectors: settings.connectors,
				cable: settings.cable,
				settings: settings.set,
				ca: settings.ca,
				flash,
				network: network.port,
				page: firmware.emulator?.page,
				...surroundings(),
			},
			world,
			network,
			setup: new SavedSetup(data),
			log,
		});
		const api = await openControlApi(chargePoint, settings.panel);
		undo.push(() => api.close());
		undo.push(() => chargePoint.firmware.close());
		await chargePoint.start();
		return { panel: api.url, identity: chargePoint.boot.identity, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function openControlApi(chargePoint: SimulatedChargePoint, port: number): Promise<ControlApi> {
	try {
		return await ControlApi.open(chargePoint, port);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const reason = code === "EADDRINUSE" ? "is taken" : `cannot be opened (${code ?? message})`;
		throw new Error(`Port ${port} of 127.0.0.1 ${reason}; choose another with --panel.`);
	}
}

/**
 * Runs a simulator as the shell asks for it: the ready line on standard output, the log on standard
 * error, an orderly end by SIGINT and SIGTERM, and one sentence and status 1 when it cannot start.
 */
export async function runFromShell(argv: readonly string[], firmware?: FirmwareCommand): Promise<void> {
	const settings = readCommandLine(argv);
	let simulator: Simulator | undefined;
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		process.once(signal, async () => {
			// Firmware that still starts ends with its input, which ends with this process.
			await simulator?.close();
			process.exit(0);
		});
	}
	try {
		simulator = await startSimulator({ ...settings, firmware });
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		process.exit(1);
	}
	process.stdout.write(`${JSON.stringify({ panel: simulator.panel, identity: simulator.identity })}\n`);
	if (!settings.headless) openBrowser(simulator.panel);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
	await runFromShell(process.argv.slice(2));
