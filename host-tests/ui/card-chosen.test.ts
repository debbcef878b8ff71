import { expect, test } from "vitest";
import { drawScreen } from "../../modules/ui/screen";
import { ScreenModel } from "../../modules/ui/screen-model";
import { viewOf } from "../../modules/ui/view";
import { readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";
import { VirtualTimers } from "../virtual-timers";
import { chargePointState } from "./pictures";

const OPTIONS = { language: "en", connector: 0, network: true, utcOffset: 0 } as const;

test("a card that is being chosen comes before everything: somebody presses the button at this moment", () => {
	for (const state of [
		chargePointState({}, { status: "Faulted", errorCode: "GroundFailure" }),
		chargePointState({}, { status: "Charging", sessionWh: 10, sessionSeconds: 1 }),
		chargePointState({}, { notice: "Invalid" }),
	]) {
		const view = viewOf(state, { ...OPTIONS, card: "ALICE" });
		expect(view).toMatchObject({ picture: "CardChosen", identity: "ALICE", session: null });
		expect(viewOf(state, OPTIONS).picture).not.toBe("CardChosen");
	}
});

test.each([
	["of seven bytes", "04A2B9C1D25E80"],
	["at its widest", "BDBDBDBDBDBDBD"],
])("a card's id %s is on the screen whole, also with several connectors", (_, card) => {
	for (const connectors of [[{}], [{}, {}, {}, {}]])
		for (const language of ["en", "zh-TW"] as const) {
			const view = viewOf(chargePointState({}, ...connectors), { ...OPTIONS, language, card });
			expect(drawScreen(new FrameBuffer(), readAssets(), view, 0)).toContain(card);
		}
});

test("the screen shows the chosen card, another one, and then again what it showed before", () => {
	const timers = new VirtualTimers();
	const model = new ScreenModel({ timers, language: "en" });
	const lines = () => model.draw(new FrameBuffer(), readAssets());
	const state = chargePointState({ clock: null });
	model.show(() => state);
	const before = lines();
	let changes = 0;
	model.onChange = () => changes++;
	model.showCard("ALICE");
	expect(lines()).toContain("ALICE");
	model.showCard("BOB");
	expect(lines()).toContain("BOB");
	model.showCard(undefined);
	expect(lines()).toEqual(before);
	expect(changes).toBe(3);
	expect(timers.running).toBe(0);
});
