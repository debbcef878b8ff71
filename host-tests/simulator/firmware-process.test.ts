import { afterEach, expect, it, vi } from "vitest";
import { FirmwareProcess, PowerLostError } from "../../simulator/firmware-process";

afterEach(() => {
	vi.useRealTimers();
});

/** A firmware that is a program of one line, its log, its boots and a promise of its first end. */
function build(command: string, program: string) {
	const log: string[] = [];
	const boots = vi.fn((_crashed: boolean) => []);
	let onDown = (): void => undefined;
	const down = new Promise<void>((resolve) => {
		onDown = resolve;
	});
	const firmware = new FirmwareProcess({
		command: { command, args: ["-e", program], cwd: "/" },
		bootLines: boots,
		onMessage: () => undefined,
		onUp: () => undefined,
		onDown: () => onDown(),
		log: (text) => {
			log.push(text);
		},
	});
	return { firmware, boots, log, down };
}

it("after a crash the watchdog starts it again, a second later, and says so", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	const { firmware, boots, log, down } = build(process.execPath, "process.exit(3)");
	const up = firmware.powerOn();
	await down;
	expect(log).toEqual(["The firmware ended with status 3; the watchdog starts it again."]);
	vi.advanceTimersByTime(999);
	expect(boots).toHaveBeenCalledTimes(1);
	vi.advanceTimersByTime(1);
	expect(boots.mock.calls).toEqual([[false], [true]]);
	const lost = expect(up).rejects.toThrow(PowerLostError);
	await firmware.powerOff();
	await lost;
});

it("without power there is no watchdog", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	const { firmware, boots, down } = build(process.execPath, "process.exit(3)");
	const lost = expect(firmware.powerOn()).rejects.toThrow(PowerLostError);
	await down;
	await firmware.powerOff();
	await lost;
	vi.advanceTimersByTime(10_000);
	expect(boots).toHaveBeenCalledTimes(1);
});

it("a program that is not there is named", async () => {
	const { firmware, log, down } = build("/nowhere/firmware", "");
	const lost = expect(firmware.powerOn()).rejects.toThrow(PowerLostError);
	await down;
	expect(log).toEqual([
		"The firmware could not be started (spawn /nowhere/firmware ENOENT); the watchdog starts it again.",
	]);
	await firmware.powerOff();
	await lost;
});
