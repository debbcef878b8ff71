import type { Board } from "./boards";
import { LED_RESISTORS, PULL_UP, SERIES, type Wire, wiresOf, wireText } from "./wiring";

const WIDTH = 900;
const ROW = 36;
const TOP = 76;
const GAP = 40;
/** The box of the board, and how far parts and rails are from it. */
const BOX = { left: 360, right: 540 };
const RAIL = { left: 36, right: WIDTH - 36 };
const OLED = { left: 740, right: 850 };
const INK = "#263238";
const LIT = "#e1f5fe";
const COLORS = { green: "#2e9e4f", blue: "#2b6fd6", red: "#d43a2f", yellow: "#e0a100" } as const;

/** A picture of the wiring of all boards, as SVG. */
export function wiringPicture(boards: readonly Board[]): string {
	let y = GAP;
	const panels: string[] = [];
	for (const board of boards) {
		const { svg, height } = panel(board, y);
		panels.push(svg);
		y += height + GAP;
	}
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" font-family="Roboto, Arial, sans-serif" font-size="13" fill="${INK}">`,
		"<title>Wiring of the boards</title>",
		`<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>`,
		...panels,
		"</svg>",
		"",
	].join("\n");
}

/** Inputs at the left of the board, outputs and the OLED at its right; both rails are ground. */
function panel(board: Board, top: number): { svg: string; height: number } {
	const wires = wiresOf(board);
	const left = wires.filter(({ direction, part }) => direction === "in" && part.kind !== "jumper");
	const right = wires.filter((wire) => !left.includes(wire));
	const height = TOP + Math.max(left.length, right.length) * ROW + 12;
	const first = top + TOP;
	const rowOf = new Map<number, number>();
	for (const side of [left, right])
		for (const [i, { pin }] of side.entries()) rowOf.set(pin, first + i * ROW);
	const bottomOf = (side: Wire[]) => first + (side.length - 1) * ROW;
	const grounded = (wire: Wire) =>
		!wire.builtIn && !(wire.part.kind === "jumper" || wire.part.kind === "oled" || isHigh(wire));
	const lastGround = right.findLast(grounded);
	const parts = [
		text(WIDTH / 2, top + 18, `${board.wiring.model}: mcconfig -p ${board.platform}`, "middle", "bold", 16),
		`<rect x="${BOX.left}" y="${top + 36}" width="${BOX.right - BOX.left}" height="${height - 36}" rx="8" fill="#e8eef1" stroke="${INK}" stroke-width="1.5"/>`,
		text((BOX.left + BOX.right) / 2, top + 54, "pins of the ESP32", "middle"),
		line(RAIL.left, first - 22, RAIL.left, bottomOf(left), 2.5),
		text(RAIL.left, first - 28, "ground", "middle"),
		...left.map((wire, i) => input(wire, first + i * ROW)),
	];
	const oled = right.filter(({ part }) => part.kind === "oled");
	parts.push(
		glass(oled, rowOf.get(oled[0].pin) ?? first),
		...right.map((wire, i) => output(wire, first + i * ROW, rowOf)),
	);
	if (lastGround) {
		parts.push(line(RAIL.right, first - 22, RAIL.right, rowOf.get(lastGround.pin) ?? first, 2.5));
		parts.push(text(RAIL.right, first - 28, "ground", "middle"));
	}
	return { svg: parts.join("\n"), height };
}

/** The OLED beside its lines, the first of which is at `y`. */
function glass(lines: readonly Wire[], y: number): string {
	const height = lines.length * ROW - 4;
	const middle = y - 16 + height / 2;
	const parts = [
		`<rect x="${OLED.left}" y="${y - 16}" width="${OLED.right - OLED.left}" height="${height}" rx="4" fill="#0a0f14"/>`,
		text(OLED.right - 8, middle, "OLED", "end", "bold", 13, LIT),
		text(OLED.right - 8, middle + 15, "SSD1306", "end", "normal", 11, LIT),
	];
	if (!lines[0].builtIn)
		parts.push(text(OLED.left, y - 1 + height, "and 3.3 V, ground", "start", "normal", 11));
	return parts.join("\n");
}

function isHigh({ part }: Wire): boolean {
	return part.kind === "led" && part.to === "3.3 V";
}

