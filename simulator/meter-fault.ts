/**
 * What can be wrong with a meter: it is `right`; `stuck` at what it shows; it runs `backwards` from there; it was
 * `replaced` by a new one that begins at 0; or it `jumped` ahead by a million Wh.
 */
export const METER_FAULTS = ["right", "stuck", "backwards", "replaced", "jumped"] as const;

export type MeterFaultName = (typeof METER_FAULTS)[number];

/** Wh. */
const JUMP = 1_000_000;

/** What a meter shows of the energy that has really flowed. */
export class MeterFault {
	#name: MeterFaultName = "right";
	/** The register, and what was shown, when the fault began, Wh. */
	#from = 0;
	#shown = 0;

	/** From now on, at this register in Wh. */
	set(name: MeterFaultName, register: number): void {
		const shown = this.shows(register);
		this.#name = name;
		this.#from = register;
		this.#shown = shown;
	}

	/** What it shows while the register has so many Wh; never below 0. */
	shows(register: number): number {
		const flowed = register - this.#from;
		switch (this.#name) {
			case "right":
				return register;
			case "stuck":
				return this.#shown;
			case "backwards":
				return Math.max(0, this.#shown - flowed);
			case "replaced":
				return flowed;
			case "jumped":
				return this.#shown + JUMP + flowed;
		}
	}
}
