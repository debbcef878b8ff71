import type { Pin } from "../modules/hardware/platform";

/**
 * What outlives a restart of the ESP32 without any flash (supervisor.c): which outputs are to be off, and
 * how many failures there were in a row.
 */

/** So many failures in a row may be chance. */
const TOLERATED = 2;
/** The wait after one more, doubled with each further one, and the longest, ms. */
const FIRST_WAIT = 10_000;
const LAST_WAIT = 600_000;
/** Who has run for so long has not failed in a row, ms. */
export const SETTLING_TIME = 600_000;

/**
 * Once a boot, first of all. Returns how many failures in a row have led to it, exceptions, watchdogs and
 * crashes: 0 after a power cut, the reset button, or a restart that was planned.
 */
export function startSupervisor(): number {
	return native("xs_supervisor_start").call(undefined) as number;
}

/** Whenever the firmware ends, this output is switched off at once. */
export function guardOutput({ pin, activeLow = false }: Pin): void {
	native("xs_supervisor_guard").call(undefined, pin, activeLow);
}

/** The restart that follows is no failure. */
export function planRestart(): void {
	native("xs_supervisor_plan").call(undefined);
}

/** The firmware runs well: the next failure is the first one. */
export function settle(): void {
	native("xs_supervisor_settle").call(undefined);
}

/**
 * How long to wait, contactors open, before the charge point starts, ms: what fails again and again shall
 * not wear out the flash nor flood the CSMS.
 */
export function waitAfter(crashes: number): number {
	return crashes <= TOLERATED ? 0 : Math.min(FIRST_WAIT * 2 ** (crashes - TOLERATED - 1), LAST_WAIT);
}
