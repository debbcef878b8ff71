import { strict as assert } from "node:assert";
import fc from "fast-check";
import { KEYS } from "../../modules/charge-point/configuration-keys";
import type { ChargePointAction } from "../../modules/ocpp/types";
import { Accounts } from "../charge-point/accounts";
import { Rig } from "../charge-point/rig";
import { SILENCE } from "../charge-point/scripted-csms";
import { faultOf, isAnswer, judge, type Verdict } from "./frame-oracle";
import { Answers, type Frame, hostileAnswers, hostileFrames, NEWEST_CALL, RUNNING } from "./hostile-frames";

/** Seconds between two samples of the session. */
const SAMPLES = 10;
/** Keys of the settings without which the session would go on in another way. */
const SESSION_KEYS = ["metervalue", "stoptransaction", "transactionmessage", "messagetimeout", "stoptxn"];
/** Keys with which the charge point connects or registers in another way. */
const CONNECTION_KEYS = ["authorizationkey", "securityprofile"];

/** One thing that happens: a frame of the CSMS or what else goes on meanwhile. */
export interface Event {
	what: Frame | Answers | "driver" | "reconnect";
	/** The frame comes once more, at once. */
	twice: boolean;
	/** Seconds that pass then. */
	wait: number;
}

/** How the CSMS has answered BootNotification when the frames come. */
type Standing = "Accepted" | "Pending" | "Rejected" | "unanswered";

export interface Conditions {
	standing: Standing;
	/** How long answers of the CSMS are on their way, ms. */
	latency: number;
	/**
	 * Frames may also be valid commands and answers that end the session or change its course: then
	 * only the answers are judged, and that a session is possible again when everything is put back.
	 */
	lawful: boolean;
}

const standings = fc.constantFrom<Standing>("Accepted", "Accepted", "Pending", "Rejected", "unanswered");

/** The session has to go on undisturbed. */
export const undisturbed: fc.Arbitrary<Conditions> = fc.record({
	standing: standings,
	// A clock that is set from a late answer is late: no more than the charge point overlooks.
	latency: fc.constantFrom(0, 300, 900),
	lawful: fc.constant(false),
});

export const conditions: fc.Arbitrary<Conditions> = fc.oneof(
	undisturbed,
	fc.record({ standing: standings, latency: fc.constantFrom(0, 300, 4000), lawful: fc.constant(true) }),
);

export const events: fc.Arbitrary<Event> = fc.record({
	what: fc.oneof(
		{ weight: 25, arbitrary: hostileFrames },
		{ weight: 3, arbitrary: hostileAnswers },
		{ weight: 1, arbitrary: fc.constant("driver" as const) },
		{ weight: 1, arbitrary: fc.constant("reconnect" as const) },
	),
	twice: fc.integer({ max: 5, min: 0 }).map((roll) => roll === 0),
	wait: fc.constantFrom(0, 0, 0.1, 0.1, 0.3, 1, 7),
});

/** A charge point with a session on connector 1 whose CSMS sends hostile frames. */
export class HostileLife {
	readonly rig: Rig;
	readonly #accounts: Accounts;
	#conditions!: Conditions;
	/** Own frames since the last look. */
	#sent: unknown[][] = [];
	/** CALLs that wait for their answers. */
	readonly #open = new Map<string, Verdict>();
	#newestCall: { messageId: string; action: ChargePointAction } | undefined;
	#connection = 0;
	#boots = 0;
	/** When the session began that must go on undisturbed; undefined when it need not. */
	#session: { at: number; importWh: number } | undefined;
	/** An answer was lost or was no answer: messages may come again, with the same content. */
	#repeats = false;
	/** What was reserved, so that it can be cancelled. */
	readonly #reservations = new Set<number>();

