import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useChangeIdTag } from "../api/own";
import { ProblemAlert } from "../parts/problem";
import { MOST_OF_LABEL } from "./add-card-dialog";
import type { CardDialogProps } from "./block-card-dialog";

/** What the driver calls a card; nothing for its number alone. */
export function RenameCardDialog({ card, opened, onClose }: CardDialogProps) {
	const { t } = useTranslation();
	const change = useChangeIdTag(card.idTag);
	const form = useForm({ initialValues: { label: card.label ?? "" } });
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={t("ownCards.renameTitle", { card: card.idTag })}
			centered
			closeButtonProps={{ "aria-label": t("page.close") }}
		>
			<form
				onSubmit={form.onSubmit(({ label }) =>
					change.mutate({ label: label.trim() || null }, { onSuccess: onClose }),
				)}
			>
				<Stack>
					<TextInput
						size="md"
						label={t("ownCards.label")}
						description={t("ownCards.labelWords")}
						maxLength={MOST_OF_LABEL}
						data-autofocus
						{...form.getInputProps("label")}
					/>
					{change.error && <ProblemAlert error={change.error} />}
					<Button type="submit" size="md" loading={change.isPending}>
						{t("page.save")}
					</Button>
				</Stack>
			</form>
		</Modal>
	);
}
