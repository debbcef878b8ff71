import {
	createCipheriv,
	createDecipheriv,
	createPublicKey,
	diffieHellman,
	generateKeyPairSync,
	hkdfSync,
	type KeyObject,
	randomBytes,
} from "node:crypto";

const CIPHER = "aes-256-gcm";
const [NONCE, TAG] = [12, 16];

/**
 * Seals texts for one process alone, so that the secrets of commands that pass through the database (keys of charge
 * points) can be read neither there nor in its back-ups: X25519 with a key for each text, HKDF, AES-256-GCM.
 */
export function seal(text: string, publicKey: string): string {
	const receiver = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
	const own = generateKeyPairSync("x25519");
	const ownKey = own.publicKey.export({ format: "der", type: "spki" });
	const nonce = randomBytes(NONCE);
	const cipher = createCipheriv(CIPHER, shared(own.privateKey, receiver), nonce);
	const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
	return [ownKey, nonce, sealed].map((part) => part.toString("base64")).join(" ");
}

/** The keys of one process, which live as long as it. */
export class SealingKeys {
	readonly #keys = generateKeyPairSync("x25519");
	/** For {@link seal}. */
	readonly publicKey = this.#keys.publicKey.export({ format: "der", type: "spki" }).toString("base64");

	/** Throws for what was not sealed for this process. */
	open(sealed: string): string {
		const [senderKey, nonce, rest] = sealed.split(" ").map((part) => Buffer.from(part, "base64"));
		const sender = createPublicKey({ key: senderKey, format: "der", type: "spki" });
		const decipher = createDecipheriv(CIPHER, shared(this.#keys.privateKey, sender), nonce);
		decipher.setAuthTag(rest.subarray(-TAG));
		return Buffer.concat([decipher.update(rest.subarray(0, -TAG)), decipher.final()]).toString("utf8");
	}
}

function shared(privateKey: KeyObject, publicKey: KeyObject): Buffer {
	return Buffer.from(hkdfSync("sha256", diffieHellman({ privateKey, publicKey }), "", "csms relay", 32));
}
