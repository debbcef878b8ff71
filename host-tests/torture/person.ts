import type { ObservedConnector } from "../../simulator/observed-state";
import type { TorturedChargePoint } from "./charge-point";
import type { TorturedCsms } from "./csms";
import type { Ledger, Place } from "./ledger";

/** How often a person looks, ms. */
const GLANCE = 50;
/** How long somebody waits for the contactor, ms. */
const PATIENCE = 9000;
/** Until somebody who cannot end it goes and comes back, ms. */
const LEAVING = 6000;

/** How a session is ended. */
const ENDINGS = ["card", "card", "vehicle", "remote", "unlock", "soft reset", "hard reset", "emergency stop"];

export interface PersonOptions {
	place: Place;
	chargePoint: TorturedChargePoint;
	csms: TorturedCsms;
	ledger: Ledger;
	random: () => number;
	/** The next id, which nobody has used. */
	newIdTag: () => string;
}

/** Charges at one connector, again and again, each time with another id. */
export class Person {
	/** How often it was tried, and how often energy was allowed to flow. */
	readonly counts = { tries: 0, sessions: 0 };
	readonly #options: PersonOptions;
	#leaving = false;

	constructor(options: PersonOptions) {
		this.#options = options;
	}

	/** Charges until {@link leave}; resolves when the cable is out. */
	async stay(): Promise<void> {
		while (!this.#leaving) {
			await this.#charge();
			await this.#pause(200 + this.#chance(800));
		}
	}

	/** Lets the session that runs be the last one. */
	leave(): void {
		this.#leaving = true;
	}

	get #connector(): ObservedConnector | undefined {
		const { chargePoint, place } = this.#options;
		return chargePoint.state?.connectors[place.connectorId - 1];
	}

	async #charge(): Promise<void> {
		const { chargePoint, csms, ledger, place, newIdTag } = this.#options;
		if (!(await this.#until(() => this.#connector?.contactor === false, PATIENCE))) return;
		const idTag = newIdTag();
		ledger.attempt(place, idTag);
		this.counts.tries++;
		await this.#input("demandA", 6 + this.#chance(27));
		await this.#input("evReady", true);
		if (!(await this.#input("plug", true))) {
			await this.#goAway();
			return;
		}
		if (this.#chance(4) === 0) {
			await csms.command(chargePoint.identity, "RemoteStartTransaction", {
				idTag,
				connectorId: place.connectorId,
			});
		} else await this.#input("idTag", idTag);
		if (await this.#until(() => this.#connector?.contactor, PATIENCE)) {
			this.counts.sessions++;
			await this.#until(() => !this.#connector?.contactor, 400 + this.#chance(5000));
			if (this.#chance(5) === 0) {
				await this.#input("evReady", false);
				await this.#pause(this.#chance(1200));
				await this.#input("evReady", true);
				await this.#pause(this.#chance(1200));
			}
			await this.#end(this.#connector?.idTag ?? idTag);
		}
		await this.#goAway();
	}

	async #end(idTag: string): Promise<void> {
		const { chargePoint, csms } = this.#options;
		const { identity } = chargePoint;
		const ending = ENDINGS[this.#chance(ENDINGS.length)];
		if (ending === "card") await this.#input("idTag", idTag);
		else if (ending === "vehicle") await this.#input("ev", false);
		else if (ending === "remote") {
			const transactionId = this.#connector?.transactionId ?? -1;
			await csms.command(identity, "RemoteStopTransaction", { transactionId });
		} else if (ending === "unlock") {
			const { connectorId } = this.#options.place;
			await csms.command(identity, "UnlockConnector", { connectorId });
		} else if (ending === "emergency stop") {
			await chargePoint.input(0, "emergencyStop", true);
			await this.#pause(300);
			// Firmware that starts does not hear it yet.
			await this.#until(() => chargePoint.input(0, "emergencyStop", false), LEAVING);
		} else await csms.command(identity, "Reset", { type: ending === "soft reset" ? "Soft" : "Hard" });
		await this.#until(() => !this.#connector?.contactor, 2000);
	}

	/** Ends by the vehicle what has not ended otherwise, and pulls the cable out. */
	async #goAway(): Promise<void> {
		await this.#input("ev", false);
		await this.#until(async () => this.#input("plug", false), LEAVING);
		await this.#until(() => this.#connector?.idTag === null, LEAVING);
	}

	#input(input: string, value: unknown): Promise<boolean> {
		const { chargePoint, place } = this.#options;
		return chargePoint.input(place.connectorId, input, value);
	}

	/** A whole number from 0 to below `limit`. */
	#chance(limit: number): number {
		return Math.floor(this.#options.random() * limit);
	}

	#pause(milliseconds: number): Promise<void> {
		return new Promise((resolve) => setTimeout(resolve, milliseconds));
	}

	/** Waits until something holds; false when that takes longer. */
	async #until(
		condition: () => boolean | undefined | Promise<boolean>,
		milliseconds: number,
	): Promise<boolean> {
		const end = performance.now() + milliseconds;
		while (!(await condition())) {
			if (performance.now() > end) return false;
			await this.#pause(GLANCE);
		}
		return true;
	}
}
