import { constants, createHash, randomBytes, sign } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { FILE_LIMITS } from "../../csms/files/limits";
import { Authority } from "../charge-point/certificates";
import { exchange, readStored, sendImage } from "./files";
import { runCsms, shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();
const NAMES = { name: "Release", version: "1.2.0" };
const DAY = 86_400_000;
let root: Authority;

beforeAll(async () => {
	root = await Authority.root("Manufacturer", "P-256", {
		notBefore: Date.now() - 10 * DAY,
		notAfter: Date.now() + DAY,
	});
});

function signer(kind: "P-256" | "P-384" | "RSA" | "RSA-PSS", notAfter = Date.now() + DAY) {
	return root.issue("Release", { kind, notBefore: Date.now() - 10 * DAY, notAfter });
}

test("an image of any type comes in pieces and goes out the same, with its size and hash", async () => {
	const image = randomBytes(1_500_000);
	const sha256 = createHash("sha256").update(image).digest("hex");
	const fields = { ...NAMES, chargePointVendor: "Vendor", chargePointModel: "Model" };
	const sent = await sendImage(csms, fields, image, "../Fancy name.tar.gz");
	expect(sent.status).toBe(201);
	expect(sent.body).toMatchObject({
		...fields,
		...{ fileName: "Fancy_name.tar.gz", size: 1_500_000, sha256, signed: false, account: "api-token" },
	});
	const { body } = await csms.rest("GET", "/firmware");
	expect(body[0]).toEqual(sent.body);
	const url = `${csms.url}/api/v1/firmware/${sent.body.id}/file`;
	const stored = await readStored(url);
	expect(stored.bytes.equals(image)).toBe(true);
	expect(stored.headers.get("content-disposition")).toBe('attachment; filename="Fancy_name.tar.gz"');
	expect(stored.headers.get("x-content-type-options")).toBe("nosniff");
	expect((await exchange("GET", url)).status).toBe(401);
	expect((await csms.rest("DELETE", `/firmware/${sent.body.id}`)).status).toBe(204);
	expect((await csms.rest("DELETE", `/firmware/${sent.body.id}`)).status).toBe(404);
	expect((await readStored(url)).status).toBe(404);
});

test("a form that is wrong is refused with a sentence, and its image is not kept", async () => {
	const before = (await csms.rest("GET", "/firmware")).body.length;
	const cases: [Record<string, string>, string | undefined, number, RegExp][] = [
		[NAMES, undefined, 400, /no file/],
		[{ name: "Release" }, "image", 400, /version/],
		[{ ...NAMES, name: " " }, "image", 400, /name/],
		[{ ...NAMES, colour: "red" }, "image", 400, /The form is wrong/],
		[{ ...NAMES, signature: "AAAA" }, "image", 422, /belong together/],
		[{ ...NAMES, signature: "A".repeat(801), signingCertificate: "x" }, "image", 400, /signature/],
		[
			{ ...NAMES, signature: "AAAA", signingCertificate: "x".repeat(5501) },
			"image",
			400,
			/signingCertificate/,
		],
		[{ ...NAMES, signature: "AAAA", signingCertificate: "no PEM" }, "image", 422, /no certificate/],
		[{ ...NAMES, signature: "%%%", signingCertificate: root.pem }, "image", 422, /not base64/],
	];
	for (const [fields, image, status, sentence] of cases) {
		const { body, ...answer } = await sendImage(csms, fields, image);
		expect([answer.status, body.error]).toEqual([status, expect.stringMatching(sentence)]);
	}
	expect((await csms.rest("POST", "/firmware", NAMES)).status).toBe(415);
	const part = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nimage';
	for (const [boundary, body, status, sentence] of [
		["; boundary=x", part, 400, /broke/],
		["; boundary=x", `${part}\r\n`, 400, /broke/],
		["", part, 400, /broken/],
		["; boundary=x", `${part}\r\n${part}\r\n--x--\r\n`, 413, /one file/],
		[
			"; boundary=x",
			`${part.replace('; filename="a"', "").replace("file", "__proto__")}\r\n--x--`,
			400,
			/broken/,
		],
	] as const) {
		const headers = { authorization: `Bearer ${TOKEN}`, "content-type": `multipart/form-data${boundary}` };
		const answer = await fetch(`${csms.url}/api/v1/firmware`, { method: "POST", headers, body });
		expect([answer.status, await answer.json()]).toEqual([
			status,
			{ error: expect.stringMatching(sentence) },
		]);
	}
	expect((await csms.rest("GET", "/firmware")).body).toHaveLength(before);
});

describe("TC_080 TC_081 the signature of an image is checked when it comes", () => {
	const image = randomBytes(600_000);

	test.each([
		["P-256", {}],
		["P-384", {}],
		["RSA", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
		["RSA-PSS", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
	] as const)("with a key %s", async (kind, padding) => {
		const { cert, key } = await signer(kind);
		const signature = sign("sha256", image, { key, ...padding }).toString("base64");
		const fields = { ...NAMES, signature, signingCertificate: cert };
		expect(await sendImage(csms, fields, image)).toMatchObject({ status: 201, body: { signed: true } });
		// As `openssl base64` breaks lines.
		const lines = signature.replace(/(.{64})/g, "$1\r\n");
		expect((await sendImage(csms, { ...fields, signature: lines }, image)).status).toBe(201);
		const other = Buffer.from(image);
		other[500_000] ^= 1;
		expect(await sendImage(csms, fields, other)).toMatchObject({
			status: 422,
			body: { error: expect.stringMatching(/does not fit/) },
		});
	});

	test("another salt length, another padding, another's certificate, one that has ended", async () => {
		const rsa = await signer("RSA");
		const ec = await signer("P-256");
		const ended = await signer("P-256", Date.now() - DAY);
		const salt20 = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 };
		for (const [cert, signature, sentence] of [
			[rsa.cert, sign("sha256", image, { key: rsa.key, ...salt20 }), /does not fit/],
			[rsa.cert, sign("sha256", image, rsa.key), /does not fit/],
			[rsa.cert, sign("sha256", image, ec.key), /does not fit/],
			[ended.cert, sign("sha256", image, ended.key), /ended/],
		] as const) {
			const fields = { ...NAMES, signature: signature.toString("base64"), signingCertificate: cert };
			const { status, body } = await sendImage(csms, fields, image);
			expect([status, body.error]).toEqual([422, expect.stringMatching(sentence)]);
		}
	});
});

test("images above their limits leave nothing behind", async () => {
	const limited = await runCsms({
		fileLimits: {
			file: { ...FILE_LIMITS.file, firmware: 1_000_000 },
			total: { ...FILE_LIMITS.total, firmware: 1_500_000 },
		},
	});
	expect(await sendImage(limited, NAMES, Buffer.alloc(1_000_001))).toMatchObject({
		status: 413,
		body: { error: "A file may have 1000000 bytes at most." },
	});
	expect((await sendImage(limited, NAMES, Buffer.alloc(1_000_000))).status).toBe(201);
	expect(await sendImage(limited, NAMES, Buffer.alloc(600_000))).toMatchObject({
		status: 507,
		body: { error: expect.stringMatching(/may take 1500000 bytes together; delete old ones first/) },
	});
	expect((await sendImage(limited, NAMES, Buffer.alloc(500_000))).status).toBe(201);
	const { body } = await limited.rest("GET", "/firmware");
	await limited.rest("DELETE", `/firmware/${body[0].id}`);
	expect((await sendImage(limited, NAMES, Buffer.alloc(500_000))).status).toBe(201);
});

test("an image whose connection breaks leaves nothing behind", async () => {
	const limits = { ...FILE_LIMITS, total: { ...FILE_LIMITS.total, firmware: 1_000_000 } };
	const limited = await runCsms({ fileLimits: limits });
	const head = `--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n`;
	const begun = new ReadableStream({
		start(controller) {
			controller.enqueue(Buffer.concat([Buffer.from(head), Buffer.alloc(700_000)]));
			setTimeout(() => controller.error(new Error("broken")), 300);
		},
	});
	const options = {
		method: "POST",
		headers: { authorization: `Bearer ${TOKEN}`, "content-type": "multipart/form-data; boundary=x" },
		body: begun,
		duplex: "half",
	};
	await expect(fetch(`${limited.url}/api/v1/firmware`, options as RequestInit)).rejects.toThrow();
	await expect.poll(async () => (await sendImage(limited, NAMES, Buffer.alloc(900_000))).status).toBe(201);
});
