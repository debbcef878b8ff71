import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface ConfirmProps {
	title: string;
	/** What comes of it. */
	words: string;
	/** What the button that does it is called. */
	action: string;
	opened: boolean;
	pending: boolean;
	onConfirm: () => void;
	onClose: () => void;
}

/** Asks before something is done that cannot be undone. */
export function Confirm({ title, words, action, opened, pending, onConfirm, onClose }: ConfirmProps) {
	const { t } = useTranslation();
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={title}
			centered
			closeButtonProps={{ "aria-label": t("page.close") }}
		>
			<Stack gap="md">
				<Text>{words}</Text>
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t("page.cancel")}
					</Button>
					<Button color="red.9" loading={pending} onClick={onConfirm}>
						{action}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