/** A contact between the ground rail and a pin, and its resistor to 3.3 V. */
function input(wire: Wire, y: number): string {
	const { name, pin, part } = wire;
	const contact = 150;
	const parts = [
		text(BOX.left + 10, y + 4, `${pin}`, "start", "bold"),
		text(200, y - 5, name, "start"),
		line(RAIL.left, y, contact - 14, y),
		line(contact + 14, y, BOX.left, y),
		dot(contact - 14, y),
		dot(contact + 14, y),
		dot(RAIL.left, y),
	];
	if (part.kind === "stop") {
		parts.push(line(contact - 14, y, contact + 15, y - 3, 2));
		parts.push(
			line(contact, y - 2, contact, y - 10),
			line(contact - 8, y - 10, contact + 8, y - 10, 4, COLORS.red),
		);
		parts.push(text(RAIL.left + 8, y - 5, "normally closed", "start", "normal", 11));
	} else if (part.kind === "button") {
		parts.push(line(contact - 15, y - 7, contact + 15, y - 7, 2), line(contact, y - 7, contact, y - 13));
		parts.push(text(RAIL.left + 8, y - 5, "button", "start", "normal", 11));
	} else {
		parts.push(line(contact - 14, y, contact + 12, y - 10, 2));
		parts.push(text(RAIL.left + 8, y - 5, "switch", "start", "normal", 11));
	}
	if ((part.kind === "switch" || part.kind === "button") && (part.pullUp || part.series)) {
		const resistance = part.pullUp ? `${PULL_UP} to 3.3 V` : `${SERIES} in series`;
		parts.push(text(BOX.left - 8, y + 13, resistance, "end", "normal", 11));
	}
	return parts.join("\n");
}

/** What a pin drives, a jumper, or a line of the OLED. */
function output(wire: Wire, y: number, rowOf: ReadonlyMap<number, number>): string {
	const { name, pin, part, builtIn } = wire;
	const label = BOX.right + 12;
	const parts = [
		text(BOX.right - 10, y + 4, `${pin}`, "end", "bold"),
		text(label, y - 5, builtIn ? `${name}, ${wireText(wire)}` : name, "start"),
	];
	if (builtIn && part.kind === "led") {
		parts.push(
			line(BOX.right, y, 750, y),
			`<circle cx="758" cy="${y}" r="8" fill="#ffffff" stroke="${INK}"/>`,
		);
	} else if (part.kind === "led") {
		const end = part.to === "ground" ? RAIL.right : 820;
		parts.push(line(BOX.right, y, 690, y), resistor(690, y), line(724, y, 750, y));
		parts.push(diode(750, y, COLORS[part.color], part.to === "ground"), line(770, y, end, y));
		parts.push(text(707, y + 18, `${LED_RESISTORS[part.color]} Ω`, "middle", "normal", 11));
		if (part.to === "3.3 V") parts.push(text(824, y + 4, "3.3 V", "start"));
		else parts.push(dot(RAIL.right, y));
	} else if (part.kind === "jumper") {
		const from = rowOf.get(part.from) ?? y;
		parts.push(line(BOX.right, y, 672, y), line(672, y, 672, from), dot(672, from));
		parts.push(text(680, y + 4, `wire to pin ${part.from}`, "start", "normal", 11));
	} else if (part.kind === "oled") {
		parts.push(
			line(BOX.right, y, OLED.left, y),
			text(OLED.left + 8, y + 4, part.line, "start", "normal", 11, LIT),
		);
	}
	return parts.join("\n");
}

function line(x1: number, y1: number, x2: number, y2: number, width = 1.5, color: string = INK): string {
	return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="${width}"/>`;
}

function dot(x: number, y: number): string {
	return `<circle cx="${x}" cy="${y}" r="3"/>`;
}

function resistor(x: number, y: number): string {
	return `<rect x="${x}" y="${y - 6}" width="34" height="12" fill="#ffffff" stroke="${INK}" stroke-width="1.5"/>`;
}

/** From the pin to ground its tip is at the right, from 3.3 V to the pin at the left. */
function diode(x: number, y: number, color: string, toGround: boolean): string {
	const [base, tip] = toGround ? [x, x + 20] : [x + 20, x];
	return [
		`<polygon points="${base},${y - 9} ${base},${y + 9} ${tip},${y}" fill="${color}"/>`,
		line(tip, y - 9, tip, y + 9, 2, color),
	].join("\n");
}

function text(
	x: number,
	y: number,
	content: string,
	anchor: "start" | "middle" | "end",
	weight: "normal" | "bold" = "normal",
	size = 13,
	color: string = INK,
): string {
	return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-weight="${weight}" font-size="${size}" fill="${color}">${content}</text>`;
}
