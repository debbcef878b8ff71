import type { Authorization } from "./authorization/authorization";
import type { Connector } from "./connector";
import type { Core } from "./core";

/** The lock of a connector, and whom its cable waits for. */
export class CableLock {
	private readonly connector: Connector;
	private readonly core: Core;
	/** After the transaction the cable is locked until this id is presented (R-TX-11, R-AUTH-21). */
	heldFor: Authorization | undefined;

	constructor(core: Core, connector: Connector) {
		this.core = core;
		this.connector = connector;
	}

	/**
	 * What the flash tells at boot: a cable that still waits for its id stays locked (R-AUTH-21). Returns
	 * whether one was kept before, also where somebody has unlocked it since.
	 */
	recover(): boolean {
		this.heldFor = this.core.heldCables.of(this.connector.id);
		const kept = this.heldFor !== undefined;
		if (!this.connector.hardware.locked) this.free();
		else if (!kept) this.open();
		return kept;
	}

	/** The transaction is over: the cable is its driver's, and where `kept` waits for him over a power cut, too. */
	hold({ idTag, parentIdTag }: Authorization, kept: boolean): void {
		// Known also where it is let go at once: a lock that does not open is tried again with the id.
		if (!this.connector.hardware.detachable) return;
		this.heldFor = { idTag, parentIdTag };
		if (kept) this.core.heldCables.hold(this.connector.id, this.heldFor);
	}

	/** The cable waits for nobody any more. */
	free(): void {
		this.heldFor = undefined;
		this.core.heldCables.free(this.connector.id);
	}

	close(done: (moved: boolean) => void): void {
		this.connector.hardware.setLock(true, done);
	}

	/** Lets the cable go; `done` tells whether the lock opened. */
	open(done?: (opened: boolean) => void): void {
		this.connector.hardware.setLock(false, (moved) => {
			if (moved) this.free();
			else this.core.log(`connector ${this.connector.id}: the lock did not open`);
			done?.(moved);
			this.core.changed();
		});
	}
}
