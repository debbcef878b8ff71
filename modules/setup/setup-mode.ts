import type { ChargePointState } from "../charge-point/state";
import type { TimerHandle } from "../timers";
import type { SetupSettings } from "./form";
import { SetupServer, type SetupServerOptions } from "./setup-server";

export interface SetupModeOptions extends Omit<SetupServerOptions, "onUse"> {
	/** Whether the charge point may be restarted: nobody charges. */
	isUnused(): boolean;
	restart(): void;
	/** Nobody has used the page for {@link IDLE_TIME}; nothing was saved. The mode is closed already. */
	onIdle?(): void;
}

/** Without a visitor the set-up ends after as long, ms. */
export const IDLE_TIME = 15 * 60_000;
/** The last page has as long to reach the browser, ms. */
const FAREWELL = 2_000;

/** Letters and digits that are not taken for one another on a small screen. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const PASSWORD_LENGTH = 10;

/** The set-up while it is open: the page, its end when nobody comes, and the restart after saving. */
export class SetupMode {
	private readonly options: SetupModeOptions;
	private readonly server: SetupServer;
	private timer: TimerHandle | undefined;
	private visitors = false;
	/** It was saved, and the last page has left. */
	private restartDue = false;
	private saved = false;

	/** Opens at once; throws when the port cannot be had. */
	constructor(options: SetupModeOptions) {
		this.options = options;
		const save = (settings: SetupSettings, newKey: boolean) => {
			options.save(settings, newKey);
			this.saved = true;
			this.arm();
		};
		this.server = new SetupServer({ ...options, save, onUse: () => this.arm() });
		this.arm();
	}

	/** Where the page is. */
	get url(): string {
		return this.server.url;
	}

	/** Somebody is in the network of the set-up, or nobody any more. */
	setVisitors(present: boolean): void {
		this.visitors = present;
		this.arm();
	}

	/** The charge point may have become unused. */
	proceed(): void {
		if (this.restartDue && this.options.isUnused()) {
			this.close();
			this.options.restart();
		}
	}

	close(): void {
		this.restartDue = false;
		this.options.timers.clear(this.timer);
		this.server.close();
	}

	private arm(): void {
		this.options.timers.clear(this.timer);
		if (this.saved) {
			this.timer = this.options.timers.set(() => {
				this.restartDue = true;
				this.proceed();
			}, FAREWELL);
		} else if (!this.visitors && this.options.onIdle) {
			this.timer = this.options.timers.set(() => {
				this.close();
				this.options.onIdle?.();
			}, IDLE_TIME);
		}
	}
}

/** Nobody charges, nor wants to, no cable is held and no firmware is written: a restart disturbs no one. */
export function isUnused(state: ChargePointState | undefined): boolean {
	if (state?.update === "installing") return false;
	return state?.connectors.every(({ idTag, locked }) => idTag === null && !locked) ?? true;
}

/** A password for the network of the set-up, about 50 bits of it random. */
export function networkPassword(randomBytes: (count: number) => Uint8Array): string {
	const bytes = Array.from(randomBytes(PASSWORD_LENGTH));
	return bytes.map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
