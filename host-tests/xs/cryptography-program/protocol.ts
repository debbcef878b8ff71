import type { HashAlgorithm, SignatureScheme } from "../../../modules/charge-point/security/interfaces";

/** What the program is asked, a line of JSON each; bytes are base64. */
export type Question =
	| { ask: "digest"; hash: HashAlgorithm; bytes: string }
	| {
			ask: "verify";
			publicKey: string;
			scheme: SignatureScheme;
			hash: HashAlgorithm;
			parts: string[];
			signature: string;
	  }
	| { ask: "newKeyPair" }
	| { ask: "sign"; privateKey: string; bytes: string }
	| { ask: "random"; count: number };

/** One for each question, in the order of the questions. */
export interface Answer {
	bytes?: string;
	/** null: the key is none of this scheme. */
	valid?: boolean | null;
	publicKey?: string;
	privateKey?: string;
	failure?: string;
}
