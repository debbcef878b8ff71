import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "./problem";

interface FormEndProps {
	/** What the form does when it is sent. */
	sending: { error: Error | null; isPending: boolean };
	/** What its button says; to save, if not given. */
	label?: string;
}

/** The end of a form: what the CSMS had against it, and the button that sends it. */
export function FormEnd({ sending, label }: FormEndProps) {
	const { t } = useTranslation();
	return (
		<>
			{sending.error && <ProblemAlert error={sending.error} />}
			<Group justify="flex-end">
				<Button type="submit" loading={sending.isPending}>
					{label ?? t("page.save")}
				</Button>
			</Group>
		</>
	);
}

/** The end of a window that has shown what it had to show. */
export function DoneButton({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	return (
		<Group justify="flex-end">
			<Button onClick={onClose} data-autofocus>
				{t("page.done")}
			</Button>
		</Group>
	);
}
