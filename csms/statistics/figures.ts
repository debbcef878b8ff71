import type { Figures } from "../api/schemas/statistics";
import type { Moment } from "../database/tables/columns";
import { timestampOrNull } from "../moment";
import { amountText } from "../money";
import type { Availability } from "./availability";

/** The highest of something, and when it was first. */
interface Peak {
	value: number;
	at: Moment | null;
}

/** What an interval adds up to, in whole numbers: milliseconds, mWh, mW, smallest units of money. */
export class Sum {
	sessions = 0;
	energy = 0;
	duration = 0;
	charging = 0;
	startedEnergy = 0;
	startedDuration = 0;
	cost = 0n;
	priced = 0;
	readonly power: Peak = { value: 0, at: null };
	readonly atOnce: Peak = { value: 0, at: null };
	availability: Availability | undefined;

	addPeaks(power: Peak, atOnce: Peak): void {
		raise(this.power, power);
		raise(this.atOnce, atOnce);
	}

	addAvailability({ known, observed, available, faults }: Availability): void {
		this.availability ??= { known: 0, observed: 0, available: 0, faults: 0 };
		this.availability.known += known;
		this.availability.observed += observed;
		this.availability.available += available;
		this.availability.faults += faults;
	}

	/** Takes up what another interval adds up to. */
	add(other: Sum): void {
		this.sessions += other.sessions;
		this.energy += other.energy;
		this.duration += other.duration;
		this.charging += other.charging;
		this.startedEnergy += other.startedEnergy;
		this.startedDuration += other.startedDuration;
		this.cost += other.cost;
		this.priced += other.priced;
		this.addPeaks(other.power, other.atOnce);
		if (other.availability) this.addAvailability(other.availability);
	}

	/** `digits` are those of the currency. */
	figures(digits: number): Figures {
		const { known, observed, available, faults } = this.availability ?? {
			known: null,
			observed: null,
			available: null,
			faults: null,
		};
		return {
			sessions: this.sessions,
			energyWh: this.energy / 1000,
			duration: this.duration / 1000,
			chargingDuration: this.charging / 1000,
			startedEnergyWh: this.startedEnergy / 1000,
			startedDuration: this.startedDuration / 1000,
			cost: this.priced === 0 ? null : amountText(this.cost, digits),
			pricedSessions: this.priced,
			peakPowerW: this.power.at === null ? null : this.power.value / 1000,
			peakPowerAt: timestampOrNull(this.power.at),
			peakSessions: this.atOnce.value,
			peakSessionsAt: timestampOrNull(this.atOnce.at),
			connectorDuration: known === null ? null : known / 1000,
			occupancy: ratio(this.duration, known),
			chargingShare: ratio(this.charging, known),
			observedDuration: observed === null ? null : observed / 1000,
			availableDuration: available === null ? null : available / 1000,
			availability: ratio(available, observed),
			faults,
			timeBetweenFaults: available !== null && faults ? available / faults / 1000 : null,
		};
	}
}

function raise(peak: Peak, { value, at }: Peak): void {
	if (at === null || value < peak.value) return;
	// Of two that are as high the earlier one counts.
	if (value === peak.value && peak.at !== null && peak.at <= at) return;
	peak.value = value;
	peak.at = at;
}

function ratio(part: number | null, whole: number | null): number | null {
	return part === null || whole === null || whole === 0 ? null : part / whole;
}
