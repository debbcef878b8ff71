import type { Authorization } from "./authorization/authorization";
import type { HeldCables } from "./authorization/held-cables";
import type { Core } from "./core";
import type { ConnectorHardware } from "./interfaces";

/** The lock of a connector, and whom its cable waits for. */
export class CableLock {
	private readonly id: number;
	private readonly hardware: ConnectorHardware;
	private readonly core: Core;
	private readonly heldCables: HeldCables;
	/** After the transaction the cable is locked until this id is presented (R-TX-11, R-AUTH-21). */
	heldFor: Authorization | undefined;

	constructor(id: number, hardware: ConnectorHardware, core: Core, heldCables: HeldCables) {
		this.id = id;
		this.hardware = hardware;
		this.core = core;
		this.heldCables = heldCables;
	}

	/**
	 * What the flash tells at boot: a cable that still waits for its id stays locked (R-AUTH-21). Returns
	 * whether one was kept before, also where somebody has unlocked it since.
	 */
	recover(): boolean {
		this.heldFor = this.heldCables.of(this.id);
		const kept = this.heldFor !== undefined;
		if (!this.hardware.locked) this.free();
		else if (!kept) this.open();
		return kept;
	}

	/** The transaction is over: the cable is its driver's, and where `kept` waits for him over a power cut, too. */
	hold({ idTag, parentIdTag }: Authorization, kept: boolean): void {
		// Known also where it is let go at once: a lock that does not open is tried again with the id.
		if (!this.hardware.detachable) return;
		this.heldFor = { idTag, parentIdTag };
		if (kept) this.heldCables.hold(this.id, this.heldFor);
	}

	/** The cable waits for nobody any more. */
	free(): void {
		this.heldFor = undefined;
		this.heldCables.free(this.id);
	}

	close(done: (moved: boolean) => void): void {
		this.hardware.setLock(true, done);
	}

	/** Lets the cable go; `done` tells whether the lock opened. */
	open(done?: (opened: boolean) => void): void {
		this.hardware.setLock(false, (moved) => {
			if (moved) this.free();
			else this.core.log(`connector ${this.id}: the lock did not open`);
			done?.(moved);
			this.core.changed();
		});
	}
}
