import { ScriptedHour } from "../host-tests/xs/scripted-hour";
import type { FirmwareCommand } from "../simulator/engine";
import { buildXs } from "./build-xs";
import type { Measured } from "./footprint/page";
import { ROOT } from "./moddable";

/** Heaps that begin small and grow by little. */
const GROWING = "2048,1024,128,32,1024";

/**
 * Builds for 32 bits and plays the scripted hour over ws and over wss, with each line of the tools going to
 * `progress`. When it is `weighed`, the most of each part is what lived, and an hour takes longer than a minute.
 */
export async function playHours(
	progress: (line: string) => void,
	{ weighed = false } = {},
): Promise<{ ws: Measured; wss: Measured }> {
	const command = { ...(await buildXs("measure", progress)), cwd: ROOT };
	const [ws, wss] = await Promise.all([false, true].map((secure) => play(command, secure, weighed)));
	return { ws, wss };
}

async function play(command: FirmwareCommand, secure: boolean, weighed: boolean): Promise<Measured> {
	const hour = await ScriptedHour.boot(command, secure, GROWING);
	try {
		if (weighed) hour.weigh();
		await hour.run();
		return { memory: hour.memory, stackMost: hour.stackMost };
	} finally {
		await hour.close();
	}
}
