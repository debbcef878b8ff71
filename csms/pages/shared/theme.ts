import { createTheme, type MantineColor } from "@mantine/core";

/** Fonts that the reader's machine has; Traditional Chinese before the other Han shapes. */
const FONTS =
	'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang TC", "Microsoft JhengHei", ' +
	'"Noto Sans TC", "Noto Sans CJK TC", sans-serif';
const MONOSPACE =
	'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", ' +
	'"Noto Sans CJK TC", monospace';

export const theme = createTheme({
	fontFamily: FONTS,
	fontFamilyMonospace: MONOSPACE,
	headings: { fontFamily: FONTS, fontWeight: "650" },
	primaryColor: "blue",
	primaryShade: { light: 8, dark: 8 },
	defaultRadius: "md",
	cursorType: "pointer",
	respectReducedMotion: true,
});

/** Colour of a connector's status, the same on every page. */
export const STATUS_COLORS: Record<string, MantineColor> = {
	Available: "teal",
	Preparing: "cyan",
	Charging: "blue",
	SuspendedEV: "yellow",
	SuspendedEVSE: "orange",
	Finishing: "indigo",
	Reserved: "grape",
	Unavailable: "gray",
	Faulted: "red",
};
