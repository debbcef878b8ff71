import type { TimerHandle } from "../timers";
import type { Core } from "./core";
import type { Notice } from "./state";

/** How long the answer to an id is shown, ms. */
const NOTICE_TIME = 5000;

/** What the driver at a connector is told for some seconds. */
export class NoticeBoard {
	readonly #core: Core;
	#notice: Notice | null = null;
	#timer: TimerHandle | undefined;

	constructor(core: Core) {
		this.#core = core;
	}

	get notice(): Notice | null {
		return this.#notice;
	}

	show(notice: Notice): void {
		const { timers } = this.#core;
		timers.clear(this.#timer);
		this.#notice = notice;
		this.#timer = timers.set(() => {
			this.#notice = null;
			this.#core.changed();
		}, NOTICE_TIME);
		this.#core.changed();
	}
}
