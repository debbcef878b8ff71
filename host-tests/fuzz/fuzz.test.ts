import { test } from "vitest";
import { fuzz } from "./fuzz";

test("R-FRM-13 R-FRM-16 R-QUE-08 5,000 hostile frames, connections and damages: right answers, sessions undisturbed, nothing lost", {
	timeout: 300_000,
}, () => {
	fuzz({ inputs: 5000, seed: 1 });
});
