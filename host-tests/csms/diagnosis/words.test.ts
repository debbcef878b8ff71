import { expect, test } from "vitest";
import { WORDS } from "../../../csms/diagnosis/words";
import { mendFrame } from "../../../csms/ocpp/mending";
import { formatsFor } from "../../../csms/pages/shared/formats";
import { diagnosisInWords } from "../../../csms/texts/diagnosis-words";
import { sentenceInWords } from "../../../csms/texts/sentences";
import { translator } from "../../../csms/texts/translator";
import { csmsSchemas } from "../../../modules/ocpp/csms-schemas.generated";
import { validate } from "../../../modules/ocpp/validate";

/** Four words in a row are a sentence, not a name. */
const ENGLISH = /([A-Za-z']+ ){3}[A-Za-z']+/;

function seen(
	language: "en" | "zh-TW",
	words: string,
	facts: Record<string, string | number | null>,
	count = 3,
) {
	return diagnosisInWords(translator(language), formatsFor(language, "UTC"), {
		words: words as (typeof WORDS)[number],
		facts,
		count,
	}).seen;
}

test("energies, spans and pings are in units of the reader", () => {
	const meter = { transactionId: 7, toWh: 4_509_831, minutes: 115 };
	expect(seen("en", "meterStandsStill", meter)).toContain("4,509.83 kWh for 1 hr 55 min");
	expect(seen("zh-TW", "meterStandsStill", meter)).toMatch(/4,509\.83 kWh 達 1 ?小時 55 ?分鐘/);
	const fall = { transactionId: 7, fromWh: 1_112_683, toWh: 1_111_983, differenceWh: 700 };
	expect(seen("en", "meterBackwards", fall)).toContain(
		"fell by 0.700 kWh, from 1,112.68 kWh to 1,111.98 kWh",
	);
	expect(seen("en", "clockBehind", { seconds: 660 })).toContain("11 min 0 sec behind");
	expect(seen("en", "clockBehind", { seconds: 20_000 * 86_400 })).toContain("20,000 days behind");
	expect(seen("en", "heartbeatsMissed", { intervalSeconds: 3600 })).toContain("every 1 hr 0 min");
	const lost = { lastHour: 5, lastDay: 14, closeCode: 1006, lastedSeconds: 240_704 };
	expect(seen("en", "connectionBroken", { ...lost, pingAverage: 80, pingMax: 1200 })).toMatch(
		/lasted 2 days on average; pings took 80 ms on average, at most 1,200 ms\.$/,
	);
	expect(seen("zh-TW", "connectionBroken", { ...lost, pingAverage: "–", pingMax: "–" })).toContain(
		"沒有 ping 得到回應",
	);
	expect(seen("en", "offline", { closeCode: 1006 })).toContain("broke off without a close");
	expect(seen("en", "offline", { closeCode: 4711 })).toContain("a code of its own");
	expect(seen("en", "offline", { closeCode: "–" })).toContain("not known");
});

test("commands and answers have their names, with those of OCPP", () => {
	const refused = { action: "RemoteStartTransaction", answer: "Rejected" };
	expect(seen("en", "commandRejected", refused)).toContain(
		"answers Start charging (RemoteStartTransaction) with Rejected",
	);
	expect(seen("zh-TW", "commandRejected", refused)).toMatch(/（RemoteStartTransaction）.*（Rejected）/);
	expect(seen("en", "commandFailed", { action: "DataTransfer", answer: "InternalError" })).toContain(
		"InternalError",
	);
});

test.each([
	"The credentials are wrong.",
	"The key came as hexadecimal text instead of its bytes. Enter the charge point as tolerant, if it knows no better.",
	"This charge point has to authenticate itself.",
	"This charge point has to use TLS up to the CSMS itself.",
	"The certificate is signed by an authority that is not trusted here.",
	"The certificate cannot be verified (CRL_HAS_EXPIRED).",
	'The certificate\'s organization is "A" and not the CPO "B".',
	'The certificate belongs to another charge point, "CP9".',
	"It is not JSON",
	"A CALL came before the one before it was answered",
	"CP 1 takes 2 ids (LocalAuthListMaxLength), and more may charge: choose some of them.",
	"CP 1 did not answer GetConfiguration.",
	"The payload must be an object",
	" must be an object",
])("the sentence “%s” of a record is told in Chinese", (sentence) => {
	const words = sentenceInWords(translator("zh-TW"), sentence);
	expect(words).toMatch(/\p{Script=Han}/u);
	expect(words).not.toContain("原文");
	expect(words).not.toMatch(ENGLISH);
	expect(words).not.toContain("{{");
	expect(sentenceInWords(translator("en"), sentence)).not.toContain("{{");
});

test("what a check finds in a message is told in Chinese, with the field", () => {
	const request = csmsSchemas.requests.StatusNotification;
	const good = { connectorId: 1, status: "Available", errorCode: "NoError" };
	const payloads = [
		{ ...good, connectorId: "1" },
		{ ...good, status: "Bored" },
		{ ...good, status: undefined },
		{ ...good, vendorId: "x".repeat(300) },
		{ ...good, timestamp: "yesterday" },
		{ ...good, colour: "red" },
	];
	for (const payload of payloads) {
		const found = validate(request, JSON.parse(JSON.stringify(payload)))!;
		const mended = mendFrame(JSON.stringify([2, "1", "StatusNotification", payload]), () => undefined).mended;
		for (const what of [`${found.path} ${found.detail}`, ...mended.map(({ what }) => what)]) {
			const words = sentenceInWords(translator("zh-TW"), what);
			expect(words).toContain(found.path);
			expect(words, what).not.toContain("原文");
			expect(words).not.toMatch(ENGLISH);
		}
	}
});

test("what somebody else has written is quoted", () => {
	expect(sentenceInWords(translator("zh-TW"), "Invalid WebSocket frame: RSV1 must be clear")).toBe(
		"「Invalid WebSocket frame: RSV1 must be clear」（原文）",
	);
});

test.each(["en", "zh-TW"] as const)("every diagnosis has all its words (%s)", (language) => {
	for (const words of WORDS) {
		const told = diagnosisInWords(translator(language), formatsFor(language, "UTC"), {
			words,
			facts: {},
			count: 1,
		});
		for (const text of Object.values(told)) {
			expect(text.length, words).toBeGreaterThan(1);
			expect(text).not.toMatch(/^diagnosis\.|\bWh\b/);
			if (language === "zh-TW") expect(text, words).not.toMatch(ENGLISH);
		}
	}
});
