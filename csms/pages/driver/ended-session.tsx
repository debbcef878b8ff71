import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { mdiCheckCircleOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { OwnTransaction } from "../../api/schemas/me";
import { Icon } from "../shared/icon";
import { Numbers } from "./numbers";
import { useSessionWords } from "./session-words";

/** The final numbers of a session that ended while its driver looked on. */
export function EndedSession({ transaction, putAway }: { transaction: OwnTransaction; putAway: () => void }) {
	const { t } = useTranslation();
	const words = useSessionWords();
	const cost = words.cost(transaction);
	return (
		<Card withBorder padding="lg" component="section" aria-labelledby="ended">
			<Stack gap="md">
				<Group gap="sm" wrap="nowrap" c="teal">
					<Icon path={mdiCheckCircleOutline} size={28} />
					<Title order={2} size="h3" id="ended" role="status" c="var(--mantine-color-text)">
						{t("ownSession.ended")}
					</Title>
				</Group>
				<Text>{t("ownSession.endedWords")}</Text>
				<Text c="dimmed">{words.place(transaction)}</Text>
				<Numbers
					numbers={[
						[t("ownSession.energy"), words.energy(transaction)],
						[t("ownSession.duration"), words.duration(transaction, Date.now())],
						...(cost === null ? [] : [[t("ownSession.endedCost"), cost] as const]),
					]}
				/>
				<Stack gap="sm">
					<Button
						size="md"
						component={Link}
						to={`/my/records/${transaction.transactionId}`}
						onClick={putAway}
					>
						{t("ownSession.toRecord")}
					</Button>
					<Button size="md" variant="default" onClick={putAway}>
						{t("ownSession.putAway")}
					</Button>
				</Stack>
			</Stack>
		</Card>
	);
}
