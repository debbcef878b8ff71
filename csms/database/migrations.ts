import { type Migration, Migrator } from "kysely";
import { makeFirstTables } from "./migrations/001-first-tables";
import { addUsers } from "./migrations/002-users";
import { makeChargePointRecords } from "./migrations/003-charge-point-records";
import { makeReservationProfileListTables } from "./migrations/004-reservations-profiles-lists";
import { makeFileTables } from "./migrations/005-files";
import { makeCertificateTables } from "./migrations/006-certificates";
import { makeClusterTables } from "./migrations/007-cluster";
import { keepMeterValuesOnce } from "./migrations/008-meter-values-once";
import { addIndicesOfLists } from "./migrations/009-indices-of-lists";
import { makeLastCommitTable } from "./migrations/010-last-commits";
import { makeStatisticsTables } from "./migrations/011-statistics";
import { makeReportTables } from "./migrations/012-reports";
import { makeDiagnosisTable } from "./migrations/013-diagnoses";
import { makeNoticeTables } from "./migrations/014-notices";
import { addDriversOwn } from "./migrations/015-drivers-own";
import { makeFirmwareCampaignTables } from "./migrations/017-firmware-campaigns";
import { addSites } from "./migrations/018-sites";
import type { Db } from "./tables";

/** Every step from an empty database to `tables.ts`, in the order of their numbers. A step never changes. */
export const MIGRATIONS: Record<string, Migration> = {
	"001 first tables": { up: makeFirstTables },
	"002 users": { up: addUsers },
	"003 charge point records": { up: makeChargePointRecords },
	"004 reservations, profiles, lists": { up: makeReservationProfileListTables },
	"005 files": { up: makeFileTables },
	"006 certificates": { up: makeCertificateTables },
	"007 cluster": { up: makeClusterTables },
	"008 meter values once": { up: keepMeterValuesOnce },
	"009 indices of lists": { up: addIndicesOfLists },
	"010 last commits": { up: makeLastCommitTable },
	"011 statistics": { up: makeStatisticsTables },
	"012 reports": { up: makeReportTables },
	"013 diagnoses": { up: makeDiagnosisTable },
	"014 notices": { up: makeNoticeTables },
	"015 drivers' own": { up: addDriversOwn },
	"017 firmware campaigns": { up: makeFirmwareCampaignTables },
	"018 sites": { up: addSites },
};

/**
 * Takes the steps that the database has not taken yet. On PostgreSQL a second process waits until the
 * first is through. Throws what the database says, and when it has steps that are not known here.
 */
export async function migrate(db: Db): Promise<void> {
	const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
	const { error } = await new Migrator({ db, provider, allowUnorderedMigrations: true }).migrateToLatest();
	if (error) throw error;
}
