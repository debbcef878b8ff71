import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LockedError } from "../../simulator/connector-world";
import { EnergyRegisters } from "../../simulator/energy-registers";
import { RegisterFile } from "../../simulator/node/register-file";
import { processTimers } from "../../simulator/node/timers";
import type { ToFirmware } from "../../simulator/protocol";
import { World } from "../../simulator/world";
import { temporaryFolder } from "./harness";

let world: World;
/** What the board was told. */
let told: ToFirmware[];

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
	told = [];
	build("detachable");
});

afterEach(() => {
	world.close();
	vi.useRealTimers();
});

function build(cable: "detachable" | "fixed", folder = temporaryFolder()) {
	world = new World({
		connectors: 2,
		cable,
		timers: processTimers,
		registers: new EnergyRegisters(new RegisterFile(folder)),
	});
	world.toBoard = (line) => told.push(line);
}

const digital = (pin: number, level: 0 | 1) => ({ digital: { pin, level } });
const pins = () =>
	told.flatMap((line) => ("digital" in line ? [[line.digital.pin, line.digital.level]] : []));
const meters = () => told.flatMap((line) => ("meter" in line ? [line.meter] : []));

function charge(offer: number) {
	const [connector] = world.connectors;
	connector.movePlug(true);
	world.output(112, 1);
	world.offer(1, offer);
	return connector;
}

describe("cable and vehicle", () => {
	it("the pilot sees the vehicle only through the cable", () => {
		const [connector] = world.connectors;
		connector.moveVehicle(true);
		expect(pins()).toEqual([]);
		connector.moveCable(true);
		expect(pins()).toEqual([
			[101, 1],
			[103, 1],
			[102, 1],
		]);
		told.length = 0;
		connector.moveCable(false);
		expect(pins()).toEqual([
			[102, 0],
			[103, 0],
			[101, 0],
		]);
	});

	it("a vehicle that pauses is seen", () => {
		const [connector] = world.connectors;
		connector.movePlug(true);
		told.length = 0;
		connector.setEvReady(false);
		connector.setEvReady(true);
		expect(pins()).toEqual([
			[103, 0],
			[103, 1],
		]);
	});

	it("a pause of the charge point's side is seen without a cable", () => {
		world.connectors[1].setPause(true);
		world.connectors[1].setPause(true);
		world.connectors[1].setPause(false);
		expect(pins()).toEqual([
			[205, 1],
			[205, 0],
		]);
	});

	it("a plug that is in already tells nothing", () => {
		world.connectors[1].movePlug(true);
		told.length = 0;
		world.connectors[1].movePlug(true);
		expect(told).toEqual([]);
	});

	it("before a boot the board is told how things stand", () => {
		world.connectors[1].movePlug(true);
		world.connectors[1].setEvReady(false);
		world.connectors[1].setPause(true);
		world.setEmergencyStop(true);
		expect(world.powerUpLines().filter((line) => "digital" in line)).toEqual([
			digital(1, 1),
			digital(2, 0),
			digital(101, 0),
			digital(104, 0),
			digital(103, 0),
			digital(102, 0),
			digital(105, 0),
			digital(201, 1),
			digital(204, 0),
			digital(203, 0),
			digital(202, 1),
			digital(205, 1),
		]);
	});
});

describe("lock", () => {
	it("follows its motor after some 100 ms", () => {
		const [connector] = world.connectors;
		connector.moveCable(true);
		told.length = 0;
		world.output(111, 1);
		expect(connector.locked).toBe(false);
		vi.advanceTimersByTime(100);
		expect(connector.locked).toBe(false);
		vi.advanceTimersByTime(200);
		expect(connector.locked).toBe(true);
		expect(told).toEqual([digital(104, 1)]);
		world.output(111, 0);
		vi.advanceTimersByTime(300);
		expect(connector.locked).toBe(false);
		expect(told).toEqual([digital(104, 1), digital(104, 0)]);
	});

	it("a jam keeps it where it is, engaged or open, until it is freed", () => {
		const [connector] = world.connectors;
		connector.setLockJam(true);
		world.output(111, 1);
		vi.advanceTimersByTime(10_000);
		expect(connector.locked).toBe(false);
		connector.setLockJam(false);
		vi.advanceTimersByTime(300);
		expect(connector.locked).toBe(true);
		world.output(111, 0);
		connector.setLockJam(true);
		vi.advanceTimersByTime(10_000);
		expect(connector.locked).toBe(true);
	});

	it("holds through a power cut, also half way", () => {
		const [connector] = world.connectors;
		world.output(111, 1);
		vi.advanceTimersByTime(300);
		world.output(111, 0);
		vi.advanceTimersByTime(50);
		world.boardDown();
		vi.advanceTimersByTime(10_000);
		expect(connector.locked).toBe(true);
	});

	it("engaged without a cable, it keeps the cable out", () => {
		const [connector] = world.connectors;
		world.output(111, 1);
		vi.advanceTimersByTime(300);
		expect(() => connector.moveCable(true)).toThrow(LockedError);
		expect(() => connector.movePlug(true)).toThrow(LockedError);
		expect([connector.cable, connector.ev]).toEqual([false, false]);
		connector.movePlug(false);
	});

	it("a fixed cable has none", () => {
		build("fixed");
		world.output(111, 1);
		vi.advanceTimersByTime(300);
		expect(world.connectors[0].locked).toBe(false);
		expect(pins()).toEqual([]);
	});
});

