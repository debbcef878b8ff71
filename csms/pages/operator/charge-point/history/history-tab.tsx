import { Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useChargePoint } from "../charge-point-page";
import { Violations } from "../violations";
import { BootHistory } from "./boots";
import { ConnectionHistory } from "./connections";
import { DataTransferHistory } from "./data-transfers";
import { SecurityEventHistory } from "./security-events";
import { StatusHistory } from "./statuses";

const SUBJECTS = {
	status: StatusHistory,
	connections: ConnectionHistory,
	boots: BootHistory,
	security: SecurityEventHistory,
	data: DataTransferHistory,
	violations: Violations,
} as const;

type Subject = keyof typeof SUBJECTS;

/** What happened at the charge point over time, a subject at a time. */
export function HistoryTab() {
	const { t } = useTranslation();
	const { identity } = useChargePoint();
	const [parameters, setParameters] = useSearchParams();
	const wanted = parameters.get("of") ?? "status";
	const subject: Subject = Object.hasOwn(SUBJECTS, wanted) ? (wanted as Subject) : "status";
	const Part = SUBJECTS[subject];
	return (
		<Stack gap="md">
			<Select
				maw={320}
				label={t("history.of")}
				allowDeselect={false}
				data={(Object.keys(SUBJECTS) as Subject[]).map((one) => ({
					value: one,
					label: t(`history.subject.${one}`),
				}))}
				value={subject}
				onChange={(one) =>
					setParameters(one === "status" || one === null ? {} : { of: one }, { replace: true })
				}
			/>
			<Part key={identity} identity={identity} />
		</Stack>
	);
}
