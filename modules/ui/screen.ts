import { frozen } from "../frozen";
import { ICON_SIZE, ICONS, type Icon, SIGN_SIZE, SIGNS, type Sign } from "./icons";
import type { Picture, SessionView, SetupView, View } from "./view";

export const SCREEN_WIDTH = 128;
export const SCREEN_HEIGHT = 64;

export type Color = "black" | "white";

/**
 * What the drawing needs: a subset of the Port of Moddable's Piu. Coordinates are pixels from the
 * top left corner; `y` of a string is the top of its line. What lies outside is clipped.
 */
export interface DrawingPort<Style, Texture> {
	fillColor(color: Color, x: number, y: number, width: number, height: number): void;
	drawString(text: string, style: Style, color: Color, x: number, y: number): void;
	/** Draws a part of the texture's opaque pixels in `color`. */
	drawTexture(
		texture: Texture,
		color: Color,
		x: number,
		y: number,
		sourceX: number,
		sourceY: number,
		width: number,
		height: number,
	): void;
	measureString(text: string, style: Style): { width: number };
}

/** The fonts and textures of `assets/`, as the port knows them. */
export interface ScreenAssets<Style, Texture> {
	/** Names of pictures: lines of 24 pixels. */
	title: Style;
	/** All other words: lines of 16 pixels. */
	text: Style;
	/** Digits and point, lines of 32 pixels. */
	digits: Style;
	/** Codes, which are the same in every language: lines of 8 pixels. */
	code: Style;
	icons: Texture;
	signs: Texture;
}

const PICTURE_ICONS: Record<
	Exclude<Picture, "SetUp" | "Charging" | "SuspendedEV" | "SuspendedEVSE">,
	Icon
> = frozen({
	Booting: "hourglass",
	NoNetwork: "no-network",
	Connecting: "cloud",
	Registering: "cloud",
	Rejected: "no-entry",
	Offline: "no-cloud",
	Authorizing: "card",
	Accepted: "check",
	Refused: "cross",
	Cancelled: "cross",
	Timeout: "clock",
	CardChosen: "card",
	Available: "station",
	Preparing: "plug",
	Finishing: "unplug",
	Reserved: "calendar",
	Unavailable: "no-entry",
	Faulted: "warning",
	Updating: "update",
	Restarting: "hourglass",
});

/** Width of the box around a connector's number. */
const BADGE = 13;

/** Between two words on a line. */
const GAP = 6;

/** An identity is cut to this width, but not further, to have the time of day beside it. */
const LEAST_ROOM = 36;

/** The bar of an update, within its frame. */
const PROGRESS = frozen({ x: 40, y: 40, width: 60, height: 4 });

/** Number of bars of the battery; the animation of Charging fills one more each second. */
const BARS = 5;

/** Width of the Wi-Fi's sign and the space beside it. */
const WIFI_WIDTH = 14;

/** Number of pictures after which the animation starts anew. */
export const FRAMES = BARS + 1;

/**
 * Draws one view, white on black, and returns the strings drawn, from top to bottom.
 * `frame` counts on while the view is moving.
 */
export function drawScreen<Style, Texture>(
	port: DrawingPort<Style, Texture>,
	assets: ScreenAssets<Style, Texture>,
	view: View,
	frame: number,
): string[] {
	const drawing = new Drawing(port, assets);
	port.fillColor("black", 0, 0, SCREEN_WIDTH, SCREEN_HEIGHT);
	if (view.setup) drawing.setup(view, view.setup);
	else if (view.session) drawing.session(view, view.session, frame % FRAMES);
	else drawing.status(view, frame % FRAMES);
	return drawing.lines;
}

class Drawing<Style, Texture> {
	readonly lines: string[] = [];
	private readonly port: DrawingPort<Style, Texture>;
	private readonly assets: ScreenAssets<Style, Texture>;

