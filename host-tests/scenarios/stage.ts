import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { Driver, eventually } from "./driver";
import { StrictCsms } from "./strict-csms";

/** A strict CSMS that listens, and a simulator that is still to be started; new ones for each test. */
export let csms: StrictCsms;
export let driver: Driver;

/** Sets the stage for each test of a file; no frame may break a schema. */
export function setStage(): void {
	beforeEach(async () => {
		csms = new StrictCsms();
		await csms.open();
		driver = new Driver();
	});

	afterEach(async () => {
		await driver.end();
		await csms.close();
		expect(csms.violations).toEqual([]);
	});
}

/** One CSMS and one simulator for all tests of a file, which runs with `options`; no frame may break a schema. */
export function shareStage(...options: string[]): void {
	beforeAll(async () => {
		csms = new StrictCsms();
		await csms.open();
		driver = new Driver();
		await start(...options);
	}, 60_000);

	afterEach(() => expect(csms.violations.splice(0)).toEqual([]));

	afterAll(async () => {
		await driver.end();
		await csms.close();
	});
}

/** Starts the simulator and waits until it is registered and all statuses are told. */
export async function start(...options: string[]): Promise<void> {
	await driver.start(csms.url, ...options);
	await driver.until((_, state) => state.registration === "Accepted");
	await eventually(() => csms.statuses(1).length > 0);
}

/** Another CSMS listens where the one before, which is closed, did. */
export async function reopenCsms(): Promise<void> {
	expect(csms.violations).toEqual([]);
	csms = new StrictCsms(Number(new URL(csms.url).port));
	await csms.open();
}

/** Plugs in, presents the id and waits until StartTransaction is answered and energy flows. */
export async function charge(idTag = "ALICE"): Promise<number> {
	await driver.input("plug", true);
	await driver.input("idTag", idTag);
	const state = await driver.until(({ transactionId, contactor }) => transactionId !== null && contactor);
	return state.connectors[0].transactionId!;
}

/** Stops by the same id and unplugs. */
export async function leave(idTag: string): Promise<void> {
	await driver.input("idTag", idTag);
	await driver.until(({ status, locked }) => status === "Finishing" && !locked);
	await driver.input("plug", false);
	await driver.untilStatus("Available");
}
