import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import {
	constants,
	createHash,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	randomBytes,
	type SignKeyObjectInput,
	sign,
	verify,
} from "node:crypto";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HashAlgorithm, SignatureScheme } from "../../modules/charge-point/security/interfaces";
import { buildXs } from "../../tools/build-xs";
import type { Answer, Question } from "./cryptography-program/protocol";

const PROGRAM = fileURLToPath(new URL("cryptography-program", import.meta.url));
const HASHES: readonly HashAlgorithm[] = ["SHA-256", "SHA-384", "SHA-512"];

let child: ChildProcessWithoutNullStreams;
let lines: Interface;
const waiting: ((answer: Answer) => void)[] = [];

beforeAll(async () => {
	const program = { folder: PROGRAM, name: "cryptography-program" };
	const { command, args } = await buildXs("debug", () => undefined, program);
	child = spawn(command, args, { stdio: "pipe" });
	lines = createInterface(child.stdout);
	lines.on("line", (line) => waiting.shift()?.(JSON.parse(line) as Answer));
	child.on("exit", (status) => {
		for (const told of waiting.splice(0)) told({ failure: `the program ended with ${status}` });
	});
}, 300_000);

afterAll(() => {
	child?.kill("SIGKILL");
});

async function ask(question: Question): Promise<Answer> {
	child.stdin.write(`${JSON.stringify(question)}\n`);
	const answer = await new Promise<Answer>((resolve) => waiting.push(resolve));
	expect(answer.failure).toBeUndefined();
	return answer;
}

function spki(key: KeyObject): Buffer {
	return key.export({ type: "spki", format: "der" });
}

interface Claim {
	publicKey: Buffer;
	scheme: SignatureScheme;
	hash: HashAlgorithm;
	message: Buffer;
	signature: Buffer;
}

/** What XS makes of a signature, told in three parts. */
async function judged({ publicKey, scheme, hash, message, signature }: Claim): Promise<boolean | null> {
	const third = Math.floor(message.length / 3);
	const parts = [message.subarray(0, third), message.subarray(third, 2 * third), message.subarray(2 * third)];
	const { valid } = await ask({
		ask: "verify",
		publicKey: publicKey.toString("base64"),
		...{ scheme, hash },
		parts: parts.map((part) => part.toString("base64")),
		signature: signature.toString("base64"),
	});
	return valid as boolean | null;
}

function flipped(bytes: Buffer, at: number): Buffer {
	const copy = Buffer.from(bytes);
	copy[at] ^= 1;
	return copy;
}

function rsa(modulusLength: number, publicExponent = 65_537) {
	return generateKeyPairSync("rsa", { modulusLength, publicExponent });
}

function bigInt(bytes: Buffer): bigint {
	return BigInt(`0x${bytes.toString("hex")}`);
}

/** The smallest number whose cube is not below the value. */
function cubeRoot(value: bigint): bigint {
	let low = 0n;
	let high = 1n << 1024n;
	while (low < high) {
		const middle = (low + high) / 2n;
		if (middle ** 3n < value) low = middle + 1n;
		else high = middle;
	}
	return low;
}

