import type { ChargePointState, ConnectorState, Language } from "../charge-point/state";
import type { TimerHandle, Timers } from "../timers";
import { type DrawingPort, drawScreen, type ScreenAssets } from "./screen";
import { type SetupView, sameView, type View, viewOf } from "./view";

/** How long a connector stays on the screen after something happened at it, ms. */
export const HOLD_TIME = 12_000;
/** How long each of several connectors is shown in turn, ms. */
export const TURN_TIME = 5_000;
/** Between two frames of an animation, ms. */
export const FRAME_TIME = 1_000;

export interface ScreenOptions {
	timers: Timers;
	/** Until there is a state, which has its own. */
	language: Language;
	/** Minutes that the place's clock is ahead of UTC; 0 when not given. */
	utcOffset?: number;
	/** Hears of the strings of each picture, from top to bottom. */
	onDrawn?: (strings: readonly string[]) => void;
}

const MINUTE = 60_000;

/**
 * What the screen shows when: it follows the charge point's state, chooses among several connectors
 * and keeps time for what moves. It sets a timer only for the next moment at which the picture will
 * be another one.
 */
export class ScreenModel {
	/** Set by the platform: the screen has to be drawn anew. */
	onChange?: () => void;
	private readonly timers: Timers;
	private readonly language: Language;
	private utcOffset: number;
	private readonly onDrawn: ScreenOptions["onDrawn"];
	private state: (() => ChargePointState) | undefined;
	private network = true;
	private card: string | undefined;
	private setup: SetupView | undefined;
	/** By connector: what makes a change of its state worth showing. */
	private signatures: string[] = [];
	private connector = 0;
	/** When the next connector's turn comes. */
	private turnAt = 0;
	private view: View;
	private frame = 0;
	private frameAt = 0;
	private timer: TimerHandle | undefined;

	constructor(options: ScreenOptions) {
		this.timers = options.timers;
		this.language = options.language;
		this.utcOffset = options.utcOffset ?? 0;
		this.onDrawn = options.onDrawn;
		this.view = this.look(null);
	}

	/** Where to read the state from; until then the screen says that the charge point is starting. */
	show(state: () => ChargePointState): void {
		this.state = state;
		this.changed();
	}

	/** The state has changed, or it is time for the next picture. */
	changed(): void {
		const now = this.timers.now();
		const state = this.state?.() ?? null;
		if (state) this.choose(state, now);
		const view = this.look(state);
		const changed = !sameView(view, this.view);
		const moved = this.move(view, now);
		this.view = view;
		this.schedule(state, now);
		if (changed || moved) this.onChange?.();
	}

	/** The platform knows whether there is a network link at all. */
	setNetwork(up: boolean): void {
		this.network = up;
		this.changed();
	}

	/** The id that is being chosen at the card button; undefined: none any more. */
	showCard(idTag: string | undefined): void {
		this.card = idTag;
		this.changed();
	}

	/** How to get to the set-up page, while there is one. */
	setSetup(setup: SetupView | undefined): void {
		this.setup = setup;
		this.changed();
	}

	/** Stops every timer; nothing is shown any more. */
	close(): void {
		this.timers.clear(this.timer);
		this.timer = undefined;
		this.state = undefined;
		this.onChange = undefined;
	}

	/** Draws the present picture and returns its strings from top to bottom. */
	draw<Style, Texture>(port: DrawingPort<Style, Texture>, assets: ScreenAssets<Style, Texture>): string[] {
		const strings = drawScreen(port, assets, this.view, this.frame);
		this.onDrawn?.(strings);
		return strings;
	}

	/** Shows the connector at which something has happened; when nothing does, each has its turn. */
	private choose(state: ChargePointState, now: number): void {
		let event = false;
		state.connectors.forEach((connector, i) => {
			const signature = signatureOf(connector);
			const before = this.signatures[i];
			if (before === signature) return;
			this.signatures[i] = signature;
			if (before === undefined) {
				this.turnAt = now + TURN_TIME;
				return;
			}
			this.connector = i;
			this.turnAt = now + HOLD_TIME;
			event = true;
		});
		if (event || state.connectors.length < 2 || now < this.turnAt) return;
		if (state.connectors[this.connector].notice === null)
			this.connector = (this.connector + 1) % state.connectors.length;
		this.turnAt = now + TURN_TIME;
	}

	private look(state: ChargePointState | null): View {
		return viewOf(state, {
			language: state?.language ?? this.language,
			connector: this.connector,
			network: this.network,
			utcOffset: this.utcOffset,
			card: this.card,
			setup: this.setup,
		});
	}

	/** Counts the frames of a moving picture; true when there is a new one. */
	private move(view: View, now: number): boolean {
		if (!view.moving || view.picture !== this.view.picture || view.connector !== this.view.connector) {
			this.frame = 0;
			this.frameAt = now;
			return false;
		}
		if (now < this.frameAt + FRAME_TIME) return false;
		this.frame++;
		this.frameAt = now;
		return true;
	}

	private schedule(state: ChargePointState | null, now: number): void {
		const view = this.view;
		let due = Number.POSITIVE_INFINITY;
		if (view.moving) due = this.frameAt + FRAME_TIME;
		if (view.connectors > 1) due = Math.min(due, this.turnAt);
		if (view.clock && state?.clock) due = Math.min(due, now + MINUTE - (state.clock % MINUTE));
		this.timers.clear(this.timer);
		this.timer =
			due === Number.POSITIVE_INFINITY
				? undefined
				: this.timers.set(() => this.changed(), Math.max(1, due - now));
	}
}

function signatureOf(connector: ConnectorState): string {
	const { status, cable, ev, idTag, notice } = connector;
	return `${status} ${connector.errorCode} ${cable} ${ev} ${notice} ${idTag}`;
}
