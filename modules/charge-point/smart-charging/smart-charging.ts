import type {
	ChargingProfile,
	ChargingProfileStatus,
	ClearChargingProfileRequest,
	ClearChargingProfileStatus,
	GetCompositeScheduleRequest,
	GetCompositeScheduleResponse,
} from "../../ocpp/types";
import type { TimerHandle } from "../../timers";
import type { Connector } from "../connector";
import type { Core } from "../core";
import type { Transaction } from "../transaction";
import { compositeSchedule } from "./composite-schedule";
import { chargePointLimit, connectorLimit, type LimitedConnector, type Moment } from "./composition";
import type { Profile } from "./profile";
import { placeFault, profileFault } from "./profile-rules";
import { ProfileStore } from "./profile-store";
import { type Limit, lower } from "./schedule";
import { type Claim, MINIMUM_CURRENT, share, toOffered } from "./share";

/**
 * Smart charging (rules R-SC): keeps the charging profiles, and lets every connector with a
 * transaction draw what they allow at this moment, its part of what the whole charge point may draw among
 * them. In memory are the present limits; the profiles are read when one of them, a transaction or the
 * clock has changed, and when a period ends.
 */
export class SmartCharging {
	private readonly core: Core;
	private readonly store: ProfileStore;
	/** By connectorId - 1: the transaction for which the limits are known, its own limit and its share, A. */
	private readonly transactions: (Transaction | undefined)[] = [];
	private readonly limits: number[] = [];
	private readonly shares: number[] = [];
	/** What the whole charge point may draw, A per phase. */
	private total = Number.POSITIVE_INFINITY;
	private timer: TimerHandle | undefined;

	constructor(core: Core) {
		this.core = core;
		this.store = new ProfileStore(core.records);
	}

	/** False where the factory has left SmartCharging out of SupportedFeatureProfiles (R-SC-01). */
	get isSupported(): boolean {
		return this.core.configuration.supports("SmartCharging");
	}

	/** SetChargingProfile.req for an existing connector (R-SC-02 to R-SC-04); `refresh` lets it act. */
	install(connectorId: number, profile: ChargingProfile): ChargingProfileStatus {
		const transaction = this.core.connectors[connectorId - 1]?.transaction;
		const fault = placeFault(connectorId, profile, transaction) ?? this.fault(connectorId, profile);
		if (fault === undefined) {
			try {
				this.store.install(connectorId, profile);
				return "Accepted";
			} catch (error) {
				if (!(error instanceof RangeError)) throw error;
				this.core.log(`charging profile ${profile.chargingProfileId} cannot be stored: ${error.message}`);
			}
		}
		return "Rejected";
	}

	/** ClearChargingProfile.req (R-SC-15); `refresh` lets it act. */
	clear(request: ClearChargingProfileRequest): ClearChargingProfileStatus {
		return this.store.clear(request) ? "Accepted" : "Unknown";
	}

	/** A remote start may bring this profile to the connector (R-RSTX-05). */
	accepts(connectorId: number, profile: ChargingProfile): boolean {
		if (!this.isSupported) return true;
		if (profile.chargingProfilePurpose !== "TxProfile" || profile.transactionId !== undefined) return false;
		return this.fault(connectorId, profile) === undefined;
	}

	/** The transaction that begins on a connector has brought an accepted profile (R-SC-13). */
	adopt(connectorId: number, profile: ChargingProfile): void {
		if (this.isSupported) this.store.install(connectorId, profile);
	}

	/** The limits let the transaction of a connector draw the least that mode 3 can offer (R-SC-11). */
	isReady(connectorId: number): boolean {
		return (this.shares[connectorId - 1] ?? 0) >= MINIMUM_CURRENT;
	}

	/**
	 * Something on a connector has changed: offers it, and the others that share with it, what they may
	 * draw now. The others are evaluated then; what follows for this one is its own business.
	 */
	follow(connector: Connector): void {
		const at = connector.id - 1;
		if (this.transactions[at] === connector.transaction) {
			this.offer(connector.id);
			return;
		}
		if (this.transactions[at]) this.store.transactionEnded(connector.id);
		this.transactions[at] = connector.transaction;
		this.evaluate();
		this.offer(connector.id);
	}

	/** Profiles or the clock have changed, or a period has ended. */
	refresh(): void {
		this.evaluate();
		this.offer(0);
	}

	/** GetCompositeSchedule.req (R-SC-16, R-SC-17). Without a clock nobody can tell when a period begins. */
	compositeSchedule(request: GetCompositeScheduleRequest): GetCompositeScheduleResponse {
		const { connectorId, duration, chargingRateUnit = "A" } = request;
		const now = this.core.clock.now;
		if (connectorId < 0 || connectorId > this.core.connectors.length || duration < 0 || now === null)
			return { status: "Rejected" };
		const from = Math.floor(now);
		const profiles = this.store.load();
		const limited = this.core.connectors.map((connector) =>
			connector.transaction ? this.limited(connector, now) : { ...this.limited(connector, now), start: from },
		);
		const limitAt = (time: number) =>
			connectorId === 0
				? expectedTotal(profiles, limited, { time, clockKnown: true })
				: this.expectedLimit(profiles, limited, connectorId, { time, clockKnown: true });
		return {
			status: "Accepted",
			connectorId,
			scheduleStart: this.core.clock.format(from),
			chargingSchedule: compositeSchedule(from, duration, chargingRateUnit, limitAt),
		};
	}

