// The cryptography of the SDK, on XS, for a test to ask over the lines of the host.
import "device/sdk/globals";
import { sdkCryptography } from "device/sdk/cryptography";
import { randomBytes } from "device/sdk/random";
import type { Answer, Question } from "./protocol";

const host = screen as SimulatorScreen;

/** Bytes in the middle of others, as those of a certificate are. */
function fromBase64(text: string): Uint8Array {
	const bytes = Uint8Array.fromBase64(text);
	const around = new Uint8Array(bytes.length + 8).fill(0x5a);
	around.set(bytes, 3);
	return around.subarray(3, 3 + bytes.length);
}

function answer(question: Question): Answer {
	switch (question.ask) {
		case "digest":
			return { bytes: sdkCryptography.digest(question.hash, fromBase64(question.bytes)).toBase64() };
		case "verify": {
			const { publicKey, scheme, hash, parts, signature } = question;
			const verifier = sdkCryptography.verifier(fromBase64(publicKey), scheme, hash);
			for (const part of parts) verifier?.update(fromBase64(part));
			return { valid: verifier ? verifier.verify(fromBase64(signature)) : null };
		}
		case "newKeyPair": {
			const { publicKey, privateKey } = sdkCryptography.newKeyPair();
			return { publicKey: publicKey.toBase64(), privateKey: privateKey.toBase64() };
		}
		case "sign": {
			const { privateKey, bytes } = question;
			return { bytes: sdkCryptography.sign(fromBase64(privateKey), fromBase64(bytes)).toBase64() };
		}
		case "random":
			return { bytes: randomBytes(question.count).toBase64() };
	}
}

export default function main(): void {
	host.onMessage = (text) => {
		let told: Answer;
		try {
			told = answer(JSON.parse(text) as Question);
		} catch (error) {
			told = { failure: String(error) };
		}
		host.postMessage(JSON.stringify(told));
	};
}
