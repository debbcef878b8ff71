import type { BootNotificationRequest, RegistrationStatus } from "../../modules/ocpp/types";
import type { ChargePoint, ChargePointQuery, Connector } from "../api/schemas/charge-points";
import type { Health } from "../api/schemas/diagnoses";
import type { Db } from "../database/tables";
import type { ChargePointRow, ConnectorRow } from "../database/tables/charge-points";
import type { Moment } from "../database/tables/columns";
import { timestamp, timestampOrNull } from "../moment";
import { readWorst } from "./diagnoses";

/** How the connection of a charge point is. */
export interface Liveness {
	connected: boolean;
	/** When the last message came; null without a connection. */
	lastSeen: Moment | null;
}

/** What can be set on a charge point; the key as its hash, null for none. */
export interface ChargePointSettings {
	name?: string | null;
	location?: string | null;
	registration?: RegistrationStatus;
	securityProfile?: number;
	authorizationKeyHash?: string | null;
	tolerant?: boolean;
}

/** Of all that are entered. */
export async function countChargePoints(db: Db): Promise<number> {
	const { count } = await db
		.selectFrom("charge_point")
		.select(({ fn }) => fn.countAll<number | string>().as("count"))
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** By its identity, whose case matters. */
export function findChargePoint(db: Db, identity: string): Promise<ChargePointRow | undefined> {
	return db.selectFrom("charge_point").selectAll().where("identity", "=", identity).executeTakeFirst();
}

/** Enters a charge point, accepted and without credentials unless told otherwise. */
export function addChargePoint(
	db: Db,
	identity: string,
	{ name, location, registration, securityProfile, authorizationKeyHash, tolerant }: ChargePointSettings,
): Promise<ChargePointRow> {
	return db
		.insertInto("charge_point")
		.values({
			identity,
			name: name?.trim() ?? null,
			location: location?.trim() ?? null,
			registration: registration ?? "Accepted",
			security_profile: securityProfile ?? 0,
			authorization_key_hash: authorizationKeyHash ?? null,
			tolerant: Number(tolerant ?? false),
			created_at: Date.now(),
		})
		.returningAll()
		.executeTakeFirstOrThrow();
}

/** Changes what the settings have; what they leave out stays. */
export function changeChargePoint(
	db: Db,
	row: ChargePointRow,
	{ name, location, registration, securityProfile, authorizationKeyHash, tolerant }: ChargePointSettings,
): Promise<ChargePointRow> {
	return db
		.updateTable("charge_point")
		.set({
			name: name === undefined ? row.name : (name?.trim() ?? null),
			location: location === undefined ? row.location : (location?.trim() ?? null),
			registration: registration ?? row.registration,
			// What an operator sets counts, and not what may still be on its way.
			...(securityProfile !== undefined && {
				security_profile: securityProfile,
				next_security_profile: null,
			}),
			...(authorizationKeyHash !== undefined && {
				authorization_key_hash: authorizationKeyHash,
				next_authorization_key_hash: null,
			}),
			tolerant: tolerant === undefined ? row.tolerant : Number(tolerant),
		})
		.where("identity", "=", row.identity)
		.returningAll()
		.executeTakeFirstOrThrow();
}

/** Keeps what a BootNotification told and what it is answered: the `registration` of the row. */
export function recordBoot(
	db: Db,
	{ identity, registration }: ChargePointRow,
	boot: BootNotificationRequest,
	at: Moment,
): Promise<ChargePointRow> {
	return db
		.updateTable("charge_point")
		.set({
			boot_status: registration,
			booted_at: at,
			charge_point_vendor: boot.chargePointVendor,
			charge_point_model: boot.chargePointModel,
			charge_point_serial_number: boot.chargePointSerialNumber ?? null,
			charge_box_serial_number: boot.chargeBoxSerialNumber ?? null,
			firmware_version: boot.firmwareVersion ?? null,
			iccid: boot.iccid ?? null,
			imsi: boot.imsi ?? null,
			meter_type: boot.meterType ?? null,
			meter_serial_number: boot.meterSerialNumber ?? null,
		})
		.where("identity", "=", identity)
		.returningAll()
		.executeTakeFirstOrThrow();
}

/** Keeps under which origin the charge point reaches the CSMS. */
export async function recordOrigin(db: Db, identity: string, origin: string | null): Promise<void> {
	await db
		.updateTable("charge_point")
		.set({ csms_origin: origin })
		.where("identity", "=", identity)
		.execute();
}

/** One charge point, or undefined. */
export async function readChargePoint(
	db: Db,
	identity: string,
	liveness: Liveness,
): Promise<ChargePoint | undefined> {
	const row = await findChargePoint(db, identity);
	if (!row) return;
	const connectors = await db
		.selectFrom("connector")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("connector_id")
		.execute();
	return toChargePoint(row, connectors, liveness, await readWorst(db, identity));
}

/** The charge points by identity: all, or a page of them. */
export async function listChargePoints(
	db: Db,
	livenessOf: (identity: string) => Liveness,
	{ limit, after }: ChargePointQuery = {},
): Promise<ChargePoint[]> {
	let query = db.selectFrom("charge_point").selectAll().orderBy("identity");
	let connectorQuery = db.selectFrom("connector").selectAll().orderBy("connector_id");
	if (after !== undefined) query = query.where("identity", ">", after);
	if (limit !== undefined) query = query.limit(limit);
	const rows = await query.execute();
	if (rows.length === 0) return [];
	if (limit !== undefined || after !== undefined) {
		connectorQuery = connectorQuery
			.where("identity", ">=", rows[0].identity)
			.where("identity", "<=", rows[rows.length - 1].identity);
	}
	const connectors = await connectorQuery.execute();
	const worst = await readWorst(db);
	const byIdentity = new Map<string, ConnectorRow[]>();
	for (const connector of connectors) {
		const known = byIdentity.get(connector.identity);
		if (known) known.push(connector);
		else byIdentity.set(connector.identity, [connector]);
	}
	return rows.map((row) =>
		toChargePoint(row, byIdentity.get(row.identity) ?? [], livenessOf(row.identity), worst),
	);
}

function toChargePoint(
	row: ChargePointRow,
	connectors: readonly ConnectorRow[],
	{ connected, lastSeen }: Liveness,
	worst: ReadonlyMap<string, Health>,
): ChargePoint {
	const hasConnected = connected || row.last_seen !== null || row.booted_at !== null;
	return {
		identity: row.identity,
		name: row.name,
		location: row.location,
		connected,
		registration: row.registration,
		securityProfile: row.security_profile,
		nextSecurityProfile: row.next_security_profile,
		hasAuthorizationKey: row.authorization_key_hash !== null,
		tolerant: row.tolerant !== 0,
		createdAt: timestamp(row.created_at),
		lastSeen: timestampOrNull(lastSeen ?? row.last_seen),
		bootedAt: timestampOrNull(row.booted_at),
		chargePointVendor: row.charge_point_vendor,
		chargePointModel: row.charge_point_model,
		chargePointSerialNumber: row.charge_point_serial_number,
		chargeBoxSerialNumber: row.charge_box_serial_number,
		firmwareVersion: row.firmware_version,
		iccid: row.iccid,
		imsi: row.imsi,
		meterType: row.meter_type,
		meterSerialNumber: row.meter_serial_number,
		firmwareStatus: row.firmware_status,
		diagnosticsStatus: row.diagnostics_status,
		health: worst.get(row.identity) ?? (hasConnected ? "good" : "unknown"),
		connectors: connectors.map(toConnector),
	};
}

/** A connector as the API has it. */
export function toConnector(row: ConnectorRow): Connector {
	return {
		connectorId: row.connector_id,
		status: row.status,
		errorCode: row.error_code,
		since: timestamp(row.since),
		info: row.info,
		vendorId: row.vendor_id,
		vendorErrorCode: row.vendor_error_code,
	};
}
