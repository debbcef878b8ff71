import { Alert, Button, Card, Group, Select, Skeleton, Stack, Text, Title } from "@mantine/core";
import { mdiChatQuestionOutline, mdiSpeedometer } from "@mdi/js";
import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import type { ProfileAssignment } from "../../../api/schemas/charging-profiles";
import { useProfiles } from "../../api/charging";
import { meterValuesQuery, useTransactions } from "../../api/transactions";
import { AskedProblem } from "../../parts/asked-problem";
import { useMay } from "../../parts/may";
import { Icon } from "../../shared/icon";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";
import { useCompositeSchedule } from "./composite-schedule";
import { LimitChart } from "./limit-chart";
import { decisive, givenProfiles, type LimitStep, limitSteps, powerInUnit, stepOf } from "./limits";
import { powerOf, sumOf, transactionsWithin } from "./measured";
import { UnitControl } from "./profile-preview";
import { useProfileName } from "./profile-words";

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Hours before and after now that the chart shows, by their names. */
const RANGES = { short: [1, 3], medium: [6, 12], long: [24, 24] } as const;
/** Transactions whose meter values are asked for. */
const MOST_TRANSACTIONS = 30;

interface LimitsInForceProps {
	chargePoint: ChargePoint;
	assignments: { installed: ProfileAssignment[]; former: ProfileAssignment[] } | undefined;
}

/** The limits of a connector as a curve, against what it drew. */
export function LimitsInForce({ chargePoint, assignments }: LimitsInForceProps) {
	const { t } = useTranslation();
	const { identity, connectors, connected } = chargePoint;
	const ids = connectors.map(({ connectorId }) => connectorId).filter((id) => id > 0);
	const [chosen, setChosen] = useState<number | null>(null);
	const connectorId = chosen ?? ids[0] ?? 0;
	const [range, setRange] = useState<keyof typeof RANGES>("short");
	const [unit, setUnit] = useState<"A" | "W">("W");
	const moment = useNow();
	const now = Math.floor(moment / MINUTE) * MINUTE;
	const [before, after] = RANGES[range];
	const span = { from: now - before * HOUR, to: now + after * HOUR };
	const { steps, samples, others, isReady } = useLimits(identity, connectorId, assignments, span, now);
	const composite = useCompositeSchedule(identity, connectorId);
	const mayAsk = useMay("operator");
	const step = stepOf(steps, moment);
	const phases = step?.phases ?? 3;
	const measured = samples
		.filter(({ time }) => time >= span.from)
		.map(({ time, watts }) => ({ time, value: powerInUnit(watts, phases, unit) }));
	return (
		<Card withBorder component="section" aria-labelledby="limits">
			<Stack gap="sm">
				<Group justify="space-between" align="flex-end">
					<Title order={2} size="h4" id="limits">
						{t("limits.title")}
					</Title>
					<Group gap="xs">
						<Select
							size="xs"
							w="10rem"
							allowDeselect={false}
							aria-label={t("assign.place")}
							value={String(connectorId)}
							onChange={(value) => setChosen(Number(value))}
							data={[...ids, 0].map((id) => ({
								value: String(id),
								label: id === 0 ? t("field.wholeChargePoint") : t("connector.title", { id }),
							}))}
						/>
						<Select
							size="xs"
							w="11rem"
							allowDeselect={false}
							aria-label={t("limits.range")}
							value={range}
							onChange={(value) => setRange(value as keyof typeof RANGES)}
							data={Object.entries(RANGES).map(([value, [hours, more]]) => ({
								value,
								label: t("limits.hours", { before: hours, after: more }),
							}))}
						/>
						<UnitControl unit={unit} onChange={setUnit} />
					</Group>
				</Group>
				{isReady ? (
					<>
						<LimitNow step={step} connectorId={connectorId} others={others} />
						<LimitChart
							steps={steps}
							measured={measured}
							told={composite.steps}
							unit={unit}
							{...span}
							now={now}
							height={300}
							label={t("limits.title")}
						/>
					</>
				) : (
					<Skeleton height={360} />
				)}
				<Text size="xs" c="dimmed">
					{t("limits.source")} {t(connectorId > 0 ? "limits.shared" : "limits.whole")}{" "}
					{t("limits.assumption")}
				</Text>
				{mayAsk && (
					<Group gap="sm">
						<Button
							variant="default"
							size="xs"
							disabled={!connected}
							loading={composite.isPending}
							leftSection={<Icon path={mdiChatQuestionOutline} size={18} />}
							onClick={() => composite.ask(span.to - now)}
						>
							{t("composite.ask")}
						</Button>
						{composite.words !== null && (
							<Text size="sm" role="status">
								{composite.words}
							</Text>
						)}
					</Group>
				)}
				{composite.error != null && <AskedProblem error={composite.error} />}
			</Stack>
		</Card>
	);
}

