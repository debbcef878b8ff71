import type { Kysely } from "kysely";
import type { AccountTables } from "./tables/accounts";
import type { AuditTables } from "./tables/audit";
import type { CertificateTables } from "./tables/certificates";
import type { ChargePointRecordTables } from "./tables/charge-point-records";
import type { ChargePointTables } from "./tables/charge-points";
import type { ChargingProfileTables } from "./tables/charging-profiles";
import type { ClusterTables } from "./tables/cluster";
import type { CommandTables } from "./tables/commands";
import type { DiagnosisTables } from "./tables/diagnoses";
import type { DriverTables } from "./tables/drivers";
import type { FileTables } from "./tables/files";
import type { LocalListTables } from "./tables/local-lists";
import type { NoticeTables } from "./tables/notices";
import type { ReportTables } from "./tables/reports";
import type { ReservationTables } from "./tables/reservations";
import type { StatisticsTables } from "./tables/statistics";
import type { TransactionTables } from "./tables/transactions";

/**
 * The tables as the query builder sees them; `migrations` make them. Portable between SQLite and
 * PostgreSQL: moments are milliseconds since 1970 UTC, flags are 0 or 1, JSON is text.
 */
export interface Tables
	extends AccountTables,
		ChargePointTables,
		ChargePointRecordTables,
		DriverTables,
		TransactionTables,
		CommandTables,
		FileTables,
		ReservationTables,
		ChargingProfileTables,
		LocalListTables,
		AuditTables,
		CertificateTables,
		StatisticsTables,
		ClusterTables,
		NoticeTables,
		ReportTables,
		DiagnosisTables {}

/** The database, or a transaction on it. */
export type Db = Kysely<Tables>;
