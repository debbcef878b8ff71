import type { ChargingProfile, ChargingProfilePurpose, ClearChargingProfileRequest } from "../../ocpp/types";
import type { Records } from "../interfaces";
import { decodeProfile, encodeProfile, type Profile, type ProfilePlace } from "./profile";

const PREFIX = "profile";

/**
 * The installed charging profiles. Those of the charge point and the defaults are records, one each, whose
 * key tells where the profile belongs: nothing but the keys stays in memory (R-SC-14). TxProfiles end with
 * their transaction, and a transaction with a power cut: their texts are in memory alone.
 */
export class ProfileStore {
	private readonly records: Records;
	private readonly ofTransactions = new Map<string, string>();

	constructor(records: Records) {
		this.records = records;
	}

	/**
	 * Every profile, decoded. The ones that rule come first: by falling stack level and, at the same
	 * level, those of a connector before those of the whole charge point (R-SC-04, R-SC-05).
	 */
	load(): Profile[] {
		const profiles: Profile[] = [];
		this.forEach((key, place) => {
			const text = this.ofTransactions.get(key) ?? this.records.get(key);
			const profile = text === undefined ? undefined : decodeProfile(place, text);
			if (profile) profiles.push(profile);
		});
		return profiles.sort((a, b) => b.stackLevel - a.stackLevel || b.connectorId - a.connectorId);
	}

	/** True when one more profile would not be more than `most`, or would replace one (R-SC-03). */
	hasRoom(connectorId: number, profile: ChargingProfile, most: number): boolean {
		let others = 0;
		this.forEach((_, place) => {
			if (!replaces(connectorId, profile, place)) others++;
		});
		return others < most;
	}

	/** Adds a profile in place of those that it replaces (R-SC-04). Throws a RangeError without room in the flash. */
	install(connectorId: number, profile: ChargingProfile): void {
		const changes = new Map<string, string | undefined>();
		this.forEach((old, place) => {
			if (replaces(connectorId, profile, place)) changes.set(old, undefined);
		});
		const { chargingProfilePurpose, stackLevel, chargingProfileId } = profile;
		const key = [PREFIX, chargingProfilePurpose, connectorId, stackLevel, chargingProfileId].join(".");
		const text = encodeProfile(profile);
		if (profile.chargingProfilePurpose !== "TxProfile") changes.set(key, text);
		this.change(changes);
		if (profile.chargingProfilePurpose === "TxProfile") this.ofTransactions.set(key, text);
	}

	/** Removes what a ClearChargingProfile.req names and tells whether there was any (R-SC-15). */
	clear(request: ClearChargingProfileRequest): boolean {
		const changes = new Map<string, undefined>();
		this.forEach((key, place) => {
			if (isNamed(place, request)) changes.set(key, undefined);
		});
		this.change(changes);
		return changes.size > 0;
	}

	/** The transaction of a connector has ended: so have its profiles (R-SC-13). */
	transactionEnded(connectorId: number): void {
		this.ofTransactions.forEach((_, key) => {
			if (toPlace(key)?.connectorId === connectorId) this.ofTransactions.delete(key);
		});
	}

	private forEach(visit: (key: string, place: ProfilePlace) => void): void {
		const keys = Array.from(this.records.keys()).concat(Array.from(this.ofTransactions.keys()));
		keys.forEach((key) => {
			const place = toPlace(key);
			if (place) visit(key, place);
		});
	}

	private change(changes: Map<string, string | undefined>): void {
		const stored: [string, string | undefined][] = [];
		changes.forEach((text, key) => {
			if (!this.ofTransactions.has(key)) stored.push([key, text]);
		});
		if (stored.length > 0) this.records.setAll(stored);
		changes.forEach((_, key) => {
			this.ofTransactions.delete(key);
		});
	}
}

function replaces(connectorId: number, profile: ChargingProfile, old: ProfilePlace): boolean {
	if (old.id === profile.chargingProfileId) return true;
	return (
		old.connectorId === connectorId &&
		old.purpose === profile.chargingProfilePurpose &&
		old.stackLevel === profile.stackLevel
	);
}

function isNamed(place: ProfilePlace, request: ClearChargingProfileRequest): boolean {
	if (request.id !== undefined) return place.id === request.id;
	return (
		(request.connectorId === undefined || place.connectorId === request.connectorId) &&
		(request.chargingProfilePurpose === undefined || place.purpose === request.chargingProfilePurpose) &&
		(request.stackLevel === undefined || place.stackLevel === request.stackLevel)
	);
}

function toPlace(key: string): ProfilePlace | undefined {
	if (!key.startsWith(PREFIX)) return;
	const [prefix, purpose, connectorId, stackLevel, id] = key.split(".");
	if (prefix !== PREFIX || id === undefined) return;
	return {
		connectorId: Number(connectorId),
		purpose: purpose as ChargingProfilePurpose,
		stackLevel: Number(stackLevel),
		id: Number(id),
	};
}