	constructor() {
		this.rig = new Rig({
			connectors: 2,
			journalBlocks: 64,
			defaults: {
				AllowOfflineTxForUnknownId: "true",
				MeterValueSampleInterval: String(SAMPLES),
				MessageTimeout: "10",
				TransactionMessageAttempts: "1000",
				TransactionMessageRetryInterval: "1",
			},
		});
		this.#accounts = new Accounts(this.rig);
		const { csms } = this.rig;
		const receive = csms.receive.bind(csms);
		csms.receive = (text) => {
			const frame = JSON.parse(text);
			if (frame[0] === 2) this.#newestCall = { messageId: frame[1], action: frame[2] };
			this.#sent.push(frame);
			// Answers to hostile frames are for us alone.
			if (frame[0] === 2 || String(frame[1]).startsWith("csms-")) receive(text);
		};
		this.rig.advance(1);
	}

	/** A session begins, and the CSMS takes its stand. */
	begin(given: Conditions): void {
		const { rig } = this;
		const { csms } = rig;
		this.#conditions = given;
		this.#repeats = false;
		csms.answer("StartTransaction", (start) => ({
			idTagInfo: { status: "Accepted" },
			transactionId: this.#accounts.idFor(start as never),
		}));
		if (given.standing !== "Accepted") {
			const status = given.standing === "unanswered" ? "Pending" : given.standing;
			csms.answer("BootNotification", () =>
				given.standing === "unanswered" ? SILENCE : { status, currentTime: csms.time, interval: 300 },
			);
			rig.powerOff();
			rig.boot();
		}
		rig.advance(1);
		rig.latency = given.latency;
		rig.connector.plug(true);
		rig.chargePoint.presentIdTag(1, "ALICE");
		// The answer to its StartTransaction may still be under way.
		for (let tenths = 0; !rig.connector.contactor; tenths++) {
			assert(tenths < 100, "the session begins");
			rig.advance(0.1);
		}
		const { importWh } = rig.connector.read();
		this.#session = given.lawful ? undefined : { at: rig.timers.now(), importWh };
		this.#look();
	}

	live({ what, twice, wait }: Event): void {
		const { rig } = this;
		if (what === "driver") this.#drive();
		else if (what === "reconnect") {
			this.#repeats = true;
			rig.setOnline(false);
			rig.setOnline(true);
		} else {
			const text = what instanceof Answers ? this.#answer(what) : what.text;
			if (rig.isConnected) this.#receive(text);
			if (twice && rig.isConnected) this.#receive(text);
		}
		rig.advance(wait);
		this.#look();
	}

