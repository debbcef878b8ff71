/** The CSMS's refusal, or its silence (status 0). */
export class ApiProblem extends Error {
	readonly status: number;
	/** The body of the answer; null when it was no JSON. */
	readonly body: unknown;

	constructor(status: number, message: string, body: unknown) {
		super(message);
		this.status = status;
		this.body = body;
	}
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Calls `/api/v1` + `path`; throws an ApiProblem for every answer but a success. */
export async function call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
	let response: Response;
	try {
		response = await fetch(`/api/v1${path}`, {
			method,
			...(body === undefined
				? {}
				: { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
		});
	} catch {
		throw new ApiProblem(0, "", null);
	}
	const text = await response.text();
	let answer: unknown = null;
	try {
		answer = text === "" ? null : JSON.parse(text);
	} catch {
		throw new ApiProblem(response.status, text.slice(0, 200), null);
	}
	if (response.ok) return answer as Answer;
	const sentence = answer && typeof answer === "object" && "error" in answer ? String(answer.error) : "";
	throw new ApiProblem(response.status, sentence, answer);
}

/** `path` with the query of what is given in `parameters`. */
export function withQuery(
	path: string,
	parameters: Record<string, string | number | boolean | undefined>,
): string {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) {
		if (value !== undefined && value !== "") query.set(name, String(value));
	}
	return query.size === 0 ? path : `${path}?${query}`;
}
