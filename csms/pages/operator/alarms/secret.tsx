import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

export interface ShownSecret {
	/** Of the webhook. */
	name: string;
	secret: string;
}

/** Shows the secret of a webhook, this once. */
export function Secret({ shown, onClose }: { shown: ShownSecret | null; onClose: () => void }) {
	const { t } = useTranslation();
	return (
		<Modal
			opened={shown !== null}
			onClose={onClose}
			title={t("webhooks.secretTitle", { name: shown?.name })}
			closeOnClickOutside={false}
			closeButtonProps={{ "aria-label": t("page.close") }}
		>
			<Stack gap="md">
				<Text>{t("webhooks.secretWords")}</Text>
				<Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
					{shown?.secret}
				</Code>
				<Group justify="flex-end">
					<CopyButton value={shown?.secret ?? ""}>
						{({ copied, copy }) => (
							<Button variant="default" onClick={copy}>
								{t(copied ? "webhooks.copied" : "webhooks.copy")}
							</Button>
						)}
					</CopyButton>
					<Button onClick={onClose}>{t("page.close")}</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
