import type { LEDElement } from "@wokwi/elements/dist/esm/led-element";
import type { PushbuttonElement } from "@wokwi/elements/dist/esm/pushbutton-element";
import type { SSD1306Element } from "@wokwi/elements/dist/esm/ssd1306-element";
import type { DetailedHTMLProps, HTMLAttributes } from "react";

type Element<Class, Properties extends keyof Class> = DetailedHTMLProps<HTMLAttributes<Class>, Class> &
	Partial<Pick<Class, Properties>>;

declare module "react" {
	namespace JSX {
		interface IntrinsicElements {
			"wokwi-led": Element<LEDElement, "value" | "color" | "label">;
			"wokwi-pushbutton": Element<PushbuttonElement, "color" | "label">;
			"wokwi-ssd1306": Element<SSD1306Element, "imageData">;
		}
	}
}
