import { expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

test("R-QUE-04 R-QUE-09 failures without end do not fill the journal: the stop is still stored", () => {
	const rig = new Rig({
		journalBlocks: 4,
		defaults: { TransactionMessageAttempts: "1000", TransactionMessageRetryInterval: "0" },
	});
	let failures = 0;
	rig.csms.answer("StartTransaction", () => (++failures < 990 ? { code: "InternalError" } : SILENCE));
	rig.charge("ALICE");
	rig.advance(10);
	expect(failures).toBe(990);
	rig.present("ALICE");
	rig.powerOff();
	rig.csms.answerAsUsual("StartTransaction");
	rig.boot();
	rig.advance(5);
	expect(rig.chargePoint.state.queueLength).toBe(0);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "Local", idTag: "ALICE" });
});

test("R-TX-06 a start that is given up is seen at once: transactionId -1", () => {
	const rig = new Rig({
		defaults: { TransactionMessageAttempts: "2", TransactionMessageRetryInterval: "20" },
	});
	rig.csms.answer("StartTransaction", { code: "InternalError" });
	rig.charge("ALICE");
	rig.advance(10);
	const seen: (number | null)[] = [];
	rig.onChange = () => seen.push(rig.state().transactionId);
	rig.advance(20);
	expect(seen.at(-1)).toBe(-1);
});
