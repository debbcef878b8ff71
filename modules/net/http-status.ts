import type { TransferFailure } from "../charge-point/firmware/interfaces";
import { type HttpAddress, redirected, UnsupportedSchemeError } from "./http-address";

/** How often a server may lead on to another place. */
const REDIRECT_LIMIT = 5;

/** The same request is to be sent to another place (RFC 9110 section 15.4). */
export function isRedirect(status: number): boolean {
	return status === 301 || status === 302 || status === 307 || status === 308;
}

/** What an HTTP status that is no success means for the file. */
export function failureOf(status: number): TransferFailure {
	switch (status) {
		case 400:
			return "bad";
		case 401:
		case 403:
		case 407:
			return "refused";
		case 405:
		case 501:
		case 505:
			return "unsupported";
		default:
			return "failed";
	}
}

/** What an address that cannot be used means for the file. */
export function failureOfAddress(error: unknown): TransferFailure {
	return error instanceof UnsupportedSchemeError ? "unsupported" : "bad";
}

/** The redirects of one file. */
export class Redirects {
	private count = 0;

	/** Where an answer leads to. Throws an error whose message says why nowhere. */
	follow(from: HttpAddress, location: string): HttpAddress {
		if (location === "") throw new SyntaxError("a redirect to nowhere");
		if (++this.count > REDIRECT_LIMIT) throw new SyntaxError("too many redirects");
		return redirected(from, location);
	}
}
