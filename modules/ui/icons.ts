/** The pictures of `assets/icons.png`, 32 x 32 each, from left to right. */
export const ICONS = [
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
] as const;

/** The small pictures of `assets/signs.png`, 16 x 16 each, from left to right. */
export const SIGNS = ["csms", "no-csms", "no-network", "car", "post", "plug", "pause", "tick"] as const;

export type Icon = (typeof ICONS)[number];
export type Sign = (typeof SIGNS)[number];

export const ICON_SIZE = 32;
export const SIGN_SIZE = 16;
