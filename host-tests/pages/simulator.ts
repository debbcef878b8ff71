import { afterAll, beforeAll } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/simulator";
import type { RunningCsms } from "../csms/running-csms";
import { temporaryFolder } from "../simulator/harness";

/** A simulated charge point of the CSMS, there while the tests of a file run. */
export function shareSimulator(
	csms: RunningCsms,
	options: Partial<SimulatorOptions> = {},
): { panel: string } {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startSimulator({
			csms: csms.ocpp,
			id: "CP001",
			panel: 0,
			headless: true,
			data: temporaryFolder(),
			log: () => undefined,
			...options,
		});
	});
	afterAll(() => simulator.close());
	return {
		get panel() {
			return simulator.panel;
		},
	};
}

/** Meter values each second, to watch. */
export const EACH_SECOND = { MeterValueSampleInterval: "1", ClockAlignedDataInterval: "0" };
