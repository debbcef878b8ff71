import type { Port as PiuPort, Style as PiuStyle, Texture as PiuTexture } from "piu/MC";
import type { ScreenAssets } from "../screen";
import type { ScreenModel } from "../screen-model";

type PiuAssets = ScreenAssets<PiuStyle, PiuTexture>;

class ScreenBehavior extends Behavior {
	private model!: Pick<ScreenModel, "draw" | "onChange">;
	private assets!: PiuAssets;

	onCreate(port: PiuPort, model: Pick<ScreenModel, "draw" | "onChange">): void {
		this.model = model;
		// The names of the resources that the manifest makes of assets/. Piu takes "small" for a size and
		// "bold" for a weight: no font can have such a name.
		this.assets = {
			title: new Style({ font: "title" }),
			text: new Style({ font: "text" }),
			digits: new Style({ font: "digits" }),
			code: new Style({ font: "code" }),
			icons: new Texture("icons.png"),
			signs: new Texture("signs.png"),
		};
		model.onChange = () => port.invalidate();
	}

	onDraw(port: PiuPort): void {
		this.model.draw(port, this.assets);
	}
}

/** Puts the charge point's screen on the OLED, which is Piu's `screen`; call it once. */
export function startScreen(
	model: Pick<ScreenModel, "draw" | "onChange">,
	oled: { onAwake?: () => void },
): void {
	const port = new Port(model, { left: 0, right: 0, top: 0, bottom: 0, Behavior: ScreenBehavior });
	oled.onAwake = () => port.invalidate();
	new Application(null, {
		// Twice what the fullest picture needs.
		displayListLength: 2048,
		commandListLength: 1024,
		// All is drawn or nothing: a region is one rectangle.
		regionLength: 64,
		touchCount: 0,
		contents: [port],
	});
}
