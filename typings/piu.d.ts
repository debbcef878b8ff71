/** What `modules/ui/piu` uses of Piu; Piu itself makes its classes global. */

declare module "piu/MC" {
	/** Piu fills it in. */
	export interface Style {
		readonly font: string;
	}
	export interface Texture {
		readonly width: number;
		readonly height: number;
	}
	/** Only within `onDraw`, but for `invalidate`. */
	export interface Port {
		fillColor(color: string, x: number, y: number, width: number, height: number): void;
		/** `y` is the top of the line. */
		drawString(text: string, style: Style, color: string, x: number, y: number): void;
		/** Draws a part of the texture's opaque pixels in `color`. */
		drawTexture(
			texture: Texture,
			color: string,
			x: number,
			y: number,
			sourceX: number,
			sourceY: number,
			width: number,
			height: number,
		): void;
		measureString(text: string, style: Style): { width: number; height: number };
		/** Asks for a new picture. */
		invalidate(): void;
	}
}

declare class Behavior {}

declare const Style: new (options: { font: string }) => import("piu/MC").Style;

/** Throws when there is no such resource. */
declare const Texture: new (name: string) => import("piu/MC").Texture;

declare const Port: new (
	model: unknown,
	options: {
		left: number;
		right: number;
		top: number;
		bottom: number;
		Behavior: new () => Behavior;
	},
) => import("piu/MC").Port;

declare const Application: new (
	model: null,
	options: {
		displayListLength: number;
		commandListLength: number;
		regionLength: number;
		touchCount: number;
		contents: import("piu/MC").Port[];
	},
) => object;
