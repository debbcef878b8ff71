import { Alert, Anchor, Button, Modal, Radio, Skeleton, Stack, Text } from "@mantine/core";
import { mdiEvPlugType2, mdiTimerSandComplete } from "@mdi/js";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FreeConnector, OwnIdTag } from "../../api/schemas/me";
import { useOwnIdTags, useRemoteStart, useRunning } from "../api/own";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import { useNow } from "../shared/now";
import { cardName, mayCharge } from "./card";
import { useConnectorName } from "./free-connectors";
import { Refusal } from "./refusal";

/** Seconds that charge points wait for the plug, where it is not known. */
const USUAL_TIMEOUT = 60;
/** Seconds within which a session begins after the plug. */
const BEGINNING = 30;

interface StartDialogProps {
	/** Null: it is closed. */
	connector: FreeConnector | null;
	onClose: () => void;
}

/** Starts charging at a connector, and tells what the driver has to do next; closes once the session runs. */
export function StartDialog({ connector, onClose }: StartDialogProps) {
	const { t } = useTranslation();
	const running = useRunning();
	const nameOf = useConnectorName();
	// What it showed stays until it is out of sight.
	const [shown, setShown] = useState(connector);
	if (connector !== null && connector !== shown) setShown(connector);
	const runs = running.data?.some(
		({ identity, connectorId }) => identity === connector?.identity && connectorId === connector.connectorId,
	);
	useEffect(() => {
		if (runs) onClose();
	}, [runs, onClose]);
	return (
		<Modal
			opened={connector !== null && !runs}
			onClose={onClose}
			title={t("ownStart.title")}
			centered
			closeButtonProps={{ "aria-label": t("page.close") }}
		>
			{shown && (
				<Stack>
					<Text fw={600}>{nameOf(shown)}</Text>
					<Start connector={shown} onClose={onClose} />
				</Stack>
			)}
		</Modal>
	);
}

function Start({ connector, onClose }: { connector: FreeConnector; onClose: () => void }) {
	const { t } = useTranslation();
	const idTags = useOwnIdTags();
	const start = useRemoteStart();
	const [chosen, setChosen] = useState<string | null>(null);
	const [acceptedAt, setAcceptedAt] = useState<number | null>(null);
	if (idTags.error && !idTags.data) return <ProblemAlert error={idTags.error} />;
	if (!idTags.data) return <Skeleton height={140} />;
	const cards = idTags.data.filter(mayCharge);
	if (cards.length === 0) return <NoCard />;
	const { idTag } = cards.find((card) => card.idTag === chosen) ?? cards[0];
	const { identity, connectorId } = connector;
	const isRefused = start.error !== null || (start.data && start.data.response.status !== "Accepted");
	if (start.data && !isRefused && acceptedAt !== null) {
		return (
			<Accepted
				connector={connector}
				acceptedAt={acceptedAt}
				onAgain={() => start.reset()}
				onClose={onClose}
			/>
		);
	}
	const give = () =>
		start.mutate({ identity, connectorId, idTag }, { onSuccess: () => setAcceptedAt(Date.now()) });
	return (
		<>
			<Radio.Group label={t("ownStart.card")} value={idTag} onChange={setChosen}>
				<Stack gap="xs" mt="xs">
					{cards.map((card: OwnIdTag) => (
						<Radio key={card.idTag} size="md" value={card.idTag} label={cardName(card)} />
					))}
				</Stack>
			</Radio.Group>
			{isRefused && <Refusal of="start" error={start.error} />}
			<Button size="lg" loading={start.isPending} onClick={give} data-autofocus>
				{t("ownStart.startNow")}
			</Button>
			{isRefused && (
				<Button size="md" variant="default" onClick={onClose}>
					{t("ownStart.other")}
				</Button>
			)}
		</>
	);
}

function NoCard() {
	const { t } = useTranslation();
	return (
		<Alert color="orange" title={t("ownStart.noCard")}>
			<Stack gap="xs">
				<Text size="sm">{t("ownStart.noCardWords")}</Text>
				<Anchor component={Link} to="/my/cards" py={6} c="inherit" underline="always">
					{t("ownStart.toCards")}
				</Anchor>
			</Stack>
		</Alert>
	);
}

interface AcceptedProps {
	connector: FreeConnector;
	acceptedAt: number;
	onAgain: () => void;
	onClose: () => void;
}

/** The charge point has agreed: it waits for the plug, or begins. */
function Accepted({ connector, acceptedAt, onAgain, onClose }: AcceptedProps) {
	const { t } = useTranslation();
	const now = useNow();
	// Prepared by a plug, or by a card that waits for one.
	const prepared = connector.status === "Preparing";
	const timeout = connector.connectionTimeout ?? USUAL_TIMEOUT;
	const left = Math.max(0, Math.ceil(timeout - (now - acceptedAt) / 1000));
	const isLate = now - acceptedAt > 1000 * (timeout + BEGINNING);
	if (isLate) {
		return (
			<>
				<Alert
					color="orange"
					role="alert"
					icon={<Icon path={mdiTimerSandComplete} />}
					title={t("ownStart.late")}
				>
					<Text size="sm">{t("ownStart.lateWords")}</Text>
				</Alert>
				<Button size="lg" onClick={onAgain}>
					{t("ownStart.startNow")}
				</Button>
			</>
		);
	}
	const words = prepared
		? t("ownStart.beginsWords")
		: connector.connectionTimeout === null
			? t("ownStart.plugInWords")
			: t("ownStart.plugInSeconds", { seconds: left });
	return (
		<>
			<Alert
				color="teal"
				role="group"
				icon={<Icon path={mdiEvPlugType2} size={28} />}
				title={<span role="status">{prepared ? t("ownStart.begins") : t("ownStart.plugIn")}</span>}
			>
				<Text>{words}</Text>
			</Alert>
			<Button size="md" variant="default" onClick={onClose}>
				{t("page.close")}
			</Button>
		</>
	);
}
