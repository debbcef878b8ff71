import { frozen } from "../frozen";

/** The pictures of `assets/icons.png`, 32 x 32 each, from left to right. */
export const ICONS = frozen([
	"station",
	"plug",
	"unplug",
	"calendar",
	"no-entry",
	"warning",
	"hourglass",
	"no-network",
	"cloud",
	"no-cloud",
	"card",
	"check",
	"cross",
	"clock",
	"update",
] as const);

/** The small pictures of `assets/signs.png`, 16 x 16 each, from left to right. */
export const SIGNS = frozen([
	"csms",
	"no-csms",
	"wifi",
	"no-wifi",
	"car",
	"post",
	"plug",
	"pause",
	"tick",
] as const);

export type Icon = (typeof ICONS)[number];
export type Sign = (typeof SIGNS)[number];

export const ICON_SIZE = 32;
export const SIGN_SIZE = 16;
