import { beforeEach, describe, expect, test } from "vitest";
import { LinkRecovery } from "../../modules/net/link-recovery";
import { VirtualTimers } from "../virtual-timers";

const MINUTE = 60_000;

let timers: VirtualTimers;
let steps: [minute: number, step: string][];
let logged: string[];
let recovery: LinkRecovery;

beforeEach(() => {
	timers = new VirtualTimers();
	steps = [];
	logged = [];
	const note = (step: string) => () => steps.push([timers.now() / MINUTE, step]);
	recovery = new LinkRecovery({
		...{ timers, rejoin: note("rejoin"), restartRadio: note("radio"), log: (text) => logged.push(text) },
	});
});

describe("a link that is up while nothing gets through", () => {
	test("R-CON-03 is joined anew, then the radio is restarted, in turns with longer and longer waits", () => {
		recovery.setLink(true);
		timers.advance(300 * MINUTE);
		expect(steps).toEqual([
			...[
				[5, "rejoin"],
				[15, "radio"],
				[35, "rejoin"],
				[75, "radio"],
			],
			...[
				[135, "rejoin"],
				[195, "radio"],
				[255, "rejoin"],
			],
		]);
		expect(logged[0]).toContain("joined anew");
		expect(logged[1]).toContain("radio is restarted");
	});

	test("joining anew does not begin the steps anew, a connection does", () => {
		recovery.setLink(true);
		timers.advance(5 * MINUTE);
		recovery.setLink(false);
		timers.advance(60 * MINUTE);
		expect(steps).toHaveLength(1);
		recovery.setLink(true);
		timers.advance(10 * MINUTE);
		expect(steps.map(([, step]) => step)).toEqual(["rejoin", "radio"]);
		recovery.setConnected(true);
		timers.advance(600 * MINUTE);
		expect(steps).toHaveLength(2);
		recovery.setConnected(false);
		timers.advance(5 * MINUTE - 1);
		expect(steps).toHaveLength(2);
		timers.advance(1);
		expect(steps.at(-1)?.[1]).toBe("rejoin");
	});

	test("is left alone while there is no link, and a connection that comes and goes quickly is no dead link", () => {
		timers.advance(60 * MINUTE);
		recovery.setLink(true);
		for (let i = 0; i < 20; i++) {
			timers.advance(4 * MINUTE);
			recovery.setConnected(true);
			recovery.setConnected(false);
		}
		expect(steps).toEqual([]);
		expect(timers.running).toBe(1);
		recovery.setLink(false);
		expect(timers.running).toBe(0);
	});

	test("what is told again changes nothing", () => {
		recovery.setLink(true);
		timers.advance(3 * MINUTE);
		recovery.setLink(true);
		recovery.setConnected(false);
		timers.advance(2 * MINUTE);
		expect(steps).toEqual([[5, "rejoin"]]);
	});
});
