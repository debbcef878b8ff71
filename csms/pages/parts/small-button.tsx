import { ActionIcon, Tooltip } from "@mantine/core";
import { Icon } from "../shared/icon";

interface SmallButtonProps {
	icon: string;
	label: string;
	onClick: () => void;
}

/** A button of an icon alone, which says what it does to whoever points at it. */
export function SmallButton({ icon, label, onClick }: SmallButtonProps) {
	return (
		<Tooltip label={label}>
			<ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
				<Icon path={icon} />
			</ActionIcon>
		</Tooltip>
	);
}
