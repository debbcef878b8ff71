import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Diagnosis } from "../../../api/schemas/diagnoses";
import { diagnosisInWords } from "../../../texts/diagnosis-words";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { Place } from "./diagnosis-card";
import { SeverityBadge } from "./severity-badge";

interface EndedDiagnosesProps {
	diagnoses: Diagnosis[];
	label: string;
	none: string;
	/** Whether it says of which charge points they are. */
	namesChargePoint: boolean;
}

const RANK = { fault: 0, warning: 1, note: 2 };

/** What was wrong and is over. */
export function EndedDiagnoses({ diagnoses, label, none, namesChargePoint }: EndedDiagnosesProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const lasted = ({ since, until }: Diagnosis) => Date.parse(until ?? since) - Date.parse(since);
	return (
		<Records
			label={label}
			none={none}
			columns={[
				{
					name: t("diagnoses.what"),
					wrap: true,
					sort: (diagnosis) => diagnosisInWords(t, formats, diagnosis).title,
					cell: (diagnosis) => (
						<Anchor component={Link} to={`/operator/diagnoses/${diagnosis.id}`} underline="always" inherit>
							{diagnosisInWords(t, formats, diagnosis).title}
						</Anchor>
					),
				},
				{
					name: t("diagnoses.chargePoint"),
					sort: ({ identity }) => identity,
					cell: (diagnosis) => <Place diagnosis={diagnosis} namesChargePoint={namesChargePoint} />,
				},
				{
					name: t("diagnoses.severity"),
					sort: ({ severity }) => RANK[severity],
					cell: ({ severity }) => <SeverityBadge severity={severity} />,
				},
				{
					name: t("diagnoses.since"),
					sort: ({ since }) => since,
					cell: ({ since }) => formats.dateTime(since),
				},
				{ name: t("diagnoses.lasted"), sort: lasted, cell: (one) => formats.roughly(lasted(one)) },
				{ name: t("diagnoses.count"), sort: ({ count }) => count, cell: ({ count }) => formats.count(count) },
			]}
			records={diagnoses}
			keyOf={({ id }) => id}
		/>
	);
}