	private fault(connectorId: number, profile: ChargingProfile): string | undefined {
		const most = this.core.configuration.integer("MaxChargingProfilesInstalled");
		let fault = profileFault(profile, this.core.configuration);
		if (fault === undefined && !this.store.hasRoom(connectorId, profile, most))
			fault = `${most} profiles are installed`;
		if (fault !== undefined)
			this.core.log(`charging profile ${profile.chargingProfileId} is rejected: ${fault}`);
		return fault;
	}

	/** Finds the present limits, and waits for the next moment at which one of them changes. */
	private evaluate(): void {
		this.core.timers.clear(this.timer);
		this.timer = undefined;
		const now = this.core.clock.now;
		const moment = { time: now ?? this.core.timers.now(), clockKnown: now !== null };
		let until = Number.POSITIVE_INFINITY;
		let profiles: Profile[] | undefined;
		for (let i = 0; i < this.core.connectors.length; i++) {
			const connector = this.core.connectors[i];
			if (!connector.transaction) continue;
			profiles ??= this.store.load();
			const ruling = connectorLimit(profiles, this.limited(connector, moment.time), moment);
			this.limits[connector.id - 1] = ruling.limit.amperes;
			until = Math.min(until, ruling.until);
		}
		if (!profiles) return;
		const ruling = chargePointLimit(profiles, moment);
		this.total = ruling.limit?.amperes ?? Number.POSITIVE_INFINITY;
		until = Math.min(until, ruling.until);
		if (until === Number.POSITIVE_INFINITY) return;
		this.timer = this.core.timers.set(() => this.refresh(), Math.max(1, Math.ceil(until - moment.time)));
	}

	/**
	 * Shares the total, and offers first what is less than before and then what is more, so that the sum is
	 * never too large in between. Then evaluates the connectors whose share has changed, but one.
	 */
	private offer(except: number): void {
		const drawing = this.core.connectors.filter((connector) => connector.isSupplied);
		const shares = share(
			this.total,
			drawing.map((connector) => this.claim(connector, this.limits[connector.id - 1])),
		);
		const changed: Connector[] = [];
		for (let i = 0; i < this.core.connectors.length; i++) {
			const connector = this.core.connectors[i];
			const at = drawing.indexOf(connector);
			const offered = at < 0 ? 0 : toOffered(shares[at]);
			if (offered !== (this.shares[connector.id - 1] ?? 0) && connector.id !== except)
				changed.push(connector);
			this.shares[connector.id - 1] = offered;
		}
		for (const raise of [false, true]) {
			for (let i = 0; i < this.core.connectors.length; i++) {
				const { id, supply, mayDraw } = this.core.connectors[i];
				const offered = mayDraw ? this.shares[id - 1] : 0;
				if (offered > supply.offered === raise) supply.set(offered);
			}
		}
		for (let i = 0; i < changed.length; i++) changed[i].evaluate();
	}

	private claim(connector: Connector, amperes: number): Claim {
		return {
			amperes,
			asks: connector.mayDraw && connector.hardware.evReady,
			since: connector.transaction?.begun ?? Number.POSITIVE_INFINITY,
		};
	}

	/** A transaction's start is told by monotonic time: steps of the clock do not move it (R-SC-08). */
	private limited(connector: Connector, now: number): LimitedConnector {
		const begun = connector.transaction?.begun;
		const elapsed = begun === undefined ? 0 : this.core.timers.now() - begun;
		return {
			id: connector.id,
			maxCurrent: connector.hardware.maxCurrent,
			start: Math.round(now - elapsed),
		};
	}

	/** What a connector may draw, its share included; without a transaction: if one began now. */
	private expectedLimit(
		profiles: readonly Profile[],
		limited: readonly LimitedConnector[],
		connectorId: number,
		moment: Moment,
	) {
		const claims: Claim[] = [];
		let own = 0;
		let ownLimit: Limit | undefined;
		const total = chargePointLimit(profiles, moment);
		let until = total.until;
		for (let i = 0; i < this.core.connectors.length; i++) {
			const connector = this.core.connectors[i];
			const isAsked = connector.id === connectorId;
			if (!isAsked && !connector.isSupplied) continue;
			const ruling = connectorLimit(profiles, limited[connector.id - 1], moment);
			until = Math.min(until, ruling.until);
			const claim = this.claim(connector, ruling.limit.amperes);
			if (isAsked) {
				own = claims.length;
				ownLimit = ruling.limit;
			}
			claims.push(isAsked && !connector.isSupplied ? { ...claim, asks: true } : claim);
		}
		const amperes = share(total.limit?.amperes ?? Number.POSITIVE_INFINITY, claims)[own];
		const limit = lower({ amperes, phases: undefined, least: undefined }, ownLimit);
		return { limit: total.limit ? { ...lower(limit, total.limit), amperes } : limit, until };
	}
}

/** What the charge point draws from the grid when every connector draws what it may (R-SC-17). */
function expectedTotal(profiles: readonly Profile[], limited: readonly LimitedConnector[], moment: Moment) {
	const total = chargePointLimit(profiles, moment);
	let until = total.until;
	let sum: Limit = { amperes: 0, phases: undefined, least: undefined };
	for (let i = 0; i < limited.length; i++) {
		const ruling = connectorLimit(profiles, limited[i], moment);
		until = Math.min(until, ruling.until);
		sum = { ...lower(ruling.limit, sum), amperes: sum.amperes + ruling.limit.amperes };
	}
	return { limit: lower(sum, total.limit), until };
}
