import type { TransferRow } from "../../database/tables/files";
import { stateAt } from "../../records/transfer-states";
import { type Asked, episodes, type Finding, listOf, orDash, type Rule, record } from "../finding";
import type { Words } from "../words";

/** Firmware updates that came to nothing. */
export const firmware: Rule = { kinds: ["firmware-update-failed"], find };

/** It lasts until a newer update is asked for, or this one comes to its end after all. */
async function find({ db, identity, now, known }: Asked): Promise<Finding[]> {
	const row = await db
		.selectFrom("transfer")
		.selectAll()
		.where("identity", "=", identity)
		.where("action", "in", ["UpdateFirmware", "SignedUpdateFirmware"])
		.orderBy("id", "desc")
		.executeTakeFirst();
	if (!row) return [];
	const state = stateAt(row, now);
	if (state !== "Failed" && state !== "Refused" && state !== "TimedOut") return [];
	const before = known("firmware-update-failed");
	const isSame = before?.facts.updateId === row.id;
	return [
		{
			kind: "firmware-update-failed",
			connectorId: null,
			subject: null,
			words: state === "Failed" ? wordsOf(row) : state === "Refused" ? "firmwareRefused" : "firmwareSilent",
			severity: "warning",
			since: before?.since ?? row.news_at,
			last: row.news_at,
			count: before && !isSame ? before.count + 1 : episodes(before?.isOpen ? before : undefined),
			facts: {
				updateId: row.id,
				version: orDash(row.firmware_version),
				status: orDash(row.status ?? row.answer),
			},
			evidence: [
				record("firmware-update", {
					at: row.news_at,
					id: row.id,
					address: `${listOf(identity, "firmware-updates")}/${row.id}`,
					facts: { state, status: row.status, answer: row.answer, version: row.firmware_version },
				}),
			],
		},
	];
}

function wordsOf({ status }: TransferRow): Words {
	switch (status) {
		case "DownloadFailed":
			return "firmwareDownload";
		case "InvalidSignature":
			return "firmwareSignature";
		default:
			return "firmwareInstallation";
	}
}
