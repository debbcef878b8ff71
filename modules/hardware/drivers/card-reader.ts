import type { Timers } from "../../timers";

/** A chip that looks for cards. */
export interface ReaderChip {
	/** Sets the chip up and looks for cards until it fails; called again for the next try. */
	start(events: ReaderEvents): void;
}

/** What a chip tells. */
export interface ReaderEvents {
	/** It is set up and answers. */
	ready(): void;
	/** A card is in the field; told again within a second for as long as it stays. */
	seen(uid: Uint8Array): void;
	/** It does nothing any more until the next start. */
	failed(reason: string): void;
}

export interface CardReaderOptions {
	timers: Timers;
	chip: ReaderChip;
	onIdTag(idTag: string): void;
	/** The reader has failed for longer than a moment, or works again. */
	onFailure(failed: boolean): void;
	log(text: string): void;
}

/** A card that was not seen for so long has been taken away, ms. */
const ABSENT = 1500;
/** Waits before the next start, ms: the first, doubled each time up to the last. */
const FIRST_WAIT = 1000;
const LAST_WAIT = 60_000;
/** What has worked for so long begins anew with the first wait, ms. */
const STEADY = 60_000;
/** Failures in a row that are reported. */
const REPORTED = 3;

/**
 * A card reader: the UID (ISO/IEC 14443-3) in upper-case hexadecimal digits is the idTag, 8, 14 or 20 of
 * them. A card that stays is presented once. A reader that is missing or fails is logged, reported and
 * tried again for ever; it never throws.
 */
export class CardReader implements ReaderEvents {
	private readonly options: CardReaderOptions;
	private card = "";
	private seenAt = 0;
	private readyAt: number | undefined;
	private failures = 0;
	private reason = "";

	constructor(options: CardReaderOptions) {
		this.options = options;
		this.startIn(0);
	}

	ready(): void {
		const now = this.options.timers.now();
		if (this.readyAt !== undefined) return;
		this.readyAt = now;
		// Nobody has watched the card: one that is still there has stayed.
		this.seenAt = now;
		if (this.failures >= REPORTED) this.options.onFailure(false);
		if (this.failures > 0) this.options.log("Card reader: it works again");
	}

	seen(uid: Uint8Array): void {
		const { timers, onIdTag, log } = this.options;
		// A phone makes up such an id anew each time (ISO/IEC 14443-3, 6.5.4): it names nobody.
		const random = uid.length === 4 && uid[0] === 8;
		const card = random ? "random" : hexOf(uid);
		const now = timers.now();
		const stays = card === this.card && now - this.seenAt < ABSENT;
		this.card = card;
		this.seenAt = now;
		if (stays) return;
		if (random) log("Card reader: the card has a random id, which cannot be an idTag");
		else onIdTag(card);
	}

	failed(reason: string): void {
		const { timers, onFailure, log } = this.options;
		if (this.readyAt !== undefined && timers.now() - this.readyAt >= STEADY) this.failures = 0;
		if (this.failures === 0 || reason !== this.reason) log(`Card reader: ${reason}`);
		this.reason = reason;
		const wasReported = this.failures >= REPORTED && this.readyAt === undefined;
		this.readyAt = undefined;
		this.failures++;
		if (this.failures >= REPORTED && !wasReported) onFailure(true);
		this.startIn(Math.min(FIRST_WAIT * 2 ** (this.failures - 1), LAST_WAIT));
	}

	private startIn(wait: number): void {
		const { timers, chip } = this.options;
		timers.set(() => chip.start(this), wait);
	}
}

function hexOf(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
	return text.toUpperCase();
}
