import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { readStatistics } from "../statistics/statistics";
import type { Cell, Column, Row, Table } from "./report";
import type { ReportData } from "./report-data";
import { Sums } from "./sums";
import { sumLabel } from "./transactions-report";

/** A time in which a connector, or with connector 0 the whole charge point, was Faulted. */
interface Fault {
	readonly identity: string;
	readonly connectorId: number;
	/** In the order in which they were told. */
	readonly errorCodes: string[];
	readonly vendorErrorCode: string | null;
	readonly info: string | null;
	readonly start: Moment;
	/** Null while it lasts. */
	end: Moment | null;
}

interface Told {
	connector_id: number;
	status: string;
	error_code: string;
	vendor_error_code: string | null;
	info: string | null;
	timestamp: Moment;
}

const FAULTED = "Faulted";

/** The faults that fall into the period, and how available each charge point was. */
export async function faultsTables(data: ReportData): Promise<Table[]> {
	return [faultTable(data), await availabilityTable(data)];
}

function faultTable(data: ReportData): Table {
	const { db, t, currency, at } = data;
	const columns: Column[] = [
		{ title: t("report.column.chargePoint"), type: "text", width: 18 },
		{ title: t("report.column.connector"), type: "count" },
		{ title: t("report.column.fault"), type: "text", width: 30 },
		{ title: t("report.column.errorCode"), type: "text", width: 20 },
		{ title: t("report.column.vendorErrorCode"), type: "text", width: 14 },
		{ title: t("report.column.info"), type: "text", width: 24 },
		{ title: t("report.column.start"), type: "moment" },
		{ title: t("report.column.stop"), type: "moment" },
		{ title: t("report.column.duration"), type: "duration" },
	];
	const sums = new Sums(columns, [8]);

	async function* rows(): AsyncGenerator<Row[]> {
		const chargePoints = await db.selectFrom("charge_point").select("identity").orderBy("identity").execute();
		for (const { identity } of chargePoints) {
			const faults = await faultsOf(db, identity, data.period);
			yield faults.map((fault) => {
				const { connectorId, errorCodes, vendorErrorCode, info, start, end } = fault;
				const cells: Cell[] = [
					identity,
					connectorId,
					errorCodes.map((code) => faultWords(code, data)).join("; "),
					errorCodes.join(", "),
					vendorErrorCode,
					info,
					start,
					end,
					Math.round(((end ?? at) - start) / 1000),
				];
				sums.add(cells, null);
				return { cells };
			});
		}
		yield sums.rows(currency, (other) => sumLabel(data, other), null);
	}
	return { title: t("report.kind.faults"), columns, rows: rows() };
}

function faultWords(errorCode: string, { t }: ReportData): string {
	const key = `errorCode.${errorCode}` as "errorCode.OtherError";
	const words = t(key);
	return words === key ? errorCode : words;
}

async function availabilityTable(data: ReportData): Promise<Table> {
	const { context, t, period, currency } = data;
	const { groups, total } = await readStatistics(context, {
		from: period.first,
		to: period.last,
		by: "charge-point",
	});
	const columns: Column[] = [
		{ title: t("report.column.chargePoint"), type: "text", width: 20 },
		{ title: t("report.column.observed"), type: "duration" },
		{ title: t("report.column.available"), type: "duration" },
		{ title: t("report.column.availability"), type: "share" },
		{ title: t("report.column.faults"), type: "count" },
		{ title: t("report.column.betweenFaults"), type: "duration" },
	];
	const sums = new Sums(columns, [1, 2, 4]);
	const rows: Row[] = groups.map(({ identity, total: figures }) => {
		const cells: Cell[] = [
			identity,
			rounded(figures.observedDuration),
			rounded(figures.availableDuration),
			figures.availability,
			figures.faults,
			rounded(figures.timeBetweenFaults),
		];
		sums.add(cells, null);
		return { cells };
	});
	const [{ cells }] = sums.rows(currency, (other) => sumLabel(data, other), null);
	const sum = [...cells];
	sum[3] = total.availability;
	sum[5] = rounded(total.timeBetweenFaults);
	rows.push({ cells: sum, isSum: true });
	return { title: t("report.column.availability"), columns, rows: [rows] };
}

function rounded(value: number | null): number | null {
	return value === null ? null : Math.round(value);
}

/** Also those that began before the period; by their beginnings. */
async function faultsOf(
	db: Db,
	identity: string,
	{ from, to }: { from: Moment; to: Moment },
): Promise<Fault[]> {
	const told = db
		.selectFrom("status_notification")
		.select(["connector_id", "status", "error_code", "vendor_error_code", "info", "timestamp"])
		.where("identity", "=", identity);
	const inside: Told[] = await told
		.where("timestamp", ">=", from)
		.where("timestamp", "<", to)
		.orderBy("timestamp")
		.orderBy("id")
		.execute();
	const connectors = await db
		.selectFrom("connector")
		.select("connector_id")
		.where("identity", "=", identity)
		.orderBy("connector_id")
		.execute();
	const faults: Fault[] = [];
	for (const { connector_id } of connectors) {
		const own = told.where("connector_id", "=", connector_id);
		const lastGood = await own
			.where("timestamp", "<", from)
			.where("status", "!=", FAULTED)
			.orderBy("timestamp", "desc")
			.orderBy("id", "desc")
			.limit(1)
			.executeTakeFirst();
		const before: Told[] = await own
			.where("timestamp", "<", from)
			.where("timestamp", ">=", lastGood?.timestamp ?? 0)
			.where("status", "=", FAULTED)
			.orderBy("timestamp")
			.orderBy("id")
			.execute();
		const found = sequence(identity, [
			...before,
			...inside.filter((notification) => notification.connector_id === connector_id),
		]);
		const last = found.at(-1);
		if (last?.end === null) {
			const good = await own
				.where("timestamp", ">=", to)
				.where("status", "!=", FAULTED)
				.orderBy("timestamp")
				.limit(1)
				.executeTakeFirst();
			last.end = good?.timestamp ?? null;
		}
		faults.push(...found);
	}
	return faults.sort((a, b) => a.start - b.start);
}

function sequence(identity: string, told: readonly Told[]): Fault[] {
	const faults: Fault[] = [];
	for (const { connector_id, status, error_code, vendor_error_code, info, timestamp } of told) {
		const last = faults.at(-1);
		if (status !== FAULTED) {
			if (last?.end === null) last.end = timestamp;
		} else if (last?.end === null) {
			if (!last.errorCodes.includes(error_code)) last.errorCodes.push(error_code);
		} else {
			faults.push({
				identity,
				connectorId: connector_id,
				errorCodes: [error_code],
				vendorErrorCode: vendor_error_code,
				info,
				start: timestamp,
				end: null,
			});
		}
	}
	return faults;
}
