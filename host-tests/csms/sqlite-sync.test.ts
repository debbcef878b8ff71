import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Store } from "../../csms/database/store";
import { addChargePoint } from "../../csms/records/charge-points";
import { onPostgres } from "./databases";
import { temporaryFolder } from "./running-csms";

type Done = (error: Error | null) => void;

/** What waits for the disk, in the place of the disk. */
const syncs: Done[] = [];
vi.mock("node:fs", async (original) => ({
	...(await original<typeof import("node:fs")>()),
	fdatasync: (_file: number, done: Done) => syncs.push(done),
}));

test.skipIf(onPostgres)(
	"a job is not done before its data is on the disk, and fails when it cannot get there",
	async () => {
		const store = await Store.open({ file: join(temporaryFolder(), "csms.db") });
		onTestFinished(() => store.close());
		const ended: string[] = [];
		const add = (identity: string) =>
			store
				.write((trx) => addChargePoint(trx, identity, {}))
				.then(
					() => ended.push(`${identity} stored`),
					(error) => ended.push(`${identity} ${error.message}`),
				);
		const first = [add("D1"), add("D2")];
		await vi.waitUntil(() => syncs.length === 1, 10_000);
		const second = add("D3");
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(ended).toEqual([]);
		expect(syncs).toHaveLength(1);
		syncs[0](null);
		await Promise.all(first);
		expect(ended).toEqual(["D1 stored", "D2 stored"]);
		await vi.waitUntil(() => syncs.length === 2, 10_000);
		syncs[1](new Error("The disk is broken"));
		await second;
		expect(ended.at(-1)).toBe("D3 The disk is broken");
	},
);
