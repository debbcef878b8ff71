import { expect, onTestFinished } from "vitest";
import type { Diagnosis, DiagnosisKind } from "../../../csms/api/schemas/diagnoses";
import { Store } from "../../../csms/database/store";
import type { Moment } from "../../../csms/database/tables/columns";
import { DAY, type Finding, HOUR, MINUTE, SECOND } from "../../../csms/diagnosis/finding";
import { hasNews, keep, look } from "../../../csms/diagnosis/look";
import { FAMILIES, type Family } from "../../../csms/diagnosis/rules";
import { formatsFor } from "../../../csms/pages/shared/formats";
import { recordAuthorization } from "../../../csms/records/authorizations";
import { recordBootNotification } from "../../../csms/records/boot-notifications";
import { addChargePoint, recordBoot } from "../../../csms/records/charge-points";
import { closeConnection, openConnection } from "../../../csms/records/connections";
import { listDiagnoses } from "../../../csms/records/diagnoses";
import { recordStatus } from "../../../csms/records/status-notifications";
import { textVariables } from "../../../csms/texts/diagnosis-words";
import texts from "../../../csms/texts/en/diagnosis.json" with { type: "json" };
import { translator } from "../../../csms/texts/translator";
import type { ConnectorStatus } from "../../../modules/ocpp/types";
import { placeOf } from "../databases";
import { temporaryFolder } from "../running-csms";

export { DAY, HOUR, MINUTE, SECOND };

export const CP = "CP 1";

/** A database with the records of a charge point, and a clock that tests move. */
export class Bench {
	readonly store: Store;
	now: Moment = Date.parse("2026-11-22T10:00:00Z");

	constructor(store: Store) {
		this.store = store;
	}

	/** With the charge point {@link CP}, which has booted and been heard. */
	static async open(): Promise<Bench> {
		const store = await Store.open(await placeOf(temporaryFolder()));
		onTestFinished(() => store.close());
		const bench = new Bench(store);
		await bench.write((trx) => addChargePoint(trx, CP, {}));
		await bench.set({ boot_status: "Accepted", last_seen: bench.now });
		return bench;
	}

	readonly write: Store["write"] = (work) => this.store.write(work);

	/** Changes the entry of the charge point. */
	async set(columns: Record<string, string | number | null>): Promise<void> {
		await this.write((trx) =>
			trx.updateTable("charge_point").set(columns).where("identity", "=", CP).execute(),
		);
	}

	/** Looks as the CSMS does; answers what lasts, of one kind if one is named. */
	async look(
		kind?: DiagnosisKind,
		families: readonly Family[] = FAMILIES,
		identity = CP,
	): Promise<Diagnosis[]> {
		const looked = await look(this.store.db, identity, families, this.now);
		if (hasNews(looked)) await this.write((trx) => keep(trx, looked));
		for (const found of looked.findings) expectVariables(found);
		return listDiagnoses(this.store.db, { open: true, kind });
	}

	/** All of a kind, also what is over, the newest first. */
	all(kind: DiagnosisKind): Promise<Diagnosis[]> {
		return listDiagnoses(this.store.db, { kind });
	}

	/** A StatusNotification that is received now, with its timestamp so many milliseconds before. */
	async status(
		status: ConnectorStatus,
		errorCode = "NoError",
		{ connectorId = 1, age = 0 } = {},
	): Promise<void> {
		const notification = { connectorId, status, errorCode: errorCode as "NoError" };
		await this.write((trx) => recordStatus(trx, CP, notification, this.now - age, this.now));
	}

	/** A BootNotification that is received now. */
	async boot(firmwareVersion?: string, status: "Accepted" | "Pending" = "Accepted"): Promise<void> {
		const request = { chargePointVendor: "V", chargePointModel: "M", firmwareVersion };
		await this.write(async (trx) => {
			const row = await trx
				.selectFrom("charge_point")
				.selectAll()
				.where("identity", "=", CP)
				.executeTakeFirstOrThrow();
			await recordBoot(trx, { ...row, registration: status }, request, this.now);
			await recordBootNotification(trx, CP, request, { status, interval: 300 }, this.now);
		});
	}

