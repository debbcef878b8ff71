import { EmptyState, Group, SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import { mdiCheckCircleOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { DIAGNOSIS_KINDS, type Diagnosis, SEVERITIES } from "../../../api/schemas/diagnoses";
import { useChargePoints } from "../../api/charge-points";
import { useDiagnoses } from "../../api/diagnoses";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { chargePointChoices } from "../charge-point/charge-point-link";
import { DiagnosisCard } from "./diagnosis-card";
import { EndedDiagnoses } from "./ended-diagnoses";
import { worstFirst } from "./worst-first";

/** What is wrong with all charge points, and was; the choice is in the page's address. */
export function DiagnosesPage() {
	const { t } = useTranslation();
	const [choice, setChoice] = useSearchParams();
	const isOpen = choice.get("over") === null;
	const open = useDiagnoses({ open: true });
	const ended = useDiagnoses({ open: false });
	const shown = isOpen ? open : ended;
	const choose = (name: string, value: string | null) =>
		setChoice(
			(former) => {
				const next = new URLSearchParams(former);
				if (value === null) next.delete(name);
				else next.set(name, value);
				return next;
			},
			{ replace: true },
		);
	const nameOf = new Map(useChargePoints().data?.map(({ identity, name }) => [identity, name]));
	const severity = choice.get("severity");
	const kind = choice.get("kind");
	const identity = choice.get("identity");
	const fits = (diagnosis: Diagnosis) =>
		(severity === null || diagnosis.severity === severity) &&
		(kind === null || diagnosis.kind === kind) &&
		(identity === null || diagnosis.identity === identity);
	const diagnoses = (shown.data ?? []).filter(fits);
	const present = (key: "kind" | "identity") => new Set((shown.data ?? []).map((one) => one[key] as string));
	const identities = [...present("identity").add(identity ?? "")].filter(Boolean).toSorted();
	return (
		<Stack gap="md">
			<Stack gap={4}>
				<PageTitle title={t("diagnoses.title")} />
				<Text c="dimmed">{t("diagnoses.words")}</Text>
			</Stack>
			<SegmentedControl
				w="fit-content"
				maw="100%"
				value={isOpen ? "open" : "ended"}
				onChange={(value) => choose("over", value === "open" ? null : "1")}
				data={[
					{ value: "open", label: t("diagnoses.openTab", { count: open.data?.length ?? 0 }) },
					{ value: "ended", label: t("diagnoses.ended") },
				]}
			/>
			{shown.data && shown.data.length > 0 && (
				<Group gap="sm" align="flex-end">
					<Select
						label={t("diagnoses.severity")}
						placeholder={t("diagnoses.allSeverities")}
						value={severity}
						onChange={(value) => choose("severity", value)}
						clearable
						data={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
					/>
					<Select
						label={t("diagnoses.kind")}
						placeholder={t("diagnoses.allKinds")}
						value={kind}
						onChange={(value) => choose("kind", value)}
						clearable
						searchable
						data={DIAGNOSIS_KINDS.filter((value) => value === kind || present("kind").has(value)).map(
							(value) => ({ value, label: t(`diagnosisKind.${value}`) }),
						)}
					/>
					<Select
						label={t("diagnoses.chargePoint")}
						placeholder={t("diagnoses.allChargePoints")}
						value={identity}
						onChange={(value) => choose("identity", value)}
						clearable
						searchable
						data={chargePointChoices(
							identities.map((one) => ({ identity: one, name: nameOf.get(one) ?? null })),
						)}
					/>
				</Group>
			)}
			{shown.error && <ProblemAlert error={shown.error} />}
			{shown.isPending && <Skeleton height={200} />}
			{shown.data && isOpen && <Open diagnoses={diagnoses} all={shown.data.length} />}
			{shown.data && !isOpen && (
				<EndedDiagnoses
					diagnoses={diagnoses}
					label={t("diagnoses.ended")}
					none={t(shown.data.length === 0 ? "diagnoses.noneEnded" : "diagnoses.noneFound")}
					namesChargePoint
				/>
			)}
		</Stack>
	);
}

function Open({ diagnoses, all }: { diagnoses: Diagnosis[]; all: number }) {
	const { t } = useTranslation();
	if (diagnoses.length === 0) {
		return (
			<EmptyState
				py="xl"
				icon={<Icon path={mdiCheckCircleOutline} size={48} />}
				title={t(all === 0 ? "diagnoses.none" : "diagnoses.noneFound")}
				description={all === 0 ? t("diagnoses.noneWords") : undefined}
			/>
		);
	}
	return worstFirst(diagnoses).map((diagnosis) => (
		<DiagnosisCard key={diagnosis.id} diagnosis={diagnosis} namesChargePoint />
	));
}
