import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ChargingProfile } from "../../../../modules/ocpp/types";
import type { StoredProfile } from "../../../api/schemas/charging-profiles";
import { useFormats } from "../../shared/use-formats";

/** Tells a profile by its number and, where it is kept here, its description. */
export function useProfileName(kept: readonly StoredProfile[] | undefined) {
	const { t } = useTranslation();
	return (chargingProfileId: number): string => {
		const description = kept?.find((one) => one.chargingProfileId === chargingProfileId)?.description;
		return description
			? t("profile.named", { id: chargingProfileId, description })
			: t("profile.numbered", { id: chargingProfileId });
	};
}

/** The least and the greatest limit of a schedule, in its own unit. */
export function useLimitSpan() {
	const formats = useFormats();
	return ({ chargingSchedule }: Pick<ChargingProfile, "chargingSchedule">): string => {
		const { chargingRateUnit, chargingSchedulePeriod } = chargingSchedule;
		const limits = chargingSchedulePeriod.map(({ limit }) => limit);
		const [least, most] = [Math.min(...limits), Math.max(...limits)];
		const text = (limit: number) =>
			chargingRateUnit === "A" ? formats.current(limit) : formats.power(limit);
		return least === most ? text(least) : `${text(least)} – ${text(most)}`;
	};
}

type Worded = Pick<
	ChargingProfile,
	"chargingProfilePurpose" | "chargingProfileKind" | "recurrencyKind" | "validFrom" | "validTo"
>;

/** What a profile is for, and when it counts. */
export function ProfileWords({ profile }: { profile: Worded }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { chargingProfilePurpose, chargingProfileKind, recurrencyKind, validFrom, validTo } = profile;
	return (
		<Stack gap={0}>
			<Text size="sm">{t(`profilePurpose.${chargingProfilePurpose}`)}</Text>
			<Text size="xs" c="dimmed">
				{t(`profileKind.${recurrencyKind ?? chargingProfileKind}`)}
				{validFrom !== undefined && ` · ${t("profile.from", { moment: formats.dateTime(validFrom) })}`}
				{validTo !== undefined && ` · ${t("profile.until", { moment: formats.dateTime(validTo) })}`}
			</Text>
		</Stack>
	);
}
