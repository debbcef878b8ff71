import { Alert, Badge, Button, Card, EmptyState, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { mdiCardAccountDetailsOutline, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OwnIdTag } from "../../api/schemas/me";
import { useOwnIdTags } from "../api/own";
import { Id } from "../parts/id";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import { useFormats } from "../shared/use-formats";
import { AddCardDialog } from "./add-card-dialog";
import { BlockCardDialog } from "./block-card-dialog";
import { type CardState, cardName, stateOf } from "./card";
import { RenameCardDialog } from "./rename-card-dialog";

const COLORS: Record<CardState, string> = {
	mayCharge: "teal",
	Pending: "yellow",
	Rejected: "red",
	blocked: "red",
	expired: "gray",
};

/** Cards of one driver that may wait for an answer at the same time. */
const MOST_PENDING = 10;

/** The driver's cards and numbers, those that wait among them. */
export function CardsPage() {
	const { t } = useTranslation();
	const cards = useOwnIdTags();
	const [adds, { open, close }] = useDisclosure();
	const [added, setAdded] = useState<OwnIdTag | null>(null);
	const tooMany = (cards.data ?? []).filter(({ status }) => status === "Pending").length >= MOST_PENDING;
	return (
		<Stack gap="lg">
			<Stack gap={4}>
				<PageTitle title={t("ownCards.title")} />
				<Text c="dimmed">{t("ownCards.intro")}</Text>
			</Stack>
			{cards.isPending && <Skeleton height={200} />}
			{cards.error && <ProblemAlert error={cards.error} />}
			{added && (
				<Alert
					color={added.status === "Accepted" ? "teal" : "yellow"}
					role="status"
					title={t(added.status === "Accepted" ? "ownCards.added" : "ownCards.waits", {
						card: cardName(added),
					})}
				/>
			)}
			{cards.data?.length === 0 && <EmptyState py="lg" title={t("ownCards.none")} />}
			{cards.data?.map((card) => (
				<CardOfDriver key={card.idTag} card={card} />
			))}
			{tooMany && <Text c="dimmed">{t("ownCards.tooMany")}</Text>}
			<Button
				size="lg"
				variant="light"
				leftSection={<Icon path={mdiPlus} />}
				disabled={!cards.data || tooMany}
				onClick={open}
			>
				{t("ownCards.add")}
			</Button>
			<AddCardDialog opened={adds} onClose={close} onAdded={setAdded} />
		</Stack>
	);
}

function CardOfDriver({ card }: { card: OwnIdTag }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const [renames, rename] = useDisclosure();
	const [blocks, block] = useDisclosure();
	const state = stateOf(card);
	const { idTag, label, expiryDate } = card;
	const isOwn = card.status === "Accepted";
	return (
		<Card withBorder component="article" aria-label={cardName(card)}>
			<Stack gap="sm">
				<Group justify="space-between" align="flex-start" gap="xs">
					<Group wrap="nowrap" gap="sm" miw={0}>
						<Icon path={mdiCardAccountDetailsOutline} size={28} />
						<Stack gap={0} miw={0}>
							{label !== null && (
								<Text fw={600} truncate>
									{label}
								</Text>
							)}
							<Text style={{ overflowWrap: "anywhere" }}>
								<Id id={idTag} />
							</Text>
						</Stack>
					</Group>
					<Badge variant="light" tt="none" size="lg" flex="none" color={COLORS[state]}>
						{t(`ownCards.${state}`)}
					</Badge>
				</Group>
				{expiryDate !== null && state === "mayCharge" && (
					<Text size="sm" c="dimmed">
						{t("ownCards.until", { date: formats.dateTime(expiryDate) })}
					</Text>
				)}
				{state === "blocked" && (
					<Text size="sm" c="dimmed">
						{t("ownCards.blockedWords")}
					</Text>
				)}
				{isOwn && (
					<Group gap="sm">
						<Button size="md" variant="default" onClick={rename.open} flex="1 1 10rem">
							{t("ownCards.rename")}
						</Button>
						{state !== "blocked" && (
							<Button size="md" variant="light" color="red" onClick={block.open} flex="1 1 10rem">
								{t("ownCards.block")}
							</Button>
						)}
					</Group>
				)}
			</Stack>
			<RenameCardDialog card={card} opened={renames} onClose={rename.close} />
			<BlockCardDialog card={card} opened={blocks} onClose={block.close} />
		</Card>
	);
}
