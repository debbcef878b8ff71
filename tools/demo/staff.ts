import type { Agenda } from "./agenda";

/** Signed in for that many milliseconds, then again. */
const SIGNED_IN = 3_600_000;

/** Somebody who works with the CSMS through its REST interface, with an own account. */
export class Staff {
	readonly #agenda: Agenda;
	readonly #url: string;
	readonly #credentials: { account: string; password: string };
	#cookie = "";
	#signedInAt = Number.NEGATIVE_INFINITY;

	/** `url` is the CSMS's, such as `http://127.0.0.1:8180`. */
	constructor(agenda: Agenda, url: string, account: string, password: string) {
		this.#agenda = agenda;
		this.#url = url;
		this.#credentials = { account, password };
	}

	/** A call below /api/v1; its answer, or an Error with what the CSMS says. */
	async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
		return (await this.#ask(method, path, body)).answer as Answer;
	}

	/** A command to a charge point; what becomes of it is in the CSMS's records. */
	async command(identity: string, action: string, payload: object): Promise<void> {
		const path = `/charge-points/${identity}/commands/${action}`;
		const { status, answer } = await this.#fetch(
			"POST",
			path,
			JSON.stringify(payload),
			await this.#signedIn(),
		);
		// 409: not connected; 502: a CALLERROR; 504: no answer. All of these belong to the life of a site.
		if (![200, 409, 502, 504].includes(status)) throw new Error(`${action}: ${JSON.stringify(answer)}`);
	}

	/** Uploads a firmware image; its number. */
	async upload(fields: Record<string, string>, image: Uint8Array<ArrayBuffer>): Promise<number> {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		form.set("file", new Blob([image]), `${fields.version}.bin`);
		const { status, answer } = await this.#fetch("POST", "/firmware", form, await this.#signedIn());
		if (status !== 201) throw new Error(`The firmware image: ${JSON.stringify(answer)}`);
		return (answer as { id: number }).id;
	}

	async #ask(method: string, path: string, body?: object) {
		const text = body && JSON.stringify(body);
		const result = await this.#fetch(method, path, text, await this.#signedIn());
		if (result.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(result.answer)}`);
		return result;
	}

	async #signedIn(): Promise<string> {
		if (this.#agenda.now - this.#signedInAt > SIGNED_IN) {
			const { headers, status, answer } = await this.#fetch(
				"POST",
				"/session",
				JSON.stringify(this.#credentials),
				"",
			);
			if (status >= 400) throw new Error(`${this.#credentials.account}: ${JSON.stringify(answer)}`);
			this.#cookie = headers.getSetCookie()[0].split(";")[0];
			this.#signedInAt = this.#agenda.now;
		}
		return this.#cookie;
	}

	async #fetch(method: string, path: string, body: string | FormData | undefined, cookie: string) {
		const headers: Record<string, string> = { cookie, origin: this.#url };
		if (typeof body === "string") headers["content-type"] = "application/json";
		const response = await fetch(`${this.#url}/api/v1${path}`, { method, body, headers });
		const text = await response.text();
		const answer: unknown = text === "" ? undefined : JSON.parse(text);
		return { status: response.status, headers: response.headers, answer };
	}
}
