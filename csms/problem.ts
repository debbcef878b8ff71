/** A refusal for the one who asked: an HTTP status and one sentence that tells what to do. */
export class Problem extends Error {
	readonly statusCode: number;

	constructor(statusCode: number, sentence: string) {
		super(sentence);
		this.statusCode = statusCode;
	}
}
