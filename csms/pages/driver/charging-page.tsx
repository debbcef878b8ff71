import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRunning } from "../api/own";
import { useOwnLive } from "../api/own-live";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { EndedSession } from "./ended-session";
import { FreeConnectors } from "./free-connectors";
import { RunningSession } from "./running-session";

/** A driver's first page: the session that runs, else where to begin one. */
export function ChargingPage() {
	const { t } = useTranslation();
	const running = useRunning();
	const { ended, putAway } = useOwnLive();
	return (
		<Stack gap="lg">
			<PageTitle title={t("ownSession.title")} />
			{running.isPending && <Skeleton height={320} />}
			{running.error && <ProblemAlert error={running.error} />}
			{running.data?.map((transaction) => (
				<RunningSession key={transaction.transactionId} transaction={transaction} />
			))}
			{ended && <EndedSession transaction={ended} putAway={putAway} />}
			{running.data && <FreeConnectors />}
		</Stack>
	);
}