	constructor(port: DrawingPort<Style, Texture>, assets: ScreenAssets<Style, Texture>) {
		this.port = port;
		this.assets = assets;
	}

	/** A status: who and when at the top, icon and name in the middle, what to do at the bottom. */
	status(view: View, frame: number): void {
		const { text, title, code } = this.assets;
		// A chosen id needs all the room.
		const chosen = view.picture === "CardChosen";
		const left = chosen ? 0 : this.badges(view);
		const right = chosen ? SCREEN_WIDTH : this.links(view) - 3;
		const room = right - left - (view.clock ? this.width(view.clock, text) + GAP : 0);
		const identity = this.fit(view.identity, text, room < LEAST_ROOM ? right - left : room);
		if (identity) this.string(identity, text, left, 0);
		this.clock(view, left + this.width(identity, text), right);

		this.icon(PICTURE_ICONS[view.picture as keyof typeof PICTURE_ICONS], 0, 15);
		const aside = Math.max(0, Math.min(GAP, SCREEN_WIDTH - ICON_SIZE - this.width(view.title, title)));
		const isHigh = view.detail !== "" || view.progress !== null;
		this.string(view.title, title, ICON_SIZE + aside, isHigh ? 13 : 18);
		if (view.detail) {
			const width = this.width(view.detail, code);
			this.string(view.detail, code, Math.min(ICON_SIZE + GAP, SCREEN_WIDTH + 1 - width), 38);
		}
		if (view.progress !== null) this.progress(view.progress, frame);

		const dots = view.picture === "Authorizing" ? 22 : 0;
		const hint = this.fit(view.hint, text, SCREEN_WIDTH);
		const hintWidth = this.width(hint, text);
		const hintLeft = (SCREEN_WIDTH - hintWidth - dots) >> 1;
		if (hint) this.string(hint, text, hintLeft, 48);
		if (dots) this.dots(hintLeft + hintWidth + 6, 58, frame);
	}

	/** The set-up: network, password and address, one below the other. */
	setup(view: View, setup: SetupView): void {
		const text = this.assets.text;
		this.string(view.title, text, 0, 0);
		this.links(view);
		const lines = [setup.network, `${view.hint} ${setup.password}`, setup.address];
		lines.forEach((line, i) => {
			this.string(this.fit(line, text, SCREEN_WIDTH), text, 0, 16 * (i + 1));
		});
	}

	/** A session: its name at the top, the energy large, power, current and time at the bottom. */
	session(view: View, session: SessionView, frame: number): void {
		const { digits, text } = this.assets;
		const left = this.badge(view, 0);
		this.string(view.title, text, left, 0);
		this.clock(view, left + this.width(view.title, text), this.links(view) - 3);

		switch (view.picture) {
			case "SuspendedEV":
				this.pair("car", "pause");
				break;
			case "SuspendedEVSE":
				this.pair("post", "pause");
				break;
			case "Finishing":
				this.pair("plug", "tick");
				break;
			default:
				this.battery(frame);
		}
		const unitLeft = SCREEN_WIDTH - this.width(session.energyUnit, text);
		this.string(session.energy, digits, unitLeft - 3 - this.width(session.energy, digits), 16);
		this.string(session.energyUnit, text, unitLeft, 33);

		const timeLeft = SCREEN_WIDTH - this.width(session.time, text);
		if (view.picture === "Finishing") {
			this.string(view.hint, text, 0, 48);
		} else {
			const powerWidth = this.width(session.power, text);
			const offerWidth = this.width(session.offer, text);
			this.string(session.power, text, 0, 48);
			this.string(session.offer, text, (powerWidth + timeLeft - offerWidth) >> 1, 48);
		}
		this.string(session.time, text, timeLeft, 48);
	}

	/** The shown connector's number, where there is more than one. Returns where there is room again. */
	private badge(view: View, x: number): number {
		if (view.connectors < 2) return x;
		const text = this.assets.text;
		const number = String(view.connector + 1);
		this.port.fillColor("white", x, 1, BADGE, 14);
		this.string(number, text, x + ((BADGE - this.width(number, text)) >> 1), 0, "black");
		return x + BADGE + 4;
	}

