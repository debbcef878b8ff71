import fc from "fast-check";
import { expect, test } from "vitest";
import { Store } from "../../csms/database/store";
import { placeOf } from "./databases";
import { runCsms, temporaryFolder } from "./running-csms";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const FROM = Date.parse("2026-02-25T00:00:00Z");
const DAYS = 3;
const STATUSES = ["Available", "Charging", "Faulted", "Unavailable"] as const;

const moment = fc
	.integer({ min: -DAY / HOUR, max: (DAYS + 1) * 24 })
	.map((hour) => FROM + hour * HOUR + 1000);
const drawn = fc.record({
	connections: fc.array(fc.record({ at: moment, hours: fc.option(fc.nat(30)) }), { maxLength: 4 }),
	statuses: fc.array(
		fc.record({
			...{ at: moment, connectorId: fc.nat(2), status: fc.constantFrom(...STATUSES) },
			// Hours of a clock that is ahead.
			ahead: fc.nat(3).map((hours) => Math.max(0, hours - 1)),
		}),
		{ maxLength: 14 },
	),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

/** The figures second-class: by looking at each hour by itself, between which nothing changes. */
function plain({ connections, statuses }: Drawn, from: number, to: number, connectorIds: number[]) {
	const first = connections.length === 0 ? Number.POSITIVE_INFINITY : connections[0].at;
	const stateAt = (connectorId: number, at: number) =>
		statuses.filter((each) => each.connectorId === connectorId && each.at <= at).at(-1)?.status ??
		"Available";
	const down = (connectorId: number, at: number) =>
		["Faulted", "Unavailable"].includes(stateAt(connectorId, at));
	let [observed, available] = [0, 0];
	const edges = [from, first, ...connections.flatMap(({ at, hours }) => [at, at + (hours ?? 0) * HOUR])]
		.concat(
			statuses.map(({ at }) => at),
			to,
		)
		.filter((edge) => edge >= from && edge <= to)
		.sort((a, b) => a - b);
	for (const [index, begin] of edges.slice(0, -1).entries()) {
		const length = edges[index + 1] - begin;
		const connected = connections.some(
			({ at, hours }) => at <= begin && (hours === null || begin < at + hours * HOUR),
		);
		for (const connectorId of connectorIds) {
			if (begin >= first) observed += length;
			if (connected && !down(0, begin) && !down(connectorId, begin)) available += length;
		}
	}
	const faults = statuses.filter(
		({ at, connectorId, status }, index) =>
			at >= from &&
			at < to &&
			status === "Faulted" &&
			statuses.slice(0, index).findLast((each) => each.connectorId === connectorId)?.status !== "Faulted",
	);
	return { observedDuration: observed / 1000, availableDuration: available / 1000, faults: faults.length };
}

test("availability and faults are those of a plain recomputation", { timeout: 60_000 }, async () => {
	const data = temporaryFolder();
	const csms = await runCsms({ data, statisticsAge: 0 });
	const store = await Store.open(await placeOf(data));
	const { rest } = csms;
	try {
		await rest("PATCH", "/settings", { timeZone: "UTC" });
		await rest("PUT", "/charge-points/CP1", {});
		await store.write((trx) =>
			trx
				.insertInto("connector")
				.values(
					[0, 1, 2].map((connector_id) => ({
						identity: "CP1",
						connector_id,
						status: "Available" as const,
						error_code: "NoError",
						since: 0,
					})),
				)
				.execute(),
		);
		await fc.assert(
			fc.asyncProperty(drawn, async (raw) => {
				const draw = {
					connections: raw.connections.toSorted((a, b) => a.at - b.at),
					statuses: raw.statuses.toSorted((a, b) => a.at - b.at),
				};
				await store.write(async (trx) => {
					await trx.deleteFrom("connection").execute();
					await trx.deleteFrom("status_notification").execute();
					for (const { at, hours } of draw.connections) {
						await trx
							.insertInto("connection")
							.values({
								owner: "none",
								identity: "CP1",
								connected_at: at,
								address: "",
								security_profile: 0,
								tls: null,
								replaced: 0,
								pongs: 0,
								disconnected_at: hours === null ? null : at + hours * HOUR,
							})
							.execute();
					}
					for (const { at, connectorId, status, ahead } of draw.statuses) {
						const isAhead = ahead > 0 && at >= FROM;
						await trx
							.insertInto("status_notification")
							.values({
								identity: "CP1",
								connector_id: connectorId,
								status,
								error_code: "NoError",
								timestamp: isAhead ? at + ahead * HOUR : at,
								received_at: isAhead ? at : at + 500,
							})
							.execute();
					}
				});
				const query = `/statistics?from=2026-02-25&to=2026-02-27&interval=day`;
				const { body } = await rest("GET", `${query}&by=charge-point`);
				for (const [index, { total }] of body.intervals.entries()) {
					const from = FROM + index * DAY;
					expect(total).toMatchObject(plain(draw, from, from + DAY, [1, 2]));
				}
				expect(body.total).toMatchObject(plain(draw, FROM, FROM + DAYS * DAY, [1, 2]));
				expect(body.groups).toMatchObject([{ key: "CP1", total: body.total }]);
				const ofOne = draw.statuses.filter(({ connectorId }) => connectorId === 2);
				const { body: one } = await rest("GET", `${query}&by=connector&only=CP1/2`);
				const { faults, ...durations } = plain(draw, FROM, FROM + DAYS * DAY, [2]);
				expect(one.total).toMatchObject(durations);
				expect(one.total.faults).toBe(
					plain({ ...draw, statuses: ofOne }, FROM, FROM + DAYS * DAY, [2]).faults,
				);
				expect(faults).toBeGreaterThanOrEqual(one.total.faults);
			}),
			{ numRuns: 40 },
		);
	} finally {
		await store.close();
	}
});

test("before the first connection nothing is known, and by user nothing is said", async () => {
	const csms = await runCsms({ statisticsAge: 0 });
	const none = { observedDuration: 0, availability: null, faults: 0, timeBetweenFaults: null };
	await csms.rest("PUT", "/charge-points/CP1", {});
	const { body } = await csms.rest("GET", "/statistics?from=2026-02-25&to=2026-02-27&by=charge-point");
	expect(body.total).toMatchObject(none);
	expect(body.groups).toMatchObject([{ identity: "CP1" }]);
	const { body: own } = await csms.rest("GET", "/statistics?from=2026-02-25&to=2026-02-27&by=user&only=1");
	expect(own.total).toMatchObject({ occupancy: null, availability: null, faults: null });
});
