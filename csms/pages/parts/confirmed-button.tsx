import { Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./dialog";
import { ProblemAlert } from "./problem";

interface ConfirmedButtonProps {
	/** What the button says that asks. */
	label: string;
	/** More about it for a screen reader, where there are several. */
	ariaLabel?: string;
	title: string;
	words: ReactNode;
	action: string;
	disabled?: boolean;
	/** Does it; what it throws is shown. */
	onConfirm: () => Promise<unknown>;
}

/** A button for what has to be asked first. */
export function ConfirmedButton({ label, ariaLabel, disabled, onConfirm, ...words }: ConfirmedButtonProps) {
	const [opened, setOpened] = useState(false);
	const [pending, setPending] = useState(false);
	const [error, setError] = useState<unknown>(null);
	const confirm = async () => {
		setPending(true);
		setError(null);
		try {
			await onConfirm();
			setOpened(false);
		} catch (problem) {
			setError(problem);
		}
		setPending(false);
	};
	return (
		<>
			<Button
				variant="default"
				size="xs"
				aria-label={ariaLabel}
				disabled={disabled}
				onClick={() => {
					setError(null);
					setOpened(true);
				}}
			>
				{label}
			</Button>
			<Confirm
				{...words}
				opened={opened}
				pending={pending}
				error={error}
				onConfirm={() => void confirm()}
				onClose={() => setOpened(false)}
			/>
		</>
	);
}

interface ConfirmProps {
	opened: boolean;
	title: string;
	/** What will happen. */
	words: ReactNode;
	/** What the button says. */
	action: string;
	pending: boolean;
	error: unknown;
	onConfirm: () => void;
	onClose: () => void;
}

/** Asks before something is done that cannot be undone. */
function Confirm(props: ConfirmProps) {
	const { opened, title, words, action, pending, error, onConfirm, onClose } = props;
	const { t } = useTranslation();
	return (
		<Dialog opened={opened} title={title} onClose={onClose}>
			<Stack gap="md">
				<Text size="sm">{words}</Text>
				{error != null && <ProblemAlert error={error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t("page.cancel")}
					</Button>
					<Button color="red" loading={pending} onClick={onConfirm}>
						{action}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
