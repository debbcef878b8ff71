const HOUR = 3600;

/** A local list of 48 entries, each with all that one can have. */
export const LOCAL_LIST = {
	...{ listVersion: 1, updateType: "Full" },
	localAuthorizationList: Array.from({ length: 48 }, (_, i) => ({
		idTag: listedTag(i),
		idTagInfo: {
			...{ status: "Accepted", expiryDate: "2099-12-31T23:59:59.999Z" },
			parentIdTag: "PARENT-OF-THEM-ALL-1",
		},
	})),
};

/** An id of the list, whatever the number. */
export function listedTag(number: number): string {
	return `LONG-ID-TAG-NO-${String(number % 48).padStart(5, "0")}`;
}

/** What sampled values are made of. */
export const MEASURANDS = [
	...["Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage"],
] as const;

/** A profile of 24 periods, an hour each. */
export function profile(chargingProfileId: number, chargingProfilePurpose: "TxDefaultProfile" | "TxProfile") {
	return {
		...{ chargingProfileId, chargingProfilePurpose, stackLevel: 1, chargingProfileKind: "Absolute" },
		chargingSchedule: {
			startSchedule: new Date(Date.now() - 60_000).toISOString(),
			chargingRateUnit: "A",
			chargingSchedulePeriod: Array.from({ length: 24 }, (_, i) => ({
				...{ startPeriod: i * HOUR, limit: 10.5 + i / 2, numberPhases: 3 },
			})),
		},
	};
}
