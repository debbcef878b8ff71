import { expect, test } from "vitest";
import { addChargePoint } from "../../../csms/records/charge-points";
import { addRefusals } from "../../../csms/records/refused-handshakes";
import { Bench, CP, DAY, HOUR, MINUTE } from "./bench";

const KIND = "handshake-refused";
const WRONG_KEY = "The identity or the AuthorizationKey is wrong.";

async function refuse(
	bench: Bench,
	count: number,
	{ identity = CP, address = "192.0.2.1", status = 401, reason = WRONG_KEY } = {},
): Promise<void> {
	const at = { firstAt: bench.now, lastAt: bench.now };
	await bench.write((trx) => addRefusals(trx, [{ identity, address, status, reason, count, ...at }]));
}

test.each([
	["handshakeWrongKey", WRONG_KEY],
	["handshakeWithoutKey", "This charge point has to authenticate itself."],
	["handshakeWithoutTls", "This charge point has to use TLS."],
	["handshakeCertificate", "Its certificate has expired."],
])("%s: three times, until it gets in", async (words, reason) => {
	const bench = await Bench.open();
	await refuse(bench, 2, { reason });
	expect(await bench.look()).toEqual([]);
	bench.now += MINUTE;
	await refuse(bench, 1, { reason });
	const [found] = await bench.look();
	expect(found).toMatchObject({
		...{ kind: KIND, words, severity: "fault", count: 3 },
		facts: { address: "192.0.2.1", reason },
	});
	expect(found.evidence).toMatchObject([{ what: "refused-handshake", facts: { count: 3 } }]);
	bench.now += MINUTE;
	await bench.connect();
	expect(await bench.look()).toEqual([]);
});

test("from elsewhere, while the charge point is connected", async () => {
	const bench = await Bench.open();
	await bench.connect();
	bench.now += MINUTE;
	await refuse(bench, 5, { address: "203.0.113.9" });
	expect(await bench.look()).toMatchObject([{ words: "handshakeForeign", severity: "warning", count: 5 }]);
	bench.now += HOUR;
	expect(await bench.look()).toEqual([]);
});

test("too many attempts and TLS that failed belong to nobody", async () => {
	const bench = await Bench.open();
	await refuse(bench, 9, { status: 429, reason: "Too many attempts." });
	await refuse(bench, 9, { status: 503, reason: "Later." });
	expect(await bench.look()).toEqual([]);
});

test("one that nobody has entered, until somebody does, or for a day", async () => {
	const bench = await Bench.open();
	const unknown = { identity: "NEW", status: 404, reason: "This charge point is not known here." };
	const looked = () => bench.look("unknown-charge-point", ["handshakes"], "NEW");
	await refuse(bench, 2, unknown);
	expect(await looked()).toEqual([]);
	await refuse(bench, 1, unknown);
	expect(await looked()).toMatchObject([
		{ identity: "NEW", words: "unknownChargePoint", severity: "warning", count: 3 },
	]);
	bench.now += DAY;
	expect(await looked()).toEqual([]);
	await refuse(bench, 1, unknown);
	expect(await looked()).toHaveLength(1);
	await bench.write((trx) => addChargePoint(trx, "NEW", {}));
	expect(await looked()).toEqual([]);
});