describe("energy", () => {
	it("flows when contactor, offer, cable, vehicle and its wish all say so", () => {
		const connector = charge(16);
		expect(connector.drawnA).toBe(16);
		for (const [stop, go] of [
			[() => world.output(112, 0), () => world.output(112, 1)],
			[() => world.offer(1, 0), () => world.offer(1, 16)],
			[() => connector.moveCable(false), () => connector.moveCable(true)],
			[() => connector.moveVehicle(false), () => connector.moveVehicle(true)],
			[() => connector.setEvReady(false), () => connector.setEvReady(true)],
			[() => connector.setDemand(0), () => connector.setDemand(32)],
		]) {
			stop();
			expect(connector.drawnA).toBe(0);
			const before = connector.importWh;
			vi.advanceTimersByTime(60_000);
			expect(connector.importWh).toBe(before);
			go();
			expect(connector.drawnA).toBe(16);
		}
		expect(world.connectors[1].drawnA).toBe(0);
	});

	it.each([
		[32, 32, 32],
		[16, 32, 16],
		[32, 10, 10],
		[40, 50, 32],
		[6, 32, 6],
		[5.9, 32, 0],
		[0, 32, 0],
		[32, 3, 3],
	])("offered %d A, asked for %d A: drawn %d A", (offered, demand, drawn) => {
		const connector = charge(offered);
		connector.setDemand(demand);
		expect(connector.drawnA).toBe(drawn);
	});

	it("six minutes at 32 A on three phases of 230 V are 2208 Wh", () => {
		const connector = charge(32);
		vi.advanceTimersByTime(360_000);
		expect(connector.importWh).toBe(2208);
		expect(meters().at(-1)).toMatchObject({
			connector: 1,
			powerW: 22_080,
			phasePowerW: [7360, 7360, 7360],
			currentA: [32, 32, 32],
			voltageV: [230, 230, 230],
			frequencyHz: 50,
		});
	});

	it("each Wh is told when it is full, and stored before", () => {
		const folder = temporaryFolder();
		build("detachable", folder);
		const stored: number[] = [];
		world.toBoard = (line) => {
			if (!("meter" in line)) return;
			told.push(line);
			stored.push(new EnergyRegisters(new RegisterFile(folder)).importWh(1));
		};
		charge(6);
		vi.advanceTimersByTime(10_000);
		world.output(112, 0);
		const shown = meters().map(({ importWh }) => importWh);
		// 10 s of 4140 W are 11.5 Wh; the first line tells the current, the last its end.
		expect(shown).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11]);
		expect(stored).toEqual(shown);
		expect(meters().at(-1)?.powerW).toBe(0);
	});

	it("keeps fractions over a change of current and over a new process", () => {
		const folder = temporaryFolder();
		build("detachable", folder);
		charge(6);
		// 0.6 of a Wh
		vi.advanceTimersByTime(522);
		world.close();
		expect(world.connectors[0].importWh).toBe(0);
		build("detachable", folder);
		const connector = charge(6);
		vi.advanceTimersByTime(522);
		expect(connector.importWh).toBe(1);
	});

	it("stops at a power cut, and flows again when the board closes the contactor", () => {
		const connector = charge(32);
		vi.advanceTimersByTime(1000);
		world.boardDown();
		expect([connector.contactor, connector.offeredA, connector.drawnA]).toEqual([false, 0, 0]);
		const { importWh } = connector;
		expect(importWh).toBe(6);
		vi.advanceTimersByTime(60_000);
		expect(connector.importWh).toBe(importWh);
		world.output(112, 1);
		world.offer(1, 32);
		expect(connector.drawnA).toBe(32);
	});
});

describe("the whole charge point", () => {
	it("each tamper is told anew", () => {
		world.tamper();
		vi.advanceTimersByTime(1000);
		world.tamper();
		vi.advanceTimersByTime(1000);
		expect(pins()).toEqual([
			[2, 1],
			[2, 0],
			[2, 1],
			[2, 0],
		]);
	});

	it("outputs that no connector has change nothing", () => {
		world.output(312, 1);
		world.output(12, 1);
		world.output(199, 1);
		world.offer(0, 16);
		world.offer(3, 16);
		expect(world.connectors.map(({ contactor, offeredA }) => [contactor, offeredA])).toEqual([
			[false, 0],
			[false, 0],
		]);
	});
});
