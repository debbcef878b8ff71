import type { SSD1306Element } from "@wokwi/elements/dist/esm/ssd1306-element";

/** Draws the simulator's present picture on an OLED; without an answer the old one stays. */
export async function showDisplay(element: SSD1306Element): Promise<void> {
	const response = await fetch("/api/display.png", { cache: "no-store" }).catch(() => null);
	// The panel tells elsewhere that the simulator is silent.
	if (!response?.ok) return;
	const picture = await createImageBitmap(await response.blob());
	const { width, height } = picture;
	const context = new OffscreenCanvas(width, height).getContext("2d");
	if (!context) return;
	context.drawImage(picture, 0, 0);
	element.imageData = context.getImageData(0, 0, width, height);
}