	/** A connection that is opened now; its number. */
	connect(address = "192.0.2.1"): Promise<number> {
		const opened = {
			owner: "1",
			identity: CP,
			connectedAt: this.now,
			address,
			securityProfile: 0,
			tls: null,
		};
		return this.write((trx) => openConnection(trx, opened));
	}

	/** That connection ends now. */
	async disconnect(
		id: number,
		{ code = 1006, reason = "", replaced = false, ping = null as number | null } = {},
	): Promise<void> {
		await this.write((trx) =>
			closeConnection(trx, id, {
				disconnectedAt: this.now,
				closeCode: code,
				closeReason: reason,
				replaced,
				...{ pongs: ping === null ? 0 : 3, pingMin: ping, pingAverage: ping, pingMax: ping },
				...{ clockMin: null, clockMax: null, clockLast: null },
			}),
		);
	}

	/** Connections that are lost one after another, and one that stays. */
	async flap(times: number, every: number, how?: Parameters<Bench["disconnect"]>[1]): Promise<void> {
		for (let i = 0; i < times; i++) {
			const id = await this.connect();
			this.now += every;
			await this.disconnect(id, how);
		}
		await this.connect();
	}

	/** A command that is given now. */
	async command(
		action: string,
		result: "Response" | "CallError" | "Timeout",
		answer: object = {},
		payload: object = {},
	): Promise<void> {
		await this.write((trx) =>
			trx
				.insertInto("command")
				.values({
					...{ identity: CP, action, payload: JSON.stringify(payload), account: "admin", sent_at: this.now },
					...{ answered_at: this.now, result },
					response: result === "Response" ? JSON.stringify(answer) : null,
					call_error: result === "CallError" ? JSON.stringify(answer) : null,
				})
				.execute(),
		);
	}

	/** A transaction that starts now, with other columns if given; its number. */
	async transaction(columns: Record<string, string | number | null> = {}): Promise<number> {
		const { id } = await this.write((trx) =>
			trx
				.insertInto("transaction")
				.values({
					...{
						identity: CP,
						connector_id: 1,
						id_tag: "ALICE",
						id_tag_key: "alice",
						id_tag_status: "Accepted",
					},
					...{ message_id: String(Math.random()), start: this.now, meter_start: 1000 },
					...columns,
				})
				.returning("id")
				.executeTakeFirstOrThrow(),
		);
		return id;
	}

	/** A meter value of now. */
	async meter(
		transactionId: number,
		energyWh: number,
		powerW: number | null = null,
		sampled: object[] = [],
	): Promise<void> {
		const sampledValue = JSON.stringify(sampled);
		await this.store.writeMeterValues([[CP, 1, transactionId, this.now, energyWh, powerW, sampledValue]]);
	}

	/** What the charge point asks about an id now, and is answered. */
	async authorize(
		idTag: string,
		status: "Accepted" | "Invalid" | "Blocked" | "Expired" | "ConcurrentTx",
	): Promise<void> {
		const asked = {
			identity: CP,
			connectorId: null,
			idTag,
			action: "Authorize",
			status,
			at: this.now,
		} as const;
		await this.write((trx) => recordAuthorization(trx, asked));
	}
}

/** The texts of what is found have a value for each of their variables, and no other unit than the reader's. */
function expectVariables({ words, facts, count }: Finding): void {
	const known = textVariables(translator("en"), formatsFor("en", "UTC"), { words, facts, count });
	for (const text of Object.values(texts.diagnosis[words])) {
		for (const [, name] of text.matchAll(/\{\{(\w+)\}\}/g)) {
			expect(known[name] ?? undefined, `${words}: ${name}`).toBeDefined();
		}
	}
}
