import fc from "fast-check";
import { usedHeap } from "../heap";
import { bootDamaged, type Damage, damages, type Image, prepareImages } from "./damaged-flash";
import { bootForeign, type Foreign, foreignStorage } from "./foreign-storage";
import { type Conditions, conditions, type Event, events, HostileLife, undisturbed } from "./hostile-life";
import { type Visit, visitServers, visits } from "./hostile-servers";

/** Throws hostile input at a charge point; every number comes from a seed. */

export interface FuzzOptions {
	/** How many inputs in all: frames, connections, damages. */
	inputs: number;
	/** The same seed makes the same inputs. */
	seed: number;
	/** One of `SUBJECTS` alone. */
	subject?: string;
	progress?(text: string): void;
}

interface Subject {
	/** Of 100 inputs, so many. */
	share: number;
	/** Inputs that make one case, from a fresh charge point to its end. */
	inputs: number;
	/** Makes the case of a seed. */
	make(seed: number): Case;
}

interface Case {
	/** What must not throw. */
	run(): void;
	/** The same with fewer inputs, as long as `isWanted`. */
	reduce(isWanted: (one: Case) => boolean): Case;
	toString(): string;
}

const IMAGES = 6;
const FRAMES = 50;
const VISITS = 20;

let images: Image[] | undefined;

/** Made when they are first needed. */
function preparedImages(): Image[] {
	images ??= prepareImages(IMAGES);
	return images;
}

export const SUBJECTS: Readonly<Record<string, Subject>> = {
	frames: subject<Conditions, Event>(50, FRAMES, conditions, events, (given, list) =>
		live(new HostileLife(), given, list),
	),
	servers: subject<null, Visit>(20, VISITS, fc.constant(null), visits, (_, list) => visitServers(list)),
	flash: subject<null, Damage>(8, 1, fc.constant(null), damages, (_, [damage]) => {
		if (damage) bootDamaged(preparedImages(), damage);
	}),
	storage: subject<null, Foreign>(2, 1, fc.constant(null), foreignStorage, (_, [foreign]) => {
		if (foreign) bootForeign(preparedImages(), foreign);
	}),
};

/** Share of the inputs that one and the same charge point gets, whose memory is measured. */
const LONG_SHARE = 20;
/** Most that the heap may grow meanwhile, bytes: the noise of the engine. */
const GROWTH = 384 * 1024;

function subject<Given, Input>(
	share: number,
	inputs: number,
	given: fc.Arbitrary<Given>,
	input: fc.Arbitrary<Input>,
	run: (given: Given, inputs: readonly Input[]) => void,
): Subject {
	const cases = fc.tuple(given, fc.array(input, { minLength: inputs, maxLength: inputs }));
	return {
		share,
		inputs,
		make: (seed) => {
			const [[one, list]] = sample(cases, seed);
			return caseOf(one, list, run);
		},
	};
}

/** Seeds that are neighbours make cases that are not. */
function sample<T>(arbitrary: fc.Arbitrary<T>, seed: number): T[] {
	return fc.sample(arbitrary, { seed: Math.imul(seed, 0x9e3779b1), numRuns: 1 });
}

function caseOf<Given, Input>(
	given: Given,
	inputs: readonly Input[],
	run: (given: Given, inputs: readonly Input[]) => void,
): Case {
	return {
		run: () => run(given, inputs),
		reduce: (isWanted) => {
			let left = inputs;
			for (let size = left.length; size >= 1; size = Math.floor(size / 2)) {
				for (let at = 0; at < left.length; ) {
					const fewer = left.toSpliced(at, size);
					if (isWanted(caseOf(given, fewer, run))) left = fewer;
					else at += size;
				}
			}
			return caseOf(given, left, run);
		},
		toString: () => `${fc.stringify(given)}\n${inputs.map((input) => fc.stringify(input)).join("\n")}`,
	};
}

function live(life: HostileLife, given: Conditions, list: readonly Event[]): void {
	life.begin(given);
	for (const event of list) life.live(event);
	life.end();
}

function errorOf(one: Case): Error | undefined {
	try {
		one.run();
	} catch (error) {
		return error as Error;
	}
}

/** Throws at the first input that is not dealt with as it should be, with the fewest inputs that show it. */
export function fuzz({ inputs, seed, subject: only, progress }: FuzzOptions): void {
	for (const [name, { share, inputs: perCase, make }] of Object.entries(SUBJECTS)) {
		if (only !== undefined && only !== name) continue;
		const count = Math.ceil((inputs * (only === undefined ? share / 100 : 1)) / perCase);
		const begun = Date.now();
		for (let i = 0; i < count; i++) {
			const one = make(seed + i);
			const error = errorOf(one);
			if (error) throw failure(name, seed + i, one, error);
			if ((i + 1) % Math.ceil(count / 10) === 0)
				progress?.(`${name}: ${(i + 1) * perCase} of ${count * perCase}`);
		}
		progress?.(`${name}: done in ${Math.round((Date.now() - begun) / 1000)} s`);
	}
	if (only === undefined || only === "memory") measureMemory((inputs * LONG_SHARE) / 100, seed, progress);
}

function failure(name: string, seed: number, one: Case, error: Error): Error {
	const smallest = one.reduce((fewer) => errorOf(fewer) !== undefined);
	const reason = errorOf(smallest) ?? error;
	return new Error(
		`${name} with seed ${seed} (npm run fuzz -- --subject ${name} --seed ${seed} --inputs 1):\n${smallest}\n${reason.stack}`,
		{ cause: reason },
	);
}

/** One charge point takes all frames, and its heap does not grow. */
function measureMemory(inputs: number, seed: number, progress?: (text: string) => void): void {
	const lives = fc.tuple(undisturbed, fc.array(events, { minLength: FRAMES, maxLength: FRAMES }));
	const one = new HostileLife();
	const count = Math.ceil(inputs / FRAMES);
	let before = 0;
	for (let i = 0; i < count; i++) {
		const [[given, list]] = sample(lives, seed + i);
		try {
			live(one, given, list);
		} catch (error) {
			throw new Error(`the long life with seed ${seed + i}: ${(error as Error).stack}`, { cause: error });
		}
		// Code and caches are warm by then.
		if (i === Math.floor(count / 2)) before = usedHeap();
	}
	const growth = usedHeap() - before;
	progress?.(
		`memory: ${Math.round(growth / 1024)} KiB more after ${count * FRAMES} frames to one charge point`,
	);
	if (growth > GROWTH) throw new Error(`the heap grew by ${growth} bytes`);
}
