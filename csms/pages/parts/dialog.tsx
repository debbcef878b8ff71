import { Button, Group, Modal, type ModalProps, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A window over the page that is closed by its button, by Escape or beside it. */
export function Dialog(props: ModalProps) {
	const { t } = useTranslation();
	return (
		<Modal
			closeButtonProps={{ "aria-label": t("page.close") }}
			transitionProps={{ duration: 120 }}
			{...props}
		/>
	);
}

interface ConfirmationProps {
	/** What is asked; null: nothing. */
	title: string | null;
	/** What follows from it. */
	words: string;
	/** The button that does it. */
	action: string;
	color?: string;
	loading: boolean;
	onConfirm: () => void;
	onClose: () => void;
}

/** Asks before something is done that cannot be taken back. */
export function Confirmation(props: ConfirmationProps) {
	const { title, words, action, color = "red", loading, onConfirm, onClose } = props;
	const { t } = useTranslation();
	return (
		<Dialog opened={title !== null} onClose={onClose} title={title}>
			<Stack>
				<Text size="sm">{words}</Text>
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose} data-autofocus>
						{t("page.cancel")}
					</Button>
					<Button color={color} loading={loading} onClick={onConfirm}>
						{action}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
