import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Severity } from "../../../api/schemas/diagnoses";

export const SEVERITY_COLORS = { fault: "red", warning: "yellow", note: "blue" } as const;

/** How bad a diagnosis is, in words and colour. */
export function SeverityBadge({ severity }: { severity: Severity }) {
	const { t } = useTranslation();
	return (
		<Badge variant="light" color={SEVERITY_COLORS[severity]} tt="none">
			{t(`severity.${severity}`)}
		</Badge>
	);
}
