import { EmptyState, Skeleton, Stack, Title } from "@mantine/core";
import { mdiCheckCircleOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { useDiagnoses } from "../../api/diagnoses";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useChargePoint } from "../charge-point/charge-point-page";
import { DiagnosisCard } from "./diagnosis-card";
import { EndedDiagnoses } from "./ended-diagnoses";
import { worstFirst } from "./worst-first";

/** What is wrong with one charge point, and was. */
export function DiagnosisTab() {
	const { t } = useTranslation();
	const { identity } = useChargePoint();
	const open = useDiagnoses({ identity, open: true });
	const ended = useDiagnoses({ identity, open: false });
	const error = open.error ?? ended.error;
	return (
		<Stack gap="md">
			{error && <ProblemAlert error={error} />}
			{open.isPending && <Skeleton height={160} />}
			{open.data?.length === 0 && (
				<EmptyState
					py="md"
					icon={<Icon path={mdiCheckCircleOutline} size={40} />}
					title={t("diagnoses.noneHere")}
				/>
			)}
			{worstFirst(open.data ?? []).map((diagnosis) => (
				<DiagnosisCard key={diagnosis.id} diagnosis={diagnosis} namesChargePoint={false} />
			))}
			{ended.data && ended.data.length > 0 && (
				<Stack gap="xs" component="section" aria-labelledby="former-diagnoses">
					<Title order={2} size="h4" id="former-diagnoses">
						{t("diagnoses.history")}
					</Title>
					<EndedDiagnoses
						diagnoses={ended.data}
						label={t("diagnoses.history")}
						none={t("diagnoses.noneEnded")}
						namesChargePoint={false}
					/>
				</Stack>
			)}
		</Stack>
	);
}
