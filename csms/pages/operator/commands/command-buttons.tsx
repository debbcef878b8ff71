import { ActionIcon, Button, type ButtonProps, Menu, Modal } from "@mantine/core";
import {
	mdiDotsVertical,
	mdiLockOpenOutline,
	mdiMessageArrowLeftOutline,
	mdiPlay,
	mdiRestart,
	mdiSendOutline,
	mdiStop,
	mdiToggleSwitchOutline,
} from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../parts/may";
import { Icon } from "../../shared/icon";
import { CommandForm, type CommandTarget } from "./command-form";
import type { Action } from "./commands";

const ICONS: Partial<Record<Action, string>> = {
	RemoteStartTransaction: mdiPlay,
	RemoteStopTransaction: mdiStop,
	UnlockConnector: mdiLockOpenOutline,
	ChangeAvailability: mdiToggleSwitchOutline,
	Reset: mdiRestart,
	TriggerMessage: mdiMessageArrowLeftOutline,
};

/** What stands before the name of a command. */
function CommandIcon({ action }: { action: Action }) {
	return <Icon path={ICONS[action] ?? mdiSendOutline} size={18} />;
}

interface CommandButtonProps extends ButtonProps {
	action: Action;
	target: CommandTarget;
}

/** Opens the form of one command; nothing for those who may not give any. */
export function CommandButton({ action, target, ...props }: CommandButtonProps) {
	const { t } = useTranslation();
	const may = useMay("operator");
	const [open, setOpen] = useState(false);
	if (!may) return null;
	return (
		<>
			<Button
				variant="default"
				leftSection={<CommandIcon action={action} />}
				{...props}
				onClick={() => setOpen(true)}
			>
				{t(`command.${action}.title`)}
			</Button>
			<CommandModal action={open ? action : null} target={target} onClose={() => setOpen(false)} />
		</>
	);
}

interface CommandMenuProps {
	actions: readonly Action[];
	target: CommandTarget;
	/** What the commands are for, for a screen reader. */
	label: string;
}

/** Several commands behind one small button; nothing for those who may not give any. */
export function CommandMenu({ actions, target, label }: CommandMenuProps) {
	const { t } = useTranslation();
	const may = useMay("operator");
	const [action, setAction] = useState<Action | null>(null);
	if (!may) return null;
	return (
		<>
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
						<Icon path={mdiDotsVertical} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{actions.map((one) => (
						<Menu.Item key={one} leftSection={<CommandIcon action={one} />} onClick={() => setAction(one)}>
							{t(`command.${one}.title`)}
						</Menu.Item>
					))}
				</Menu.Dropdown>
			</Menu>
			<CommandModal action={action} target={target} onClose={() => setAction(null)} />
		</>
	);
}

interface CommandModalProps {
	/** Null: closed. */
	action: Action | null;
	target: CommandTarget;
	onClose: () => void;
}

/** The form of one command over the page. */
export function CommandModal({ action, target, onClose }: CommandModalProps) {
	const { t } = useTranslation();
	return (
		<Modal
			opened={action !== null}
			onClose={onClose}
			size="lg"
			title={action && `${t(`command.${action}.title`)} · ${target.identity}`}
			closeButtonProps={{ "aria-label": t("page.close") }}
			transitionProps={{ duration: 120 }}
		>
			{action && <CommandForm key={action} action={action} target={target} />}
		</Modal>
	);
}
