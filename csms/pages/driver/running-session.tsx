import { Anchor, Button, Card, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { mdiEvStation, mdiStop } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { OwnTransaction } from "../../api/schemas/me";
import { useNewestMeterValues, useRemoteStop } from "../api/own";
import { powers } from "../parts/power";
import { Icon } from "../shared/icon";
import { useNow } from "../shared/now";
import { useFormats } from "../shared/use-formats";
import { Numbers } from "./numbers";
import { Refusal } from "./refusal";
import { useSessionWords } from "./session-words";

/** A session of the driver that runs, with its numbers as they grow. */
export function RunningSession({ transaction }: { transaction: OwnTransaction }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const words = useSessionWords();
	const now = useNow();
	const [asks, { open, close }] = useDisclosure();
	const stop = useRemoteStop();
	const { transactionId } = transaction;
	const newest = useNewestMeterValues(transactionId);
	const power = newest.data ? powers(newest.data).findLast((each) => each !== null) : undefined;
	const cost = words.cost(transaction);
	const isStopping = stop.data?.response.status === "Accepted";
	const title = `running-${transactionId}`;
	const giveStop = () => {
		close();
		stop.mutate(transactionId);
	};
	return (
		<Card withBorder padding="lg" component="section" aria-labelledby={title}>
			<Stack gap="md">
				<Group gap="sm" wrap="nowrap" c="blue">
					<Icon path={mdiEvStation} size={28} />
					<Title order={2} size="h3" id={title} c="var(--mantine-color-text)">
						{t("ownSession.running")}
					</Title>
				</Group>
				<Text>{words.place(transaction)}</Text>
				<Numbers
					numbers={[
						[t("ownSession.energy"), words.energy(transaction)],
						[t("ownSession.power"), power == null ? "–" : formats.power(power)],
						[t("ownSession.duration"), words.duration(transaction, now)],
						...(cost === null ? [] : [[t("ownSession.cost"), cost] as const]),
					]}
				/>
				{power === 0 && (
					<Text size="sm" c="dimmed">
						{t("ownSession.noPower")}
					</Text>
				)}
				{stop.error && <Refusal of="stop" error={stop.error} />}
				{stop.data && !isStopping && <Refusal of="stop" error={null} />}
				{isStopping ? (
					<Text role="status">{t("ownSession.stopping")}</Text>
				) : (
					<Button
						size="lg"
						color="red"
						fullWidth
						leftSection={<Icon path={mdiStop} />}
						loading={stop.isPending}
						onClick={open}
					>
						{t("ownSession.stop")}
					</Button>
				)}
				<Anchor component={Link} to={`/my/records/${transactionId}`} py={6}>
					{t("ownSession.details")}
				</Anchor>
			</Stack>
			<Modal
				opened={asks}
				onClose={close}
				title={t("ownSession.stopTitle")}
				centered
				closeButtonProps={{ "aria-label": t("page.close") }}
			>
				<Stack>
					<Text>{t("ownSession.stopWords", { place: words.place(transaction) })}</Text>
					<Button size="md" color="red" onClick={giveStop} data-autofocus>
						{t("ownSession.stopNow")}
					</Button>
					<Button size="md" variant="default" onClick={close}>
						{t("page.cancel")}
					</Button>
				</Stack>
			</Modal>
		</Card>
	);
}