interface LimitNowProps {
	step: LimitStep | undefined;
	connectorId: number;
	/** Sessions that run on other connectors. */
	others: number;
}

/** Which profile limits at this moment, to what, and until when. */
function LimitNow({ step, connectorId, others }: LimitNowProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const nameOf = useProfileName(useProfiles().data);
	const place = connectorId === 0 ? t("field.wholeChargePoint") : t("connector.title", { id: connectorId });
	const profile = step && decisive(step);
	if (!step || step.amperes === null || !profile) {
		return (
			<Alert color="gray" icon={<Icon path={mdiSpeedometer} />} title={t("limits.noneNow", { place })}>
				{t("limits.noneNowWords")}
			</Alert>
		);
	}
	const { amperes, phases, to } = step;
	const isWhole = profile.chargingProfilePurpose === "ChargePointMaxProfile";
	const whole = connectorId > 0 && others > 0 ? step.ofChargePoint?.amperes : undefined;
	return (
		<Alert
			color={amperes < 6 ? "orange" : "blue"}
			icon={<Icon path={mdiSpeedometer} />}
			title={t("limits.limitedNow", {
				place,
				current: formats.current(amperes),
				power: formats.power(amperes * 230 * phases),
			})}
		>
			<Text size="sm">
				{t("limits.by", {
					profile: nameOf(profile.chargingProfileId),
					purpose: t(`profilePurpose.${profile.chargingProfilePurpose}`),
					level: profile.stackLevel,
				})}{" "}
				{Number.isFinite(to) && t("limits.until", { moment: formats.dateTime(to) })}
			</Text>
			{isWhole && connectorId > 0 && <Text size="sm">{t("limits.byWhole")}</Text>}
			{whole !== undefined && (
				<Text size="sm">
					{t("limits.sharedNow", { current: formats.current(whole), sessions: others + 1 })}
				</Text>
			)}
			{amperes < 6 && <Text size="sm">{t("limits.tooLow")}</Text>}
		</Alert>
	);
}

function useLimits(
	identity: string,
	connectorId: number,
	assignments: LimitsInForceProps["assignments"],
	{ from, to }: { from: number; to: number },
	now: number,
) {
	const transactions = useTransactions({ identity });
	const shown = useMemo(
		() => transactionsWithin(transactions.data ?? [], connectorId, from).slice(-MOST_TRANSACTIONS),
		[transactions.data, connectorId, from],
	);
	const meterValues = useQueries({
		queries: shown.map(({ transactionId }) => meterValuesQuery(transactionId)),
		combine: (results) => results.map(({ data }) => data),
	});
	const samples = useMemo(
		() =>
			sumOf(
				byConnector(shown.map((one, index) => [one.connectorId, powerOf(one, meterValues[index] ?? [])])),
			),
		[shown, meterValues],
	);
	const steps = useMemo(() => {
		if (!assignments) return [];
		const starts = new Map(
			(transactions.data ?? []).map(({ transactionId, start }) => [transactionId, Date.parse(start)]),
		);
		const all = [...assignments.installed, ...assignments.former];
		return limitSteps({
			connectorId,
			profiles: givenProfiles(all, (transactionId) => starts.get(transactionId)),
			transactions:
				connectorId === 0
					? []
					: shown.map(({ start, stop, closedStop }) => ({
							from: Date.parse(start),
							to: Date.parse(stop ?? closedStop ?? "") || Number.POSITIVE_INFINITY,
						})),
			...{ from, to, now },
		});
	}, [assignments, transactions.data, shown, connectorId, from, to, now]);
	const others = (transactions.data ?? []).filter(
		(one) => one.stop === null && one.closedStop === null && one.connectorId !== connectorId,
	).length;
	return { steps, samples, others, isReady: assignments !== undefined && transactions.data !== undefined };
}

/** One curve for each connector: its transactions follow each other. */
function byConnector<Sample>(curves: [number, Sample[]][]): Sample[][] {
	const joined = new Map<number, Sample[]>();
	for (const [connectorId, curve] of curves) {
		joined.set(connectorId, [...(joined.get(connectorId) ?? []), ...curve]);
	}
	return [...joined.values()];
}
