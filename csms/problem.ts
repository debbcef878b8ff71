/** A refusal for the one who asked: an HTTP status and one sentence that tells what to do. */
export class Problem extends Error {
	readonly statusCode: number;

	constructor(statusCode: number, sentence: string) {
		super(sentence);
		this.statusCode = statusCode;
	}
}

/** Something that a driver registers with is somebody's already (409). */
export class TakenProblem extends Problem {
	readonly field: "email" | "idTag";

	constructor(field: "email" | "idTag", sentence: string) {
		super(409, sentence);
		this.field = field;
	}
}
