import type { Stamp } from "./clock";

interface UnclockedBoot {
	/** Of the entry that marks it. */
	position: number;
	/** Milliseconds since 1970 at its monotonic zero, once that is known. */
	offset: number | undefined;
	/** Where that was stored: from there on all stamps are with clock, or of a later boot. */
	end: number | undefined;
	/** Monotonic time of its last entry. */
	last: number;
}

/** The boots in which entries were stored before the clock was known, oldest first (R-HB-06). */
export class UnclockedBoots {
	private readonly boots: UnclockedBoot[] = [];

	/** From `position` on stamps without clock belong to another boot. */
	begin(position: number): void {
		this.boots.push({ position, offset: undefined, end: undefined, last: 0 });
	}

	/** A stamp was stored. */
	note(time: Stamp): void {
		const boot = this.boots[this.boots.length - 1];
		if (boot && time < 0) boot.last = Math.max(boot.last, -time - 1);
	}

	/** The clock at monotonic zero of the boot that was marked at `position`, as stored at `end`. */
	setOffset(position: number, offset: number, end: number): void {
		const boot = this.boots.find((one) => one.position === position);
		if (!boot) return;
		boot.offset = offset;
		boot.end = end;
	}

	/**
	 * What the boots that have no clock yet get by that of this boot: one that ended before its clock was
	 * known is taken to have ended just before the next one began: no two of their sessions are to look
	 * alike. `isOwn`: the newest one is this boot.
	 */
	derive(offset: number, isOwn: boolean): { position: number; offset: number }[] {
		const derived: { position: number; offset: number }[] = [];
		let next = offset;
		for (let i = this.boots.length - 1; i >= 0; i--) {
			const boot = this.boots[i];
			const isThis = isOwn && i === this.boots.length - 1;
			const own = boot.offset ?? (isThis ? next : next - boot.last - 1);
			if (boot.offset === undefined) derived.push({ position: boot.position, offset: own });
			next = own;
		}
		return derived;
	}

	/** Milliseconds since 1970 at monotonic zero for a stamp without clock at `position`. */
	offsetAt(position: number): number | undefined {
		for (let i = this.boots.length - 1; i >= 0; i--) {
			if (this.boots[i].position < position) return this.boots[i].offset;
		}
		return;
	}

	/** Everything up to `position` is delivered: the boots before that have had their turn. */
	delivered(position: number): void {
		while (this.boots[0]?.position < position) this.boots.shift();
	}

	/** The first entry that has to stay when those from `position` on are needed. */
	firstNeeded(position: number): number {
		while (this.boots.length > 0 && this.isOver(position)) this.boots.shift();
		return this.boots.length > 0 ? Math.min(position, this.boots[0].position) : position;
	}

	/** No stamp without clock of the oldest boot is among what begins at `position`. */
	private isOver(position: number): boolean {
		const end = this.boots[0].end;
		return (end !== undefined && end <= position) || this.boots[1]?.position < position;
	}
}
