import { test } from "vitest";
import { Life } from "./life";

test("R-QUE-02 R-ST-02 R-TX-24 random lives: energy only in a transaction, each delivered once, nothing left over", {
	timeout: 600_000,
}, () => {
	const seeds = Number(process.env.LIVES ?? 60);
	for (let seed = 1; seed <= seeds; seed++) {
		const life = new Life(seed);
		try {
			for (let i = 0; i < 200; i++) life.step();
			life.end();
			if (life.tellsAll) life.rig.checkTransitions();
		} catch (error) {
			const last = life.steps.slice(-6).join(", ");
			throw new Error(`life ${seed} after ${life.steps.length} steps (${last}): ${(error as Error).stack}`, {
				cause: error,
			});
		}
	}
});
