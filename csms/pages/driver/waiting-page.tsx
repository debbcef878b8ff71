import { Alert, Button, Card, Loader, Stack, Text } from "@mantine/core";
import { mdiClockOutline, mdiCloseCircleOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Me } from "../../api/schemas/me";
import { useOwnIdTags } from "../api/own";
import { useSignOut } from "../api/session";
import { PageTitle } from "../parts/page-title";
import { useShowProblem } from "../parts/problem";
import { Icon } from "../shared/icon";
import classes from "./confirmation-page.module.css";

/** In place of a driver's own pages until an operator has accepted the registration. */
export function WaitingPage({ me }: { me: Me }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const idTags = useOwnIdTags();
	const signOut = useSignOut();
	const showProblem = useShowProblem();
	const waits = me.registration === "Pending";
	return (
		<Stack gap="lg">
			<PageTitle title={t("confirmation.title")} />
			<Alert
				color={waits ? "yellow" : "red"}
				icon={<Icon path={waits ? mdiClockOutline : mdiCloseCircleOutline} size={28} />}
				title={waits ? t("ownState.Pending") : t("ownState.Rejected")}
				role="status"
			>
				<Stack gap="xs">
					<Text size="sm">{waits ? t("ownState.PendingWords") : t("ownState.RejectedWords")}</Text>
					{waits && <Loader size="sm" type="dots" aria-hidden="true" />}
				</Stack>
			</Alert>
			{idTags.data?.[0] && (
				<Card withBorder className={classes.card}>
					<Text size="sm" c="dimmed" ta="center">
						{t("confirmation.yourId")}
					</Text>
					<Text className={classes.id}>{idTags.data[0].idTag}</Text>
				</Card>
			)}
			{!waits && (
				<Button
					size="md"
					variant="light"
					loading={signOut.isPending}
					onClick={() =>
						signOut.mutate(undefined, { onSuccess: () => void navigate("/"), onError: showProblem })
					}
				>
					{t("ownState.registerAgain")}
				</Button>
			)}
		</Stack>
	);
}
