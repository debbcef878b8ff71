import { Card, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargingProfile } from "../../../../modules/ocpp/types";
import { useNow } from "../../shared/now";
import { LimitChart } from "./limit-chart";
import { limitSteps } from "./limits";
import { type ProfileValues, profileFaults, profileOf } from "./profile-form";

const DAY = 86_400_000;
const MINUTE = 60_000;
/** The signs of the units, the same in every language. */
const UNITS = ["A", "W"].map((value) => ({ value, label: value === "W" ? `k${value}` : value }));

/** The curve that a profile makes alone, from now on or from its start. */
export function ProfilePreview({ values }: { values: ProfileValues }) {
	const { t } = useTranslation();
	const now = Math.floor(useNow() / MINUTE) * MINUTE;
	const [unit, setUnit] = useState<"A" | "W" | null>(null);
	const preview = useMemo(() => previewOf(values, now), [values, now]);
	const shown = unit ?? values.chargingRateUnit;
	return (
		<Card
			withBorder
			component="section"
			aria-labelledby="preview"
			style={{ alignSelf: "start", position: "sticky", insetBlockStart: 72 }}
		>
			<Stack gap="sm">
				<Group justify="space-between">
					<Title order={2} size="h4" id="preview">
						{t("preview.title")}
					</Title>
					<UnitControl unit={shown} onChange={setUnit} />
				</Group>
				{preview ? (
					<>
						<LimitChart
							steps={preview.steps}
							unit={shown}
							from={preview.from}
							to={preview.to}
							height={280}
							label={t("preview.title")}
						/>
						<Text size="sm" c="dimmed">
							{preview.steps.every(({ amperes }) => amperes === null)
								? t("preview.nothing")
								: values.chargingProfileKind === "Relative"
									? t("preview.relative")
									: t("preview.words")}{" "}
							{t("limits.assumption")}
						</Text>
					</>
				) : (
					<Text size="sm" c="dimmed" mih={280}>
						{t("preview.faulty")}
					</Text>
				)}
			</Stack>
		</Card>
	);
}

interface UnitControlProps {
	unit: "A" | "W";
	onChange: (unit: "A" | "W") => void;
}

/** In which unit a curve is drawn. */
export function UnitControl({ unit, onChange }: UnitControlProps) {
	const { t } = useTranslation();
	return (
		<SegmentedControl
			size="xs"
			aria-label={t("limits.unit")}
			value={unit}
			onChange={(value) => onChange(value as "A" | "W")}
			data={UNITS}
		/>
	);
}

function previewOf(values: ProfileValues, now: number) {
	if (Object.keys(profileFaults(values)).length > 0) return;
	const { description: _, ...fields } = profileOf(values);
	const profile = { ...fields, chargingProfileId: 1 } as ChargingProfile;
	const { startSchedule } = profile.chargingSchedule;
	const start = Date.parse(startSchedule ?? profile.validFrom ?? "");
	const from = profile.chargingProfileKind === "Absolute" && start > now ? start : now;
	const to = from + (profile.recurrencyKind === "Weekly" ? 7 : 1) * DAY;
	const connectorId = profile.chargingProfilePurpose === "ChargePointMaxProfile" ? 0 : 1;
	const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
	const profiles = [{ connectorId, profile, ...always }];
	return { from, to, steps: limitSteps({ connectorId, profiles, transactions: [], from, to, now }) };
}
