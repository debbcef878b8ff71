import type { AuthorizationResult, Authorizer } from "./authorization/authorizer";

/** Whether an id may charge: one question at a time, which may become void before its answer. */
export class Question {
	private asked: { idTag: string } | undefined;

	/** The id that is being asked for. */
	get idTag(): string | undefined {
		return this.asked?.idTag;
	}

	/** `answered` is not called when the question is void by then. */
	ask(authorizer: Authorizer, idTag: string, answered: (result: AuthorizationResult) => void): void {
		const question = { idTag };
		this.asked = question;
		authorizer.authorize(idTag, (result) => {
			if (this.asked !== question) return;
			this.asked = undefined;
			answered(result);
		});
	}

	/** Nobody waits for the answer any more. */
	cancel(): void {
		this.asked = undefined;
	}
}
