import { Alert, Text } from "@mantine/core";
import { mdiAlertCircleOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";

interface RefusalProps {
	/** What was asked for. */
	of: "start" | "stop";
	/** The error of the call; null when the charge point itself said no. */
	error: unknown;
}

/** Why a session was not started or stopped from here, and what to do instead. */
export function Refusal({ of, error }: RefusalProps) {
	const { t } = useTranslation();
	const status = error instanceof ApiProblem ? error.status : 0;
	if (error !== null && ![409, 502, 504].includes(status)) return <ProblemAlert error={error} />;
	const [title, words] =
		status === 504
			? [t("ownRefusal.timeout"), t("ownRefusal.timeoutWords")]
			: status === 502
				? [t("ownRefusal.failed"), t("ownRefusal.failedWords")]
				: status === 409 && of === "start"
					? [t("ownRefusal.conflict"), t("ownRefusal.conflictWords")]
					: status === 409
						? [t("ownRefusal.stopConflict"), t("ownRefusal.stopConflictWords")]
						: of === "start"
							? [t("ownRefusal.Rejected"), t("ownRefusal.RejectedWords")]
							: [t("ownRefusal.stopRejected"), t("ownRefusal.stopRejectedWords")];
	return (
		<Alert color="orange" icon={<Icon path={mdiAlertCircleOutline} />} title={title} role="alert">
			<Text size="sm">{words}</Text>
		</Alert>
	);
}
