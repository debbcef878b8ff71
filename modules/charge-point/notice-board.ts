import type { TimerHandle } from "../timers";
import type { Core } from "./core";
import type { Notice } from "./state";

/** How long the answer to an id is shown, ms. */
const NOTICE_TIME = 5000;

/** What the driver at a connector is told for some seconds. */
export class NoticeBoard {
	private readonly core: Core;
	private _notice: Notice | null = null;
	private timer: TimerHandle | undefined;

	constructor(core: Core) {
		this.core = core;
	}

	get notice(): Notice | null {
		return this._notice;
	}

	show(notice: Notice): void {
		this.core.timers.clear(this.timer);
		this._notice = notice;
		this.timer = this.core.timers.set(() => {
			this._notice = null;
			this.core.changed();
		}, NOTICE_TIME);
		this.core.changed();
	}
}