describe("R-SEC-11 R-SEC-18 cryptography on XS, held against that of Node.js", { timeout: 120_000 }, () => {
	test("digests of every length around a block", async () => {
		for (const hash of HASHES)
			for (const length of [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 5000]) {
				const message = randomBytes(length);
				const { bytes } = await ask({ ask: "digest", hash, bytes: message.toString("base64") });
				expect(bytes, `${hash} of ${length}`).toBe(
					createHash(hash.replace("-", "")).update(message).digest("base64"),
				);
			}
	});

	test.each(["P-256", "P-384"])("ECDSA on %s", async (namedCurve) => {
		for (let i = 0; i < 30; i++) {
			const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
			const message = randomBytes(10 * i);
			const hash = HASHES[i % 3];
			const signature = sign(hash.replace("-", ""), message, privateKey);
			const claim: Claim = { publicKey: spki(publicKey), scheme: "ECDSA", hash, message, signature };
			const what = `${hash} ${publicKey.export({ format: "pem", type: "spki" })} ${signature.toString("hex")}`;
			expect(await judged(claim), what).toBe(true);
			const other = flipped(Buffer.concat([message, message, Buffer.of(0)]), message.length);
			expect(await judged({ ...claim, message: other }), what).toBe(false);
			expect(await judged({ ...claim, signature: flipped(signature, signature.length - 1) })).toBe(false);
			expect(await judged({ ...claim, signature: signature.subarray(0, -1) })).toBe(false);
		}
	});

	test("ECDSA: numbers out of their range, another curve, a point off the curve, no DER", async () => {
		const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
		const message = Buffer.from("message");
		const claim: Claim = {
			publicKey: spki(publicKey),
			...{ scheme: "ECDSA", hash: "SHA-256", message, signature: sign("SHA256", message, privateKey) },
		};
		const order = "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
		for (const signature of [
			...["3006020100020100", "3006020101020100", "3006020100020101", "3006020101020101"],
			...[`30260221${order}020101`, `30260201010221${order}`, "", "30", "3080", "0201", "ff".repeat(70)],
		])
			expect(await judged({ ...claim, signature: Buffer.from(signature, "hex") })).toBe(false);
		expect(await judged({ ...claim, publicKey: flipped(claim.publicKey, 90) })).toBeNull();
		expect(await judged({ ...claim, publicKey: claim.publicKey.subarray(0, 60) })).toBeNull();
		expect(await judged({ ...claim, scheme: "RSA" })).toBeNull();
		for (const namedCurve of ["P-521", "secp256k1"]) {
			const other = generateKeyPairSync("ec", { namedCurve }).publicKey;
			expect(await judged({ ...claim, publicKey: spki(other) })).toBeNull();
		}
		expect(await judged({ ...claim, publicKey: spki(generateKeyPairSync("ed25519").publicKey) })).toBeNull();
	});

	test.each([
		[2048, 65_537],
		[2048, 3],
		[2056, 65_537],
		[3072, 65_537],
		[4096, 65_537],
	])("RSA with %i bits and exponent %i, both paddings", async (bits, exponent) => {
		const { publicKey, privateKey } = rsa(bits, exponent);
		const paddings: [SignatureScheme, Partial<SignKeyObjectInput>][] = [
			["RSA", {}],
			["RSA-PSS", { saltLength: constants.RSA_PSS_SALTLEN_DIGEST }],
			["RSA-PSS", { saltLength: 0 }],
			["RSA-PSS", { saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN }],
		];
		for (const hash of HASHES)
			for (const [scheme, more] of paddings) {
				const padding = scheme === "RSA" ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_PSS_PADDING;
				const message = randomBytes(300);
				const signature = sign(hash.replace("-", ""), message, { key: privateKey, padding, ...more });
				const claim: Claim = { publicKey: spki(publicKey), scheme, hash, message, signature };
				expect(await judged(claim), `${scheme} ${hash} ${more.saltLength}`).toBe(true);
				expect(await judged({ ...claim, message: flipped(message, 299) })).toBe(false);
				expect(await judged({ ...claim, signature: flipped(signature, 100) })).toBe(false);
				expect(await judged({ ...claim, signature: signature.subarray(1) })).toBe(false);
				expect(await judged({ ...claim, scheme: scheme === "RSA" ? "RSA-PSS" : "RSA" })).toBe(false);
				expect(await judged({ ...claim, hash: HASHES[(HASHES.indexOf(hash) + 1) % 3] })).toBe(false);
			}
	});

	test("RSA: a key for PSS alone, one that is too short, a number that is none of the key's", async () => {
		const message = Buffer.from("message");
		const hash = "SHA-256";
		const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
		const forPss = {
			publicKey: spki(pss.publicKey),
			hash,
			message,
			signature: sign("SHA256", message, pss.privateKey),
		} as const;
		expect(await judged({ ...forPss, scheme: "RSA-PSS" })).toBe(true);
		expect(await judged({ ...forPss, scheme: "RSA" })).toBeNull();
		const short = rsa(1024);
		const weak = sign("SHA256", message, short.privateKey);
		expect(
			await judged({ publicKey: spki(short.publicKey), scheme: "RSA", hash, message, signature: weak }),
		).toBeNull();
		const { publicKey, privateKey } = rsa(2048);
		const modulus = Buffer.from(publicKey.export({ format: "jwk" }).n as string, "base64url");
		const claim = { publicKey: spki(publicKey), scheme: "RSA", hash, message } as const;
		for (const signature of [Buffer.alloc(256), modulus, Buffer.alloc(256, 0xff), Buffer.of()])
			expect(await judged({ ...claim, signature })).toBe(false);
		// Larger by the modulus it is the same number to RSA, and not a signature (RFC 8017 section 5.2.2).
		for (let i = 0; i < 50; i++) {
			const other = Buffer.concat([message, Buffer.of(i)]);
			const same = bigInt(sign("SHA256", other, privateKey)) + bigInt(modulus);
			if (same >= 1n << 2048n) continue;
			const signature = Buffer.from(same.toString(16).padStart(512, "0"), "hex");
			expect(await judged({ ...claim, message: other, signature })).toBe(false);
		}
	});

	test("RSA: a signature that is forged for exponent 3, with garbage behind the digest", async () => {
		const message = Buffer.from("message");
		const info = Buffer.from("3031300d060960864801650304020105000420", "hex");
		const digest = createHash("sha256").update(message).digest();
		const head = Buffer.concat([Buffer.from(`0001${"ff".repeat(8)}00`, "hex"), info, digest]);
		const padded = Buffer.concat([head, Buffer.alloc(256 - head.length)]);
		const signature = Buffer.from(cubeRoot(bigInt(padded)).toString(16).padStart(512, "0"), "hex");
		const cubed = (bigInt(signature) ** 3n).toString(16).padStart(512, "0");
		expect(cubed.slice(0, 2 * head.length)).toBe(head.toString("hex"));
		const { publicKey } = rsa(2048, 3);
		const claim: Claim = { publicKey: spki(publicKey), scheme: "RSA", hash: "SHA-256", message, signature };
		expect(await judged(claim)).toBe(false);
	});

	test("keys of its own, and what it signs with them", async () => {
		const seen = new Set<string>();
		for (let i = 0; i < 30; i++) {
			const pair = await ask({ ask: "newKeyPair" });
			const publicKey = createPublicKey({
				...{ key: Buffer.from(pair.publicKey!, "base64"), format: "der", type: "spki" },
			});
			const privateKey = createPrivateKey({
				...{ key: Buffer.from(pair.privateKey!, "base64"), format: "der", type: "pkcs8" },
			});
			expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
			expect(spki(createPublicKey(privateKey))).toEqual(spki(publicKey));
			const message = randomBytes(7 * i);
			const signed = {
				ask: "sign",
				privateKey: pair.privateKey!,
				bytes: message.toString("base64"),
			} as const;
			for (let again = 0; again < 2; again++) {
				const signature = Buffer.from((await ask(signed)).bytes!, "base64");
				expect(verify("SHA256", message, publicKey, signature)).toBe(true);
				expect(verify("SHA256", Buffer.concat([message, Buffer.of(0)]), publicKey, signature)).toBe(false);
				// r repeats with the secret number behind it, which would give the key away.
				seen.add(signature.subarray(4, 4 + signature[3]).toString("hex"));
			}
			seen.add(pair.privateKey!);
		}
		expect(seen.size).toBe(90);
	});

	test("random bytes differ, and none is rarer", async () => {
		const { bytes } = await ask({ ask: "random", count: 65_536 });
		const counts = new Array<number>(256).fill(0);
		for (const byte of Buffer.from(bytes!, "base64")) counts[byte]++;
		// 256 on average, with a standard deviation of 16.
		expect(Math.min(...counts)).toBeGreaterThan(128);
		expect(Math.max(...counts)).toBeLessThan(384);
	});
});
