import { expect, test } from "vitest";
import { newAccount } from "./accounts-of-tests";
import { boot } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

const csms = shareCsms();

test("every list that grows is read page by page, the newest first, each record once", async () => {
	const driver = await newAccount(csms, "driver", "pager", "PAGE");
	const peer = await boot(csms.ocpp, "PAGE-1");
	for (let number = 0; number < 5; number++) {
		const timestamp = `2026-01-0${number + 1}T00:00:00Z`;
		const [, , { transactionId }] = await peer.call("StartTransaction", {
			...{ connectorId: 1, idTag: "PAGE", meterStart: number, timestamp },
		});
		await peer.call("StopTransaction", { transactionId, meterStop: number + 1, timestamp });
		await peer.call("StopTransaction", { transactionId: 9000 + number, meterStop: 1, timestamp });
		await peer.call("FirmwareStatusNotification", { status: "Idle" });
		const answer = csms.rest("POST", "/charge-points/PAGE-1/commands/ClearCache");
		const [, messageId] = await peer.received();
		peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
		await answer;
		await csms.rest("POST", "/registrations", { name: "P", email: "p@example.com" }, {});
		await csms.rest("POST", "/users", { name: "P", email: "p@example.com" });
	}
	type Record = { [name: string]: number };
	for (const [path, number, rest] of [
		["/transactions", "transactionId"],
		["/me/transactions", "transactionId", driver.rest],
		["/authorizations", "id"],
		["/registrations", "id"],
		["/users", "userId"],
		["/commands", "id"],
		["/audit", "id"],
		["/charge-points/PAGE-1/commands", "id"],
		["/charge-points/PAGE-1/notifications", "id"],
		["/charge-points/PAGE-1/odd-stops", "id"],
	] as const) {
		const read = async (query: string): Promise<number[]> =>
			(await (rest ?? csms.rest)("GET", `${path}${query}`)).body.map((record: Record) => record[number]);
		const all = await read("");
		expect(all.length, path).toBeGreaterThanOrEqual(5);
		expect(all, path).toEqual(all.toSorted((a, b) => b - a));
		const paged: number[] = [];
		for (let before = ""; ; before = `&before=${paged.at(-1)}`) {
			const page = await read(`?limit=2${before}`);
			paged.push(...page);
			if (page.length < 2) break;
		}
		expect(paged, path).toEqual(all);
		expect(await read(`?before=${all.at(-1)}`), path).toEqual([]);
	}
});
