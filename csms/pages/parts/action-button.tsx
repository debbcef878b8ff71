import { Button } from "@mantine/core";
import { Icon } from "../shared/icon";

interface ActionButtonProps {
	icon: string;
	label: string;
	onClick: () => void;
}

/** A button of what can be done with the record that a page is about. */
export function ActionButton({ icon, label, onClick }: ActionButtonProps) {
	return (
		<Button size="xs" variant="default" leftSection={<Icon path={icon} size={16} />} onClick={onClick}>
			{label}
		</Button>
	);
}
