import { DeviceContainer, DeviceScreen } from "DevicePane";
import { type BoardView, ChargePointBehavior, type Device } from "./charge-point-behavior";

/** Pixels of the OLED. */
const WIDTH = 128;
const HEIGHT = 64;
/** A window of this width has room for the OLED at three times its size beside the controls. */
const LARGE_WINDOW = 800;
/** Height of what mcsim has above and below the board. */
const BARS = 54;
/** Height of the part of the board that belongs to one connector, and what is above and below them. */
const CONNECTOR_HEIGHT = 112;
const HEAD = 40;
const FOOT = 84;
const MARGIN = 26;

const COLORS = {
	board: "#0d5a41",
	rim: "#0a4531",
	hole: "#c9a24a",
	print: "#e8f3ee",
	faint: "#c2e4d6",
	bezel: "#101418",
	module: "#14304f",
	card: "#123c5c",
	metal: "#c4ccd2",
	dark: "#22303a",
	red: "#d7263d",
	copper: "#e0a458",
};

/** What is printed beside them, and their colours, unlit and lit. */
const LEDS = {
	available: { words: "Available", dark: "#1d4d2b", lit: "#3dff7a" },
	charging: { words: "Charging", dark: "#1b3f63", lit: "#43b8ff" },
	fault: { words: "Fault", dark: "#5a1f22", lit: "#ff4d4d" },
} as const;

type LedName = keyof typeof LEDS;

/** Shows a part of the view each time that something has changed. */
class PartBehavior extends Behavior {
	private update!: (content: Content, view: BoardView) => void;

	onCreate(_content: Content, update: (content: Content, view: BoardView) => void): void {
		this.update = update;
	}

	onBoardChanged(content: Content, view: BoardView): void {
		this.update(content, view);
	}
}

/** A content that follows the view by `update`. */
function part(
	Class: ContentClass,
	look: object,
	update: (content: Content, view: BoardView) => void,
): Content {
	return Class(update, { ...look, Behavior: PartBehavior });
}

function box(x: number, y: number, width: number, height: number, fill: string, radius = 0): Content {
	const place = { left: x, top: y, width, height, skin: { fill } };
	return radius === 0 ? Content(null, place) : RoundContent(null, { ...place, radius, border: 0 });
}

const STYLES = {
	print: { font: "semibold", color: COLORS.print, horizontal: "left" },
	centred: { font: "semibold", color: COLORS.print, horizontal: "center" },
	faint: { font: "light", color: COLORS.faint, horizontal: "left" },
};

function print(x: number, y: number, width: number, string: string, style: object = STYLES.print): Content {
	return Label(null, { left: x, top: y, width, height: 18, string, style });
}

/** What is on the board beside the connectors. */
function boardAround({ settings }: Device, width: number, height: number, scale: number): Content[] {
	const screenWidth = WIDTH * scale;
	const screenHeight = HEIGHT * scale;
	const pins = ["GND", "VCC", "SCL", "SDA"];
	const foot = height - FOOT;
	return [
		box(0, 0, width, height, COLORS.rim, 14),
		box(2, 2, width - 4, height - 4, COLORS.board, 12),
		...[14, width - 24].flatMap((x) => [
			box(x, 12, 10, 10, COLORS.hole, 5),
			box(x + 3, 15, 4, 4, COLORS.rim, 2),
			box(x, height - 22, 10, 10, COLORS.hole, 5),
			box(x + 3, height - 19, 4, 4, COLORS.rim, 2),
		]),
		print(34, 8, width - 68, `xs-evse   ${settings.boot.identity}`),
		// The OLED's own board, with its four pins.
		box(MARGIN - 8, HEAD - 10, screenWidth + 16, screenHeight + 20, COLORS.module, 4),
		...pins.map((_, index) =>
			box(MARGIN + screenWidth / 2 - 30 + index * 18, HEAD - 8, 6, 6, COLORS.hole, 3),
		),
		box(MARGIN - 3, HEAD + 1, screenWidth + 6, screenHeight + 5, COLORS.bezel),
		// Card reader, ESP32 and emergency stop.
		box(MARGIN - 8, foot, 92, 58, COLORS.card, 5),
		...[0, 1, 2].map((ring) =>
			RoundContent(null, {
				...{ left: MARGIN - 2 + ring * 5, top: foot + 6 + ring * 5 },
				...{ width: 80 - ring * 10, height: 46 - ring * 10, radius: 4, border: 1 },
				skin: { fill: "transparent", stroke: COLORS.copper },
			}),
		),
		print(MARGIN - 8, foot + 20, 92, "CARD", STYLES.centred),
		box(MARGIN + 100, foot, 96, 58, COLORS.dark, 3),
		box(MARGIN + 104, foot + 4, 76, 50, COLORS.metal, 3),
		print(MARGIN + 104, foot + 20, 76, "ESP32", { font: "semibold", color: COLORS.dark }),
		...[0, 1, 2, 3, 4].map((line) => box(MARGIN + 184, foot + 8 + line * 10, 8, 3, COLORS.copper)),
		box(width - MARGIN - 54, foot, 58, 58, "#e8b923", 29),
		part(
			RoundContent,
			{
				...{ left: width - MARGIN - 46, top: foot + 8, width: 42, height: 42, radius: 21, border: 2 },
				skin: { fill: [COLORS.red, "#8f1526"], stroke: ["#ef5366", "#5e0c18"] },
			},
			(button, { emergencyStop }) => {
				button.state = emergencyStop ? 1 : 0;
			},
		),
		print(width - MARGIN - 46, foot + 20, 42, "STOP", STYLES.centred),
		part(
			Label,
			{ left: 34, right: 34, height: 18, bottom: 5, style: STYLES.faint, string: "" },
			(label, { message }) => {
				label.string = message;
			},
		),
	];
}

