import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { SCREEN_WIDTH } from "../../modules/ui/screen";
import { drawMoment, GOLDEN_FOLDER, goldenFile, LANGUAGES, readGolden } from "./golden-pictures";
import { MOMENTS } from "./pictures";

const RENEW = "look at it; if it is as wanted, renew the pictures with `npm run golden`";

function differences(drawn: Uint8Array, golden: Uint8Array): string[] {
	const places: string[] = [];
	for (let i = 0; i < drawn.length * 8; i++) {
		const bit = 0x80 >> (i & 7);
		if ((drawn[i >> 3] & bit) !== (golden[i >> 3] & bit))
			places.push(`${i % SCREEN_WIDTH},${Math.floor(i / SCREEN_WIDTH)}`);
	}
	return places;
}

describe.each(LANGUAGES)("golden pictures in %s", (language) => {
	it.each(MOMENTS.map((moment) => [moment.name, moment] as const))("%s", (name, moment) => {
		const file = goldenFile(moment, language);
		if (!existsSync(file)) expect.fail(`${basename(file)} is missing: ${RENEW}`);
		const places = differences(drawMoment(moment, language).bitmap, readGolden(file));
		if (places.length > 0)
			expect.fail(
				`${name} in ${language}: ${places.length} pixels differ from ${basename(file)}, ` +
					`the first at ${places.slice(0, 5).join(" ")}: ${RENEW}`,
			);
	});
});

describe("the golden folder", () => {
	it("has no picture that nothing draws", () => {
		const wanted = MOMENTS.flatMap((moment) =>
			LANGUAGES.map((language) => basename(goldenFile(moment, language))),
		);
		expect(readdirSync(GOLDEN_FOLDER).sort()).toEqual(wanted.sort());
	});

	it("shows that a single pixel is noticed", () => {
		const { bitmap } = drawMoment(MOMENTS[0], "en");
		const other = Uint8Array.from(bitmap);
		other[17] ^= 0x80;
		expect(differences(bitmap, other)).toEqual(["8,1"]);
	});
});
