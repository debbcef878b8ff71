import { describe, expect, test } from "vitest";
import type { TransferRow } from "../../../csms/database/tables/files";
import { addTransfer } from "../../../csms/records/transfers";
import { Bench, CP, DAY, HOUR } from "./bench";

describe("firmware updates", () => {
	const KIND = "firmware-update-failed";

	async function update(bench: Bench, columns: Partial<TransferRow>): Promise<number> {
		return bench.write(async (trx) => {
			const firmware = { id: 1, name: "F", version: "2.0", size: 1 };
			const transfer = {
				identity: CP,
				action: "UpdateFirmware",
				account: "admin",
				location: "http://x/f",
			} as const;
			const { id } = await addTransfer(trx, { ...transfer, firmware });
			await trx
				.updateTable("transfer")
				.set({ news_at: bench.now, ...columns })
				.where("id", "=", id)
				.execute();
			return id;
		});
	}

	test.each([
		["firmwareDownload", { state: "Failed", status: "DownloadFailed" }],
		["firmwareInstallation", { state: "Failed", status: "InstallationFailed" }],
		["firmwareInstallation", { state: "Failed", status: "InstallVerificationFailed" }],
		["firmwareSignature", { state: "Failed", status: "InvalidSignature" }],
		["firmwareRefused", { state: "Refused", answer: "InvalidCertificate" }],
		["firmwareSilent", { state: "Running", status: "Downloading", expires_at: 0 }],
	] as const)("%s of %j, until a newer one is asked for", async (words, columns) => {
		const bench = await Bench.open();
		const id = await update(bench, columns);
		const [found] = await bench.look();
		expect(found).toMatchObject({
			kind: KIND,
			words,
			severity: "warning",
			count: 1,
			facts: { version: "2.0" },
		});
		expect(found.evidence).toMatchObject([
			{ what: "firmware-update", id, address: `/charge-points/CP%201/firmware-updates/${id}` },
		]);
		await update(bench, columns);
		expect(await bench.look()).toMatchObject([{ id: found.id, count: 2 }]);
		await update(bench, { state: "Requested", expires_at: bench.now + DAY });
		expect(await bench.look()).toEqual([]);
	});

	test("one that succeeds or goes on is none", async () => {
		const bench = await Bench.open();
		await update(bench, { state: "Running", expires_at: bench.now + DAY });
		expect(await bench.look()).toEqual([]);
		await update(bench, { state: "Succeeded" });
		bench.now += 90 * DAY;
		expect(await bench.look()).toEqual([]);
	});
});

describe("certificates", () => {
	async function certificate(bench: Bench, days: number, revoked = false): Promise<void> {
		await bench.set({ security_profile: 3 });
		await bench.write((trx) =>
			trx
				.insertInto("charge_point_certificate")
				.values({
					...{ identity: CP, fingerprint: String(Math.random()), serial_number: "ab", subject: "CN=CP 1" },
					...{ issuer: "CN=CA", key_type: "ECDSA", not_before: 0, not_after: bench.now + days * DAY },
					...{ last_used_at: bench.now, revoked_at: revoked ? bench.now : null },
				})
				.execute(),
		);
	}

	test("one that ends in two weeks is a warning, one that has ended a fault, and a new one ends both", async () => {
		const bench = await Bench.open();
		await certificate(bench, 15);
		expect(await bench.look()).toEqual([]);
		bench.now += DAY + HOUR;
		expect(await bench.look()).toMatchObject([
			{
				kind: "certificate-expiring",
				words: "certificateExpiring",
				severity: "warning",
				facts: { days: 13 },
			},
		]);
		bench.now += 14 * DAY;
		expect(await bench.look()).toMatchObject([
			{
				kind: "certificate-invalid",
				words: "certificateExpired",
				severity: "fault",
				facts: { serialNumber: "ab" },
			},
		]);
		await certificate(bench, 365);
		expect(await bench.look()).toEqual([]);
	});

	test("one that is revoked is a fault, unless there is another one", async () => {
		const bench = await Bench.open();
		await certificate(bench, 365, true);
		expect(await bench.look()).toMatchObject([{ words: "certificateRevoked", severity: "fault" }]);
		await certificate(bench, 200);
		expect(await bench.look()).toEqual([]);
	});

	test("who connects without one does not need it", async () => {
		const bench = await Bench.open();
		await certificate(bench, -1);
		await bench.set({ security_profile: 2 });
		expect(await bench.look()).toEqual([]);
	});
});

describe("local lists", () => {
	test("one that should follow the ids and does not, until it does", async () => {
		const bench = await Bench.open();
		const list = (columns: { problem: string | null; follows: 0 | 1 }) =>
			bench.write((trx) =>
				trx
					.insertInto("local_list")
					.values({
						...{ identity: CP, id_tags: null, support: "Supported", list_version: 3, last_version: 3 },
						...{ needs_full: 0, is_checked: 1, attempts: 0, ...columns },
					})
					.onConflict((conflict) => conflict.column("identity").doUpdateSet(columns))
					.execute(),
			);
		await list({ problem: "It was refused.", follows: 0 });
		expect(await bench.look()).toEqual([]);
		await list({ problem: "It was refused.", follows: 1 });
		const [found] = await bench.look();
		expect(found).toMatchObject({
			...{ kind: "local-list-out-of-step", words: "localListOutOfStep", severity: "warning" },
			facts: { problem: "It was refused." },
		});
		bench.now += DAY;
		expect(await bench.look()).toEqual([found]);
		await list({ problem: null, follows: 1 });
		expect(await bench.look()).toEqual([]);
	});
});