	#answer({ messageId, byAction }: Answers): string {
		return JSON.stringify([3, messageId, byAction.get(this.#newestCall?.action ?? "Heartbeat")]);
	}

	/** The CSMS behaves again: what must be delivered is, and the next session is as any other. */
	end(): void {
		const { rig } = this;
		const { csms } = rig;
		const given = this.#conditions;
		rig.latency = 0;
		rig.advance(20);
		csms.answerAsUsual("BootNotification");
		rig.setOnline(false);
		rig.setOnline(true);
		rig.advance(400);
		this.#look();
		if (given.lawful && rig.chargePoint.state.registration !== "Accepted") {
			// A CSMS may tell a charge point to wait for years.
			rig.powerOff();
			rig.boot();
			rig.advance(1);
		}
		assert.equal(rig.chargePoint.state.registration, "Accepted");
		if (this.#session) this.#checkSession(this.#session);
		this.#session = undefined;
		this.#putBack();
		this.#leave();
		rig.advance(100);
		assert.equal(rig.chargePoint.state.queueLength, 0, "the queue is empty");
		this.#sessionAsEver();
		this.#look();
		assert.equal(this.#open.size, 0, `unanswered: ${[...this.#open.keys()]}`);
		assert(rig.timers.running <= 6, `${rig.timers.running} timers run`);
		csms.clear();
		rig.logs.length = 0;
		this.#accounts.forgetReceived();
	}

	#receive(template: string): void {
		const { rig } = this;
		const { registration, connectors } = rig.chargePoint.state;
		const text = template
			.replaceAll(NEWEST_CALL, this.#newestCall?.messageId ?? "none")
			.replaceAll(`"${RUNNING}"`, String(connectors[0].transactionId ?? 0));
		if (!this.#conditions.lawful && this.#isLawful(text)) return;
		this.#noteReservation(text);
		if (text.includes(this.#newestCall?.messageId ?? "none")) this.#repeats = true;
		const verdict = judge(text, registration === "Rejected", new Set(this.#open.keys()));
		const { latency } = rig;
		rig.latency = 0;
		rig.csms.sendText(text);
		rig.latency = latency;
		const isSecond = verdict !== undefined && this.#open.has(verdict.messageId);
		if (verdict && !isSecond) this.#open.set(verdict.messageId, verdict);
		rig.advance(0);
		if (verdict && isSecond) this.#lookForRefusal(verdict, text);
		this.#look(text);
		if (verdict && !isSecond && !verdict.action && this.#open.has(verdict.messageId))
			assert.fail(`no answer, expected ${[...verdict.codes]}: ${text.slice(0, 500)}`);
	}

	/** The refusal of a CALL whose id another one has that is still being handled (R-FRM-04). */
	#lookForRefusal(verdict: Verdict, text: string): void {
		const at = this.#sent.findIndex((frame) => frame[1] === verdict.messageId && !faultOf(verdict, frame));
		assert(at >= 0, `a message id twice is not refused: ${text.slice(0, 500)}`);
		this.#sent.splice(at, 1);
	}

	/** Holds what was sent against what had to be. */
	#look(text = ""): void {
		const { rig } = this;
		const sent = this.#sent;
		this.#sent = [];
		for (const frame of sent) {
			if (frame[0] === 2) continue;
			const messageId = frame[1] as string;
			const verdict = this.#open.get(messageId);
			// The answers of ScriptedCsms.call are looked at where it is called.
			if (messageId.startsWith("csms-") && !verdict) continue;
			assert(verdict, `an answer to nothing: ${JSON.stringify(frame)}`);
			const fault = faultOf(verdict, frame);
			assert(!fault, `${fault} to ${text.slice(0, 500)}`);
			this.#open.delete(messageId);
		}
		// Answers that were still to be given are void with the connection (R-CON-09).
		if (rig.csms.connections !== this.#connection || rig.boots !== this.#boots) this.#open.clear();
		this.#connection = rig.csms.connections;
		this.#boots = rig.boots;
		if (this.#session) this.#checkCharging();
		const { contactor } = rig.connector;
		if (contactor) assert.notEqual(rig.state().idTag, null, "energy flows in a transaction only");
		assert(rig.timers.running < 40, `${rig.timers.running} timers run`);
		const complaint = rig.logs.find((line) => line.includes("An exception"));
		assert(!complaint, `${complaint} after ${text.slice(0, 500)}`);
	}

	#checkCharging(): void {
		const { rig } = this;
		assert.equal(rig.state().status, "Charging");
		assert(rig.connector.contactor, "energy flows");
	}

	/** Energy and samples of the session are as if nothing had been. */
	#checkSession({ at, importWh }: { at: number; importWh: number }): void {
		const { rig } = this;
		const hours = (rig.timers.now() - at) / 3_600_000;
		const energy = rig.connector.read().importWh - importWh;
		const expected = hours * 3 * 230 * 16;
		assert(Math.abs(energy - expected) <= 1, `${energy} Wh flowed, not ${expected}`);
		const start = rig.csms.all("StartTransaction").findLast(({ connectorId }) => connectorId === 1);
		const seconds = (time: number) => (time - Date.parse(start.timestamp)) / 1000;
		const samples = rig.csms
			.all("MeterValues")
			.filter(
				({ transactionId, connectorId }) => connectorId === 1 && transactionId === rig.state().transactionId,
			)
			.flatMap(({ meterValue }) => meterValue)
			.filter(({ sampledValue }) => sampledValue[0].context === "Sample.Periodic")
			.map(({ timestamp }) => Math.round(seconds(Date.parse(timestamp))));
		const due = Math.floor(seconds(rig.chargePoint.state.clock!) / SAMPLES);
		assert.deepEqual(
			this.#repeats ? [...new Set(samples)] : samples,
			Array.from({ length: due }, (_, i) => SAMPLES * (i + 1)),
			"the samples of the session",
		);
	}

	/** Whether a CSMS may send this, and the session would go on in another way than it began. */
	#isLawful(text: string): boolean {
		let frame: unknown;
		try {
			frame = JSON.parse(text);
		} catch {
			return false;
		}
		if (!Array.isArray(frame)) return false;
		const [type, messageId, action] = frame;
		if (type === 3) {
			const own = this.#newestCall;
			return own !== undefined && messageId === own.messageId && isAnswer(own.action, frame[2]);
		}
		const verdict = judge(text, false, new Set());
		if (!verdict?.action) return false;
		const { key, transactionId, requestedMessage } = frame[3] ?? {};
		switch (action) {
			case "Reset":
			case "UnlockConnector":
			case "SetChargingProfile":
			case "ClearChargingProfile":
			case "UpdateFirmware":
			case "SignedUpdateFirmware":
				return true;
			case "RemoteStopTransaction":
				return transactionId === this.rig.state().transactionId;
			case "ChangeConfiguration": {
				const name = String(key).toLowerCase();
				return [...SESSION_KEYS, ...CONNECTION_KEYS].some((start) => name.startsWith(start));
			}
			default:
				return requestedMessage === "BootNotification";
		}
	}

	#noteReservation(text: string): void {
		const reservation = /"reservationId":(-?\d+)/.exec(text);
		if (reservation) this.#reservations.add(Number(reservation[1]));
	}

	/** An operator undoes what valid commands may have done. */
	#putBack(): void {
		const { rig } = this;
		const { csms } = rig;
		for (const key in KEYS) {
			const [described] = (csms.call("GetConfiguration", { key: [key] }) as never as Described)
				.configurationKey;
			const value = FACTORY[key] ?? (KEYS as Record<string, { value?: string }>)[key].value;
			if (!described.readonly && value !== undefined && described.value !== value)
				csms.call("ChangeConfiguration", { key, value });
		}
		csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
		csms.call("ClearChargingProfile", {});
		csms.call("SendLocalList", { listVersion: 1, updateType: "Full" });
		csms.call("ClearCache", {});
		for (const reservationId of this.#reservations) csms.call("CancelReservation", { reservationId });
		this.#reservations.clear();
		rig.advance(400);
	}

	/** Every driver leaves. */
	#leave(): void {
		const { rig } = this;
		rig.hardware.forEach((hardware, i) => {
			const { idTag } = rig.state(i + 1);
			if (idTag !== null) rig.present(idTag, i + 1);
			rig.advance(1);
			if (hardware.locked) rig.csms.call("UnlockConnector", { connectorId: i + 1 });
			rig.advance(1);
			hardware.plug(false);
		});
	}

	#sessionAsEver(): void {
		const { rig } = this;
		rig.charge("ALICE");
		rig.advance(35);
		assert(rig.connector.contactor, `the next session begins: ${JSON.stringify(rig.state())}`);
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(5);
		if (this.#conditions.lawful) return;
		const accounts = this.#accounts;
		accounts.check();
		for (const { start, stops } of accounts.all.values())
			if (!this.#repeats) assert.equal(stops.length, 1, `one stop for ${JSON.stringify(start)}`);
		const { closed } = accounts;
		accounts.close();
		assert(accounts.closed - closed >= 2, "the sessions are delivered");
		if (this.#repeats) return;
		const starts = rig.csms.all("StartTransaction").map((start) => JSON.stringify(start));
		assert.equal(new Set(starts).size, starts.length, "each start is told once");
	}

	/** Something goes on at connector 2. */
	#drive(): void {
		const { rig } = this;
		const [, hardware] = rig.hardware;
		if (!hardware.cable) hardware.plug(true);
		else if (!hardware.locked) hardware.plug(false);
		rig.chargePoint.presentIdTag(2, "BOB");
	}
}

interface Described {
	configurationKey: { readonly: boolean; value?: string }[];
}

const FACTORY: Readonly<Record<string, string>> = {
	AllowOfflineTxForUnknownId: "true",
	MeterValueSampleInterval: String(SAMPLES),
	MessageTimeout: "10",
	TransactionMessageAttempts: "1000",
	TransactionMessageRetryInterval: "1",
};
