import { Button, List, Modal, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OwnIdTag } from "../../api/schemas/me";
import { useChangeIdTag } from "../api/own";
import { ProblemAlert } from "../parts/problem";
import { cardName } from "./card";

export interface CardDialogProps {
	card: OwnIdTag;
	opened: boolean;
	onClose: () => void;
}

/** Blocks a card that was lost, after saying what that does. */
export function BlockCardDialog({ card, opened, onClose }: CardDialogProps) {
	const { t } = useTranslation();
	const change = useChangeIdTag(card.idTag);
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={t("ownCards.blockTitle", { card: cardName(card) })}
			centered
			closeButtonProps={{ "aria-label": t("page.close") }}
		>
			<Stack>
				<List spacing="xs">
					<List.Item>{t("ownCards.blockWords")}</List.Item>
					<List.Item>{t("ownCards.blockRunning")}</List.Item>
					<List.Item>{t("ownCards.blockForGood")}</List.Item>
				</List>
				{change.error && <ProblemAlert error={change.error} />}
				<Button
					size="md"
					color="red"
					loading={change.isPending}
					onClick={() => change.mutate({ blocked: true }, { onSuccess: onClose })}
				>
					{t("ownCards.blockNow")}
				</Button>
				<Button size="md" variant="default" onClick={onClose} data-autofocus>
					{t("page.cancel")}
				</Button>
			</Stack>
		</Modal>
	);
}