function led(name: LedName, id: number, y: number): Content[] {
	const { words, dark, lit } = LEDS[name];
	const follow = (content: Content, { world }: BoardView) => {
		content.state = world.connectors[id - 1].leds[name] ? 1 : 0;
	};
	return [
		part(
			RoundContent,
			{
				...{ left: 38, top: y, width: 22, height: 22, radius: 11, border: 0 },
				skin: { fill: ["transparent", `${lit}50`] },
			},
			follow,
		),
		part(
			RoundContent,
			{
				...{ left: 43, top: y + 5, width: 12, height: 12, radius: 6, border: 1 },
				skin: { fill: [dark, lit], stroke: [COLORS.rim, "#ffffff"] },
			},
			follow,
		),
		print(60, y + 2, 70, words),
	];
}

/** A relay's contact: two terminals, and the bar that closes the way between them. */
function contactor(id: number, x: number): Content[] {
	const closed = ({ world }: BoardView) => world.connectors[id - 1].contactor;
	return [
		box(x, 12, 98, 40, "#1f4e8c", 4),
		box(x + 10, 34, 26, 4, COLORS.copper),
		box(x + 62, 34, 26, 4, COLORS.copper),
		box(x + 32, 31, 9, 9, COLORS.metal, 4),
		box(x + 57, 31, 9, 9, COLORS.metal, 4),
		part(
			Content,
			{ left: x + 34, top: 0, width: 30, height: 4, skin: { fill: ["#8fa6bf", "#ffe08a"] } },
			(bar, view) => {
				bar.state = closed(view) ? 1 : 0;
				bar.y = bar.container.y + (closed(view) ? 34 : 20);
			},
		),
		part(
			Label,
			{ left: x, top: 56, width: 130, height: 18, style: STYLES.faint, string: "" },
			(label, view) => {
				label.string = closed(view) ? "Closed" : "Open";
			},
		),
	];
}

/** A padlock, whose shackle is up while it is open; nothing where the cable is fixed. */
function lock(id: number, x: number): Content[] {
	const locked = ({ world }: BoardView) => world.connectors[id - 1].locked;
	return [
		part(
			RoundContent,
			{
				...{ left: x + 5, top: 0, width: 18, height: 26, radius: 8, border: 3 },
				skin: { fill: "transparent", stroke: COLORS.metal },
			},
			(shackle, view) => {
				shackle.y = shackle.container.y + (locked(view) ? 14 : 6);
			},
		),
		part(
			RoundContent,
			{
				...{ left: x, top: 28, width: 28, height: 22, radius: 4, border: 0 },
				skin: { fill: ["#6f7f8a", "#e8b923"] },
			},
			(body, view) => {
				body.state = locked(view) ? 1 : 0;
			},
		),
		part(
			Label,
			{ left: x - 14, top: 56, width: 60, height: 18, style: STYLES.faint, string: "" },
			(label, view) => {
				label.string = locked(view) ? "Locked" : "Unlocked";
			},
		),
	];
}

/** What belongs to one connector: LEDs, contactor, lock, and what flows. */
function connectorOf({ settings }: Device, id: number, width: number, y: number): Content {
	return Container(null, {
		...{ left: MARGIN - 8, top: y, width, height: CONNECTOR_HEIGHT - 10 },
		contents: [
			box(0, 0, width, CONNECTOR_HEIGHT - 10, COLORS.rim, 6),
			box(8, 10, 24, 24, COLORS.print, 12),
			print(8, 13, 24, String(id), { font: "semibold", color: COLORS.rim, horizontal: "center" }),
			...led("available", id, 6),
			...led("charging", id, 30),
			...led("fault", id, 54),
			...contactor(id, width - (width < 300 ? 146 : 196)),
			...(settings.boot.cable === "detachable" ? lock(id, width - (width < 300 ? 42 : 56)) : []),
			part(
				Label,
				{ left: 10, width: width - 20, top: 80, height: 18, style: STYLES.print, string: "" },
				(label, { world, state }) => {
					const connector = world.connectors[id - 1];
					const told = state?.connectors.find((one) => one.id === id);
					label.string = [
						told?.status ?? "–",
						`draws ${connector.drawnA} of ${connector.offeredA} A`,
						`${(connector.importWh / 1000).toFixed(3)} kWh`,
					].join("   ");
				},
			),
		],
	});
}

function heightOf(connectors: number, scale: number): number {
	return HEAD + HEIGHT * scale + 20 + connectors * CONNECTOR_HEIGHT + FOOT;
}

/** The board as it lies in the window, upright only. */
export const BoardTemplate = DeviceContainer.template((device: Device) => {
	const { connectors } = device.settings.boot;
	const large = application.width >= LARGE_WINDOW && heightOf(connectors, 3) <= application.height - BARS;
	const scale = large ? 3 : 2;
	const width = WIDTH * scale + 2 * MARGIN;
	const height = heightOf(connectors, scale);
	const top = HEAD + HEIGHT * scale + 20;
	const parts = Array.from({ length: connectors }, (_, index) =>
		connectorOf(device, index + 1, width - 2 * MARGIN + 16, top + index * CONNECTOR_HEIGHT),
	);
	return {
		...{ Behavior: ChargePointBehavior, width, height },
		contents: [
			...boardAround(device, width, height, scale),
			...parts,
			DeviceScreen(device, {
				...{ left: MARGIN, top: HEAD + 4, width: WIDTH * scale, height: HEIGHT * scale, rotation: 0 },
			}),
		],
	};
});