	/** The number among a mark for each other connector: which of how many. */
	private badges(view: View): number {
		let x = 0;
		for (let i = 0; i < view.connectors && view.connectors > 1; i++)
			if (i === view.connector) {
				x = this.badge(view, x);
			} else {
				this.port.fillColor("white", x, 6, 4, 4);
				x += 7;
			}
		return x && x + 2;
	}

	/** The signs for the network and for the CSMS, top right. Returns where they begin. */
	private links(view: View): number {
		const x = SCREEN_WIDTH - SIGN_SIZE;
		this.sign(view.network ? "wifi" : "no-wifi", x - WIFI_WIDTH, 1);
		this.sign(view.csms ? "csms" : "no-csms", x, 1);
		return x - WIFI_WIDTH;
	}

	/** The time of day, where there is room for it between `left` and `right`. */
	private clock(view: View, left: number, right: number): void {
		const text = this.assets.text;
		const x = right - this.width(view.clock, text);
		if (view.clock && x >= left + GAP) this.string(view.clock, text, x, 0);
	}

	private pair(upper: Sign, lower: Sign): void {
		this.sign(upper, 0, 17);
		this.sign(lower, 0, 33);
	}

	/** A battery of 14 x 30 pixels with `bars` bars. */
	private battery(bars: number): void {
		const port = this.port;
		port.fillColor("white", 4, 17, 6, 2);
		port.fillColor("white", 0, 19, 14, 28);
		port.fillColor("black", 2, 21, 10, 24);
		for (let i = 0; i < bars; i++) port.fillColor("white", 3, 41 - 5 * i, 8, 3);
	}

	/** A bar that is filled as far as the update is, or that has something running through it. */
	private progress(percent: number, frame: number): void {
		const port = this.port;
		const { x, y, width, height } = PROGRESS;
		port.fillColor("white", x - 2, y - 2, width + 4, height + 4);
		port.fillColor("black", x - 1, y - 1, width + 2, height + 2);
		if (percent < 0) {
			port.fillColor("white", x + (frame * width) / FRAMES, y, width / FRAMES, height);
			return;
		}
		port.fillColor("white", x, y, Math.floor((percent * width) / 100), height);
		this.string(`${percent}%`, this.assets.code, x + width + GAP, 38);
	}

	private dots(x: number, y: number, frame: number): void {
		for (let i = 0; i < 3; i++)
			if (i === frame % 3) this.port.fillColor("white", x + 6 * i - 1, y - 1, 4, 4);
			else this.port.fillColor("white", x + 6 * i, y, 2, 2);
	}

	private icon(icon: Icon, x: number, y: number): void {
		const source = ICONS.indexOf(icon) * ICON_SIZE;
		this.port.drawTexture(this.assets.icons, "white", x, y, source, 0, ICON_SIZE, ICON_SIZE);
	}

	private sign(sign: Sign, x: number, y: number): void {
		const source = SIGNS.indexOf(sign) * SIGN_SIZE;
		this.port.drawTexture(this.assets.signs, "white", x, y, source, 0, SIGN_SIZE, SIGN_SIZE);
	}

	private string(text: string, style: Style, x: number, y: number, color: Color = "white"): void {
		this.port.drawString(text, style, color, x, y);
		this.lines.push(text);
	}

	private width(text: string, style: Style): number {
		return this.port.measureString(text, style).width;
	}

	/** The text, or its beginning and two points where it is wider than `room` pixels. */
	private fit(text: string, style: Style, room: number): string {
		if (this.width(text, style) <= room) return text;
		let end = text.length - 1;
		while (end > 0 && this.width(`${text.slice(0, end)}..`, style) > room) end--;
		return `${text.slice(0, end)}..`;
	}
}
