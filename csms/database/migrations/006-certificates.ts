import type { Kysely } from "kysely";
import { key, numbered, required } from "./columns";

/** The certificate authority, certificates of charge points, credentials on their way, refused handshakes. */
export async function makeCertificateTables(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema.alterTable("charge_point").addColumn("next_security_profile", "integer").execute();
	await schema.alterTable("charge_point").addColumn("next_authorization_key_hash", "text").execute();
	await schema
		.createTable("certificate_authority")
		.addColumn("key_type", "text", key)
		.addColumn("certificate", "text", required)
		.addColumn("private_key", "text", required)
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema
		.createTable("charge_point_certificate")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("fingerprint", "text", (column) => column.notNull().unique())
		.addColumn("serial_number", "text", required)
		.addColumn("subject", "text", required)
		.addColumn("issuer", "text", required)
		.addColumn("key_type", "text", required)
		.addColumn("not_before", "bigint", required)
		.addColumn("not_after", "bigint", required)
		.addColumn("certificate_chain", "text")
		.addColumn("issued_at", "bigint")
		.addColumn("delivery", "text")
		.addColumn("delivered_at", "bigint")
		.addColumn("last_used_at", "bigint")
		.addColumn("renewal_asked_at", "bigint")
		.addColumn("revoked_at", "bigint")
		.addColumn("revoked_by", "text")
		.execute();
	await schema
		.createIndex("charge_point_certificate_identity")
		.on("charge_point_certificate")
		.columns(["identity", "id"])
		.execute();
	await schema
		.createIndex("charge_point_certificate_delivery")
		.on("charge_point_certificate")
		.column("delivery")
		.execute();
	await schema
		.createTable("certificate_request")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("received_at", "bigint", required)
		.addColumn("csr", "text", required)
		.addColumn("status", "text", required)
		.addColumn("reason", "text")
		.execute();
	await schema
		.createIndex("certificate_request_identity")
		.on("certificate_request")
		.columns(["identity", "id"])
		.execute();
	await schema
		.createTable("installed_certificate")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("certificate_type", "text", required)
		.addColumn("hash_algorithm", "text", required)
		.addColumn("issuer_name_hash", "text", required)
		.addColumn("issuer_key_hash", "text", required)
		.addColumn("serial_number", "text", required)
		.addColumn("certificate", "text")
		.addColumn("reported_at", "bigint", required)
		.execute();
	await schema
		.createIndex("installed_certificate_identity")
		.on("installed_certificate")
		.columns(["identity", "certificate_type"])
		.execute();
	await makeRefusedHandshakes(db);
	await schema.createIndex("notification_action").on("notification").columns(["action", "id"]).execute();
}

async function makeRefusedHandshakes({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("refused_handshake")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("address", "text", required)
		.addColumn("status", "integer", required)
		.addColumn("reason", "text", required)
		.addColumn("count", "integer", required)
		.addColumn("first_at", "bigint", required)
		.addColumn("last_at", "bigint", required)
		.execute();
	await schema
		.createIndex("refused_handshake_identity")
		.on("refused_handshake")
		.columns(["identity", "address"])
		.execute();
	await schema.createIndex("refused_handshake_last").on("refused_handshake").column("last_at").execute();
}
